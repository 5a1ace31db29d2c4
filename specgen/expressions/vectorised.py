"""Common expressions over columns without a database: by kernels of numpy and Arrow, which give what DuckDB gives or leave it to it.

A query costs DuckDB 0.6 ms before its first row; and decimals of 16 bytes are converted to its own and back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pyarrow as pa

from specgen.expressions.functions import FUNCTIONS
from specgen.expressions.kernels.texts import cast
from specgen.expressions.kernels.vectors import KINDS, Numbers, Texts, Unsure, Vector, array, vector
from specgen.expressions.model import Step, Term
from specgen.types import Type, literal

_FIRST_BIGINT = 2**31
"""Behind a minus it is an integer of 32 bits for DuckDB."""


def vectorised(steps: Sequence[Step], inputs: Mapping[str, pa.Array], size: int) -> dict[str, pa.Array] | None:
    """The result of each step, as `Evaluator.evaluate` gives it; None where DuckDB is to be asked, if only to say what is wrong."""
    cells = dict(inputs)
    known: dict[tuple[str, Type], Vector] = {}
    try:
        for step in sorted(steps, key=lambda step: step.level):
            if step.term is None:
                return None
            made = _computed(step.term, cells, known)
            cells[step.name] = array(made, step.type, size)
            known[step.name, step.type] = made
    except Unsure:
        return None
    return {step.name: cells[step.name] for step in steps}


def _computed(term: Term, cells: Mapping[str, pa.Array], known: dict[tuple[str, Type], Vector]) -> Vector:
    if term.op == "column":
        name = ".".join(term.value)  # type: ignore[arg-type]
        if (name, term.type) not in known:
            known[name, term.type] = vector(cells[name], term.type)
        return known[name, term.type]
    if term.op in ("number", "literal", "string"):
        return _constant(term)
    kernel = cast if term.op == "cast" else FUNCTIONS[term.op].kernel if term.op in FUNCTIONS else None
    if kernel is None:
        raise Unsure
    if term.op == "||":
        term = replace(term, args=tuple(_side_by_side(term)))
    return kernel(term, [_computed(arg, cells, known) for arg in term.args])


def _side_by_side(term: Term) -> Iterator[Term]:
    """All texts of a || b || c, which are joined at once: two by two it takes several times as long."""
    for arg in term.args:
        yield from _side_by_side(arg) if arg.op == "||" else [arg]


def _constant(term: Term) -> Vector:
    """A value that is written in the text, for all rows."""
    if term.type.kind not in KINDS:
        raise Unsure
    if term.type.kind == "text":
        return Texts(pa.scalar(str(term.value), pa.string()))
    value = literal(str(term.value), term.type) if term.op == "number" else term.value
    found = vector(pa.array([value], term.type.arrow), term.type)
    if not isinstance(found, Numbers) or found.peak() == _FIRST_BIGINT:
        raise Unsure
    return Numbers(found.units.reshape(()), None, found.peak())
