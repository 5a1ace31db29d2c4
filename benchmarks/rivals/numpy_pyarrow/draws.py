"""Draws of whole columns: weighted, exact to the row, skewed, and rising in time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

SEED, SLOTS = 42, 65_536
FIRST_DAY, LAST_DAY = (int(np.datetime64(day).astype(int)) for day in ("2023-10-28", "2025-10-28"))

Density = tuple[np.ndarray, np.ndarray]


def source(table: str, chunk: int = 0) -> np.random.Generator:
    """Draws of a chunk's own, so that chunks can be made in any order."""
    return np.random.Generator(np.random.SFC64([SEED, *table.encode(), chunk]))


def slots(weights: Sequence[float] | np.ndarray) -> np.ndarray:
    """65,536 codes in proportion to their weights: a weighted draw is then one look-up."""
    edges = np.cumsum(np.asarray(weights, float))
    codes = np.searchsorted(edges / edges[-1], (np.arange(SLOTS) + 0.5) / SLOTS)
    return codes.astype(np.uint8 if len(edges) <= 256 else np.uint16)


def drawn(rng: np.random.Generator, table: np.ndarray, rows: int) -> np.ndarray:
    return table[rng.integers(0, SLOTS, rows, np.uint16)]


def edges(weights: Iterable[float], row: int) -> np.ndarray:
    """How many of the rows before this one have a code below 0, 1, 2, …"""
    cumulated = np.cumsum([0, *weights])
    return np.rint(cumulated * row / cumulated[-1]).astype(int)


def exact(rng: np.random.Generator, weights: Sequence[float], start: int, end: int) -> np.ndarray:
    """Codes of the rows from start to end, scattered: over all chunks each has its share, to the row."""
    codes = np.repeat(np.arange(len(weights), dtype=np.uint8), np.diff(edges(weights, end) - edges(weights, start)))
    rng.shuffle(codes)
    return codes


def children_before(weights: Sequence[float], parent: int) -> int:
    """How many children the parents before this one have, where `exact` gives them 1, 2, 3, …"""
    return int(np.diff(edges(weights, parent)) @ np.arange(1, len(weights) + 1))


def profile(hours: Sequence[int], weekend: float) -> Density:
    """The cumulated density of time, at the edge of each hour from the first day to the last."""
    weekday = (np.arange(FIRST_DAY, LAST_DAY + 1) + 3) % 7
    density = np.cumsum([0, *np.outer(np.where(weekday >= 5, weekend, 1.0), hours).ravel()])
    return density / density[-1], FIRST_DAY * 86_400 + 3600.0 * np.arange(len(density))


def times(rng: np.random.Generator, density: Density, start: int, end: int, rows: int) -> np.ndarray:
    """Seconds of the rows from start to end of all rows, rising without a sort."""
    return np.interp((np.arange(start, end) + rng.random(end - start)) / rows, *density).astype(np.int64)


def favoured(rng: np.random.Generator, shuffled: np.ndarray, rows: int) -> np.ndarray:
    """Picks: the first fifth of what is shuffled gets four fifths of them, 16 for one of each other."""
    top = len(shuffled) // 5
    draw = rng.integers(0, 15 * top + len(shuffled), rows, np.int32)
    return shuffled[np.where(draw < 16 * top, draw >> 4, draw - 15 * top)]
