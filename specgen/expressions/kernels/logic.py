"""Comparisons, conditions and choices over columns, with the three values of SQL: each gives what DuckDB gives, or is Unsure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from specgen.expressions.kernels.numbers import EXACT, converted, numbers_of, scaled
from specgen.expressions.kernels.vectors import Kernel, Numbers, Texts, Unsure, Vector, all_present, arrow_truths, truths
from specgen.expressions.model import Term
from specgen.expressions.rules import results
from specgen.numeric.buffers import Mask
from specgen.types import INT64_DIGITS, Type

_NO_TEXT = pa.scalar(None, pa.string())


def comparison(numbers: Callable[[Any, Any], Any], texts: Callable[[Any, Any], Any]) -> Kernel:
    """A comparison, by its functions of numpy and of Arrow, which takes texts by their code points."""

    def kernel(term: Term, args: Sequence[Vector]) -> Numbers:
        if all(isinstance(arg, Texts) for arg in args):
            return truths(texts(*(arg.texts for arg in args if isinstance(arg, Texts))))
        left, right = _alike([arg.type for arg in term.args], args)
        return Numbers(numbers(left.units, right.units), all_present(left, right), 1)

    return kernel


def is_null(term: Term, args: Sequence[Vector]) -> Numbers:
    """Where there is no value."""
    return _absent(args[0])


def negation(term: Term, args: Sequence[Vector]) -> Numbers:
    """The opposite."""
    (arg,) = numbers_of(term, args, ("boolean",))
    return Numbers(~arg.units, arg.present, 1)


def conjunction(term: Term, args: Sequence[Vector]) -> Numbers:
    """Both; false where one is false, whatever the other."""
    left, right = numbers_of(term, args, ("boolean",))
    true, false = _true(left) & _true(right), _false(left) | _false(right)
    return Numbers(true, _known(left, right, true | false), 1)


def disjunction(term: Term, args: Sequence[Vector]) -> Numbers:
    """One of them or both; true where one is true, whatever the other."""
    left, right = numbers_of(term, args, ("boolean",))
    true, false = _true(left) | _true(right), _false(left) & _false(right)
    return Numbers(true, _known(left, right, true | false), 1)


def case(term: Term, args: Sequence[Vector]) -> Vector:
    """The value of the first condition that is true; NULL or what stands last where none is."""
    places = results(len(args))
    conditions = [_true(arg) for at, arg in enumerate(args) if at not in places and isinstance(arg, Numbers)]
    if len(conditions) + len(places) < len(args):
        raise Unsure
    choices = [(term.args[at].type, args[at]) for at in places]
    return _texts(conditions, choices) if term.type.kind == "text" else _numbers(conditions, choices, term.type)


def coalesce(term: Term, args: Sequence[Vector]) -> Vector:
    """The first value that is not NULL."""
    results = [(arg.type, vector) for arg, vector in zip(term.args, args, strict=True)]
    known = [~_absent(arg).units for arg in args[:-1]]
    return _texts(known, results) if term.type.kind == "text" else _numbers(known, results, term.type)


def _absent(arg: Vector) -> Numbers:
    if isinstance(arg, Texts):
        return truths(arg.texts.is_null() if isinstance(arg.texts, pa.Array) else arg.texts)
    return Numbers(np.zeros(arg.units.shape, np.bool_) if arg.present is None else ~arg.present, None, 1)


def _alike(types: Sequence[Type], args: Sequence[Vector]) -> list[Numbers]:
    """Numbers that can be compared: exact ones with as many digits behind the point, others of one type."""
    numbers = [arg for arg in args if isinstance(arg, Numbers)]
    if len(numbers) < len(args) or (len({type.arrow for type in types}) > 1 and any(type.kind not in EXACT for type in types)):
        raise Unsure
    scale = max(type.scale for type in types)
    return [scaled(number, scale - type.scale) for type, number in zip(types, numbers, strict=True)]


def _true(number: Numbers) -> Mask:
    return number.units if number.present is None else number.units & number.present


def _false(number: Numbers) -> Mask:
    return ~number.units if number.present is None else ~number.units & number.present


def _known(left: Numbers, right: Numbers, known: Mask) -> Mask | None:
    return None if left.present is None and right.present is None else known


def _numbers(conditions: Sequence[Mask], results: Sequence[tuple[Type, Vector]], type: Type) -> Numbers:
    """The number of the first condition that is true; the last one where none is, or NULL."""
    wide = any(source.kind == "decimal" and (source.precision or 38) > INT64_DIGITS for source, _ in results)
    if wide and len({source.sql for source, _ in results}) > 1:
        raise Unsure  # where their common type has over 38 digits, DuckDB drops some behind the point
    numbers = [converted(vector, source, type) for source, vector in results]
    if len(numbers) == len(conditions):
        numbers.append(Numbers(np.zeros((), numbers[0].units.dtype), np.zeros((), np.bool_), 0))
    present = [np.ones((), np.bool_) if number.present is None else number.present for number in numbers]
    everywhere = all(number.present is None for number in numbers)
    units = _first(conditions, [number.units for number in numbers])
    return Numbers(units, None if everywhere else _first(conditions, present), max(number.bound for number in numbers))


def _texts(conditions: Sequence[Mask], results: Sequence[tuple[Type, Vector]]) -> Texts:
    """The same of texts."""
    texts = [vector.texts for _, vector in results if isinstance(vector, Texts)]
    if len(texts) < len(results) or any(condition.ndim == 0 for condition in conditions):
        raise Unsure
    found = texts.pop() if len(texts) > len(conditions) else _NO_TEXT
    for condition, text in reversed(list(zip(conditions, texts, strict=True))):
        found = pc.if_else(arrow_truths(condition), text, found)
    return Texts(found)


def _first(conditions: Sequence[Mask], values: Sequence[Any]) -> Any:
    pairs = reversed(list(zip(conditions, values[:-1], strict=True)))
    return reduce(lambda found, pair: np.where(pair[0], pair[1], found), pairs, values[-1])
