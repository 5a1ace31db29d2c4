"""Reads a spec: positions, placeholders, structure, meaning, each phase reporting all its faults at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from specgen.errors import Fault, Span, SpecError
from specgen.language.binder import bind
from specgen.language.model import Spec
from specgen.language.placeholders import resolve
from specgen.language.reader import read
from specgen.language.structure import json_schema, judge
from specgen.registry import kinds


def fillers() -> dict[str, Any]:
    """Every filler kind by its key: the generators, and the distributions as fillers of numbers."""
    from specgen.generators.drawn import DrawnKind

    drawn = {name: DrawnKind(kind) for name, kind in kinds("specgen.distributions", "specgen.distributions").items()}
    return dict(sorted({**kinds("specgen.generators", "specgen.generators"), **drawn}.items()))


def load(source: Path | str, overrides: Mapping[str, str] | None = None, name: str = "<text>") -> Spec:
    """The model of a spec file (or of a text); raises SpecError with all faults of the first phase that finds any."""
    try:
        root, params = resolve(read(source, name), overrides)
        known = fillers()
        judge(root, json_schema(known))
        return bind(root, params, known)
    except RecursionError:
        file = str(source) if isinstance(source, Path) else name
        raise SpecError(Fault("too-deep", "brackets or mappings are nested too deeply", Span(file, 1, 1, 1, 2))) from None
