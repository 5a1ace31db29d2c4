"""Reads a spec: positions, placeholders, structure, meaning.

Each phase adds its faults to those of the phases before and goes on with what is whole (`specgen.nodes.Broken`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from specgen import readings, shelf
from specgen.errors import Fault
from specgen.language.binder import bind
from specgen.language.model import Spec
from specgen.language.placeholders import resolve
from specgen.language.reader import read
from specgen.language.schema import json_schema
from specgen.nodes import Node
from specgen.registry import kinds
from specgen.sources import Origin, Sources


def fillers() -> dict[str, Any]:
    """Every filler kind by its key: the generators, and the distributions as fillers of numbers."""
    from specgen.generators.drawn import DrawnKind

    drawn = {name: DrawnKind(kind) for name, kind in kinds("specgen.distributions", "specgen.distributions").items()}
    return dict(sorted({**kinds("specgen.generators", "specgen.generators"), **drawn}.items()))


def load(source: Path | str, overrides: Mapping[str, str] | None = None, name: str = "<text>") -> Spec:
    """The model of a spec file (or of a text); raises SpecError with every fault that reading, structure and meaning have."""
    return _loaded(source, overrides or {}, name, Sources())


def load_carried(file: str, overrides: Mapping[str, str], contents: Mapping[str, bytes]) -> Spec:
    """The model of a spec whose files were carried here (`specgen.sources.Origin.contents`)."""
    return _loaded(Path(file), overrides, file, Sources(contents))


def _loaded(source: Path | str, overrides: Mapping[str, str], name: str, sources: Sources) -> Spec:
    faults: list[Fault] = []
    file, text = (source.as_posix(), None) if isinstance(source, Path) else (name, source)
    root, params = resolve(read(source, faults, name, sources), faults, overrides, sources)
    known = fillers()
    sound = _structured(root, json_schema(known), file, faults)
    with readings.kept(file if text is None else None, "spec"):
        made = bind(sound, params, known, faults, sources)
    return made.read_from(Origin(file, text, dict(overrides), sources.digests))


def _structured(root: Node, schema: dict[str, Any], name: str, faults: list[Fault]) -> Node:
    """The spec as the JSON Schema judges it; of each file is kept what was found sound last, since jsonschema takes long to import."""
    asked = shelf.question("sound structure", name)
    digest = "" if faults else hashlib.sha256(json.dumps([schema, root.plain], default=repr).encode()).hexdigest()
    if digest and shelf.get(asked, str) == digest:
        return root
    from specgen.language.structure import judge

    judged = judge(root, schema, faults)
    if not faults:
        shelf.put(asked, digest, ())
    return judged
