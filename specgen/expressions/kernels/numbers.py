"""Arithmetic on whole numbers of units: each kernel gives what the operator's text gives in DuckDB, or is Unsure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from specgen.expressions.kernels.vectors import DIGITS, Kernel, Numbers, Unsure, Vector, all_present
from specgen.expressions.model import Term
from specgen.types import INT64_DIGITS, Type

EXACT = ("integer", "decimal")
_DAYS = 2**30
"""More than DuckDB's calendar has."""
_QUOTIENT = 10**15 - 1
"""Up to here integers and the rounding of their quotient are exact as doubles: `arithmetic._EXACT_DIGITS`."""
_INT64 = 2**63 - 1


def total(sign: int) -> Kernel:
    """A sum, or with -1 a difference, of exact numbers or of dates and days."""

    def kernel(term: Term, args: Sequence[Vector]) -> Numbers:
        numbers = numbers_of(term, args, (*EXACT, "date"))
        left, right = (scaled(number, term.type.scale - arg.type.scale) for arg, number in zip(term.args, numbers, strict=True))
        bound = bounded(_largest(term.type), left, right, grown=lambda left, right: left + right)
        return Numbers(left.units + right.units if sign > 0 else left.units - right.units, all_present(left, right), bound)

    return kernel


def product(term: Term, args: Sequence[Vector]) -> Numbers:
    """A product of exact numbers."""
    left, right = numbers_of(term, args, EXACT)
    bound = bounded(_largest(term.type), left, right, grown=lambda left, right: left * right)
    return Numbers(left.units * right.units, all_present(left, right), bound)


def quotient(term: Term, args: Sequence[Vector]) -> Numbers:
    """The exact quotient of decimals, rounded half away from zero; `arithmetic._quotient` says why doubles give it."""
    left, right = numbers_of(term, args, EXACT)
    before, after = (arg.type.scale for arg in term.args)
    power = max(term.type.scale + after, before)
    top, bottom = scaled(left, power - before, _QUOTIENT), scaled(right, power - term.type.scale - after, _QUOTIENT)
    bounded(_QUOTIENT, top), bounded(_QUOTIENT, bottom)
    exact = top.units / _divisor(bottom)
    size = np.abs(exact)
    whole = np.floor(size)
    whole += size - whole >= 0.5
    return of_type(Numbers(np.copysign(whole, exact).astype(np.int64), all_present(top, bottom)), term.type)


def whole_quotient(term: Term, args: Sequence[Vector]) -> Numbers:
    """A quotient of integers without what is behind the point."""
    left, right = numbers_of(term, args, ("integer",))
    bound, divisor = bounded(term.type.high, left), _divisor(right)
    bounded(term.type.high, right)
    return Numbers((left.units - np.fmod(left.units, divisor)) // divisor, all_present(left, right), bound)


def remainder(term: Term, args: Sequence[Vector]) -> Numbers:
    """What a division of integers leaves, with the sign of the first."""
    left, right = numbers_of(term, args, ("integer",))
    bound = bounded(term.type.high, left)
    bounded(term.type.high, right)
    return Numbers(np.fmod(left.units, _divisor(right)), all_present(left, right), bound)


def negative(term: Term, args: Sequence[Vector]) -> Numbers:
    """The numbers with the other sign."""
    (number,) = numbers_of(term, args, EXACT)
    bound = bounded(_largest(term.type), number)
    return Numbers(-number.units, number.present, bound)


def absolute(term: Term, args: Sequence[Vector]) -> Numbers:
    """The numbers without their sign."""
    (number,) = numbers_of(term, args, EXACT)
    bound = bounded(_largest(term.type), number)
    return Numbers(np.abs(number.units), number.present, bound)


def rounded(term: Term, args: Sequence[Vector]) -> Numbers:
    """Exact numbers with no more digits behind the point than wanted."""
    (number,) = numbers_of(term, args[:1], EXACT)
    return of_type(scaled(number, term.type.scale - term.args[0].type.scale), term.type)


# ── what they share ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────


def numbers_of(term: Term, args: Sequence[Vector], kinds: Sequence[str]) -> list[Numbers]:
    """The arguments, if they and the result are of these kinds."""
    numbers = [arg for arg in args if isinstance(arg, Numbers)]
    types = [term.type, *(arg.type for arg in term.args[: len(args)])]
    if len(numbers) < len(args) or any(type.kind not in kinds for type in types):
        raise Unsure
    return numbers


def bounded(limit: int, *args: Numbers, grown: Callable[..., int] = int) -> int:
    """The bound of a result from those of what it is made of, before it is made; Unsure if the result may exceed the limit."""
    found = grown(*(arg.bound for arg in args))
    if found > limit:
        found = grown(*(arg.peak() for arg in args))
    if found > limit:
        raise Unsure
    return found


def scaled(number: Numbers, digits: int, limit: int = DIGITS) -> Numbers:
    """The number times ten to so many digits; where they are negative, rounded half away from zero."""
    if abs(digits) > INT64_DIGITS:
        raise Unsure
    if digits == 0:
        return number
    factor = np.int64(10 ** abs(digits))
    if digits > 0:
        bound = bounded(limit, number, grown=lambda bound: bound * int(factor))
        return Numbers(number.units * factor, number.present, bound)
    room = bounded(_INT64, number, grown=lambda bound: bound + int(factor))
    half_away = (np.abs(number.units) + factor // 2) // factor * np.sign(number.units)
    return Numbers(half_away, number.present, room // int(factor))


def of_type(number: Numbers, type: Type) -> Numbers:
    """The number, if a type has room for it."""
    return Numbers(number.units, number.present, bounded(min(type.high, _largest(type)), number))


def converted(vector: Vector, source: Type, target: Type) -> Numbers:
    """Numbers of one type as those of another, which they fit."""
    if not isinstance(vector, Numbers):
        raise Unsure
    if source.kind in EXACT and target.kind in EXACT:
        return of_type(scaled(vector, target.scale - source.scale), target)
    if source.kind != target.kind or source.arrow != target.arrow:
        raise Unsure
    return vector


def _largest(type: Type) -> int:
    """Up to here DuckDB is known to compute: 18 digits of decimals, what an integer holds."""
    return {"decimal": DIGITS, "date": _DAYS}.get(type.kind) or type.high


def _divisor(number: Numbers) -> npt.NDArray[np.int64]:
    """What is divided by, 1 where it is NULL; Unsure where it is 0, which DuckDB refuses even under NULL."""
    if number.present is not None:
        number = Numbers(np.where(number.present, number.units, 1), None)
    if not np.all(number.units):
        raise Unsure
    return number.units
