"""Moments in time by a declared rhythm: a density that is constant within each hour, and its inverse."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from specgen.numeric.quantiles import StepTable
from specgen.streams import Floats, Ints

_HOUR = 3_600_000_000
_YEAR_DAYS = 365.25


class TimeDensity:
    """A law of moments in [start, end), both in microseconds since 1970-01-01 00:00.

    The density of an hour is hours[0…23] · weekdays[Monday…Sunday] · months[January…December] · growth^years, the years counted from
    the first day, and on the days of `holidays` times their weight. About 300 bytes an hour of the window.
    Raises ValueError if the window is empty or has no weight anywhere.
    """

    def __init__(
        self,
        start: int,
        end: int,
        hours: Sequence[float] = (1.0,) * 24,
        weekdays: Sequence[float] = (1.0,) * 7,
        months: Sequence[float] = (1.0,) * 12,
        growth: float = 1.0,
        holidays: Mapping[datetime.date, float] | None = None,
    ):
        if start >= end:
            raise ValueError("the window of time is empty")
        first = start // _HOUR
        cells = np.arange(first, -(-end // _HOUR), dtype=np.int64)
        self._edges = np.append(cells, cells[-1] + 1) * _HOUR
        self._edges[0], self._edges[-1] = start, end
        self._day, self._hour_of_day = cells // 24, cells % 24
        by_day = _day_weights(self._day[0], self._day[-1], weekdays, months, growth, holidays or {})
        self._density = np.asarray(hours, np.float64)[self._hour_of_day] * by_day[self._day - self._day[0]]
        self._lengths = np.diff(self._edges)
        weights = self._density * self._lengths
        if not weights.sum() > 0:
            raise ValueError("the window of time has no weight anywhere")
        self._steps = StepTable(cells, weights)
        # Of the very sums by which a cell is found: a draw is never before its cell.
        self._before, self._masses = np.append(0.0, self._steps.upto[:-1]), np.diff(self._steps.upto, prepend=0.0)

    def at(self, u: Floats) -> Ints:
        """The moment at each u in (0, 1), in whole microseconds; it rises with u."""
        cell = self._steps.at(u)
        length = self._lengths.take(cell)
        fraction = u - self._before.take(cell)
        fraction /= self._masses.take(cell)
        fraction *= length
        length -= 1
        moments: Ints = np.minimum(fraction.astype(np.int64), length, out=length)
        moments += self._edges.take(cell)
        return moments

    def mass(self, low: int, high: int) -> float:
        """The probability of [low, high)."""
        covered = np.minimum(self._edges[1:], high) - np.maximum(self._edges[:-1], low)
        return float((self._density * np.maximum(covered, 0)).sum() / (self._density * np.diff(self._edges)).sum())

    def first(self, grid: int) -> int:
        """The first multiple of `grid` in the window, where there is one: what comes before it in the window is moved there."""
        return -(-int(self._edges[0]) // grid) * grid

    def hour_shares(self, grid: int = 1) -> Floats:
        """(24,): the expected share of each hour of the day, summed from the density; of moments cut to multiples of `grid`."""
        return self._shares(lambda moment: moment // _HOUR % 24, 24, grid)

    def weekday_shares(self, grid: int = 1) -> Floats:
        """(7,): the expected share of each weekday, Monday first, summed from the density; of moments cut to multiples of `grid`."""
        return self._shares(lambda moment: _weekday(moment // (24 * _HOUR)), 7, grid)

    def _shares(self, group: Callable[[Ints], Ints], size: int, grid: int) -> Floats:
        """What lies in an hour before its first multiple of `grid` counts where the multiple before it falls, all else in its hour."""
        begin, end = self._edges[:-1], self._edges[1:]
        before, turn = np.maximum(begin // grid * grid, self.first(grid)), np.minimum(-(-begin // grid) * grid, end)
        sums = np.bincount(group(begin), self._density * (end - turn), minlength=size)
        sums += np.bincount(group(before), self._density * (turn - begin), minlength=size)
        shares: Floats = sums / sums.sum()
        return shares


def _weekday(day: Ints) -> Ints:
    """0 for Monday; day 0, the first of 1970, was a Thursday."""
    return (day + 3) % 7


def _day_weights(
    first: int, last: int, weekdays: Sequence[float], months: Sequence[float], growth: float, holidays: Mapping[datetime.date, float]
) -> Floats:
    day = np.arange(first, last + 1, dtype=np.int64)
    month = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    weights = np.asarray(weekdays, np.float64)[_weekday(day)] * np.asarray(months, np.float64)[month]
    weights *= growth ** ((day - first) / _YEAR_DAYS)
    for date, weight in holidays.items():
        weights[day == (date - datetime.date(1970, 1, 1)).days] *= weight
    return weights
