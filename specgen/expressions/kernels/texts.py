"""Texts over columns, in Arrow: each kernel gives what the function's text gives in DuckDB, or is Unsure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from specgen.expressions.kernels.numbers import converted
from specgen.expressions.kernels.vectors import Kernel, Texts, Unsure, Vector, array
from specgen.expressions.model import Term
from specgen.types import Type

_LONGEST = 2**31 - 1
"""Characters that DuckDB counts."""


def join(term: Term, args: Sequence[Vector]) -> Texts:
    """Texts side by side, NULL where one of them is; integers are written out."""
    written = [_written(arg.type, vector) for arg, vector in zip(term.args, args, strict=True)]
    if all(isinstance(text, pa.Scalar) for text in written):
        raise Unsure
    return Texts(pc.binary_join_element_wise(*written, ""))


def plain_letters(change: Callable[[pa.Array], pa.Array]) -> Kernel:
    """Texts in small letters or capitals, if they are ASCII: databases differ in some others."""

    def kernel(term: Term, args: Sequence[Vector]) -> Texts:
        texts = _array(args[0])
        if not pc.all(pc.string_is_ascii(texts), min_count=0).as_py():
            raise Unsure
        return Texts(change(texts))

    return kernel


def filled(fill: Callable[..., pa.Array]) -> Kernel:
    """Texts filled up, or cut, to a number of characters that is written in the text, by one character."""

    def kernel(term: Term, args: Sequence[Vector]) -> Texts:
        (size,), by = _written_numbers(term.args[1:2]), str(term.args[2].value)
        if len(by) != 1:
            raise Unsure
        return Texts(fill(pc.utf8_slice_codeunits(_array(args[0]), 0, size), size, by))

    return kernel


def substring(term: Term, args: Sequence[Vector]) -> Texts:
    """The characters from a place on that is written in the text, all or so many."""
    start, *length = _written_numbers(term.args[1:])
    if start < 1:
        raise Unsure
    return Texts(pc.utf8_slice_codeunits(_array(args[0]), start - 1, start - 1 + length[0] if length else None))


def cast(term: Term, args: Sequence[Vector]) -> Vector:
    """Exact numbers as others, integers written out, texts cut to their length; what has the type already stays as it is."""
    (vector,), source, target = args, term.args[0].type, term.type
    if target.kind != "text":
        return converted(vector, source, target)
    texts = _written(source, vector)
    return Texts(texts if target.length is None else pc.utf8_slice_codeunits(texts, 0, target.length))


def _array(vector: Vector) -> pa.StringArray:
    if not isinstance(vector, Texts) or not isinstance(vector.texts, pa.Array):
        raise Unsure
    return vector.texts


def _written_numbers(terms: Sequence[Term]) -> list[int]:
    if any(term.op != "number" or term.type.kind != "integer" for term in terms):
        raise Unsure
    numbers = [int(str(term.value)) for term in terms]
    if max(numbers, default=0) > _LONGEST:
        raise Unsure
    return numbers


def _written(type: Type, vector: Vector) -> Any:
    if isinstance(vector, Texts):
        return vector.texts
    if type.kind != "integer" or (vector.present is not None and not vector.units.ndim):
        raise Unsure
    return array(vector, type, vector.units.size).cast(pa.string()) if vector.units.ndim else pa.scalar(str(int(vector.units)))
