"""Reads YAML into nodes that know their place; the only folder that knows the YAML library."""

from __future__ import annotations

from pathlib import Path

from specgen.errors import Fault, Span, SpecError
from specgen.language.reader.composing import composed
from specgen.language.reader.conversion import Conversion
from specgen.language.reader.files import SUFFIXES, text_of
from specgen.language.reader.scalars import HALF, scalar, whole
from specgen.language.wording import got
from specgen.nodes import Node
from specgen.sources import Sources

_BEGIN = "begin with 'specgen: 1' and 'tables:'"


def read(source: Path | str, faults: list[Fault], name: str = "<text>", sources: Sources | None = None) -> Node:
    """The root of a spec: a Path is a file, a str is YAML text that `name` stands for in messages.

    `faults` takes what is wrong with the YAML; what such a fault covers is a broken node. Raises SpecError with all of them
    where nothing can be read behind one, and EnvironmentProblem if the file may not be read.
    """
    text, file = (text_of(source, sources or Sources()), str(source)) if isinstance(source, Path) else (source, name)
    tree, mended = composed(text, file, faults)
    if tree is None:
        raise SpecError([*faults, Fault("empty-file", "the spec is empty", Span(file, 1, 1, 1, 1), _BEGIN)])
    root = Conversion(text, file, mended, faults).node(tree)
    if root.broken or not root.is_map:
        if not faults:
            faults.append(Fault("not-a-mapping", f"a spec is a mapping of keys, and this is {got(root)}", root.span, _BEGIN))
        raise SpecError(faults)
    return root


__all__ = ["HALF", "SUFFIXES", "read", "scalar", "whole"]
