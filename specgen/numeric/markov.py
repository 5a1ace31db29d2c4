"""Markov chains along blocks: a chain fitted to shares, walked forwards from a start or backwards from an end.

A transition matrix holds weights, transitions[from, to]; rows need not sum to 1. A state follows itself only where that is written.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from specgen.numeric.blocks import levels, ordinals
from specgen.streams import Floats, Ints

Matrix = npt.NDArray[np.float64]

_TOLERANCE = 1e-9
_ROUNDS = 20_000
_LEAP = 16
"""So many steps or more are taken at once, by powers of the matrix."""
_LONG = 512
"""Blocks of more rows than this are walked by composing maps: a loop over ordinals would be mostly overhead."""


class Unfit(ValueError):
    """No chain with these preferences was found that has the shares; `shares` is the nearest that was reached."""

    def __init__(self, shares: Floats):
        self.shares = shares
        super().__init__(f"the transitions cannot give these shares; the nearest found are {np.round(shares, 4).tolist()}")


class NoWay(ValueError):
    """No transition leads to, or from, a state that is met; `state` is its number."""

    def __init__(self, state: int, what: str):
        self.state = state
        super().__init__(f"state {state} has no {what}")


def fit(preferences: Matrix, shares: Floats, rows: Ints, share: Floats, initial: Floats) -> Matrix:
    """Transition probabilities near the preferences, under which each state's expected share of all rows is `shares`.

    Blocks have length rows[i] with probability share[i] and begin by `initial`. Iterative scaling: the column of a state that is
    too rare is multiplied by what it lacks, rows are brought back to 1, until all shares hold to 1e-9. So among the moves from one
    state the odds of any two are those preferred times a factor that belongs to the two states alone. Raises Unfit.
    """
    _refuse_dead_ends(preferences)
    wanted, start = shares / shares.sum(), initial / initial.sum()
    factors = np.ones(len(shares))
    nearest, least = wanted, np.inf
    for _ in range(_ROUNDS):
        transitions = _normalised(preferences * factors)
        got = expected_shares(transitions, rows, share, start)
        error = float(np.abs(got - wanted).max())
        if error < _TOLERANCE:
            return transitions
        if error < least:
            nearest, least = got, error
        factors *= np.divide(wanted, got, out=np.zeros_like(got), where=got > 0)
        if not _usable(preferences * factors):
            break
        factors /= factors.max()
        if not _usable(preferences * factors):  # what was small is 0 now
            break
    raise Unfit(nearest)


def expected_shares(transitions: Matrix, rows: Ints, share: Floats, initial: Floats) -> Floats:
    """The share of each state among all rows of blocks of these lengths: visits summed over the steps, over the mean length."""
    order, k = np.argsort(rows, kind="stable"), len(initial)
    step = np.block([[transitions, np.eye(k)], [np.zeros((k, k)), np.eye(k)]])
    law_and_visits: Floats = np.concatenate([initial, np.zeros(k)])
    visits = np.empty((len(rows), k))
    for at, further in enumerate(np.diff(rows[order], prepend=0).tolist()):
        if further < _LEAP:
            for _ in range(further):
                law_and_visits = law_and_visits @ step
        else:
            law_and_visits = law_and_visits @ np.linalg.matrix_power(step, further)
        visits[at] = law_and_visits[k:]
    total: Floats = share[order] @ visits
    return total / (share @ rows)


def walk(u: Floats, offsets: Ints, ordinal: Ints, initial: Floats, transitions: Matrix) -> Ints:
    """(n,): the state of each row; the first of a block by `initial`, each next by the row of the state before it."""
    _refuse_dead_ends(transitions)
    first = _cumulated(initial[None, :])
    following = _cumulated(transitions)
    if np.diff(offsets).max(initial=0) > _LONG:
        return _scanned(u, ordinal, first, following)
    states = np.empty(len(u), np.int64)
    before: Ints = np.zeros(0, np.int64)
    for blocks, rows in levels(offsets, ordinal):
        table, places = (following, before[: len(blocks)]) if len(before) else (first, np.zeros(len(blocks), np.int64))
        before = _step(u[rows], table, places)
        states[rows] = before
    return states


def _scanned(u: Floats, ordinal: Ints, first: Matrix, following: Matrix) -> Ints:
    """`walk` for long blocks: each draw is a map from states to states, and maps are composed over 1, 2, 4, … rows.

    The first row of a block maps every state to the one drawn, so nothing passes from block to block (a parallel prefix scan,
    Hillis and Steele 1986). The states are those of the loop over ordinals.
    """
    states = np.arange(len(following), dtype=np.int8)
    maps = np.stack([_step(u, following, np.full(len(u), state)) for state in states], axis=1).astype(np.int8)
    begins = ordinal == 0
    maps[begins] = _step(u[begins], first, np.zeros(int(begins.sum()), np.int64))[:, None]
    reach = 1
    while reach <= ordinal.max(initial=0):
        maps[reach:] = np.take_along_axis(maps[reach:], maps[:-reach], axis=1)
        reach *= 2
    return maps[:, 0].astype(np.int64)


def walk_back(u: Floats, offsets: Ints, end: Ints, transitions: Matrix) -> Ints:
    """(n,): the state of each row when the last of block j is end[j].

    The weight of a predecessor p of state s is transitions[p, s]: the column of s, read as weights. So each step that is seen
    forwards is one that the matrix has. Raises NoWay if a state that is met has no predecessor.
    """
    preceding = _cumulated(transitions.T)
    reached = transitions.sum(axis=0) > 0
    states = np.empty(len(u), np.int64)
    before: Ints = np.zeros(0, np.int64)
    for steps, (blocks, rows) in enumerate(levels(offsets, ordinals(offsets))):
        mirrored = offsets[blocks] + offsets[blocks + 1] - 1 - rows
        known = before[: len(blocks)]
        if steps and not reached[known].all():
            raise NoWay(int(known[~reached[known]][0]), "predecessor")
        before = _step(u[mirrored], preceding, known) if steps else end[blocks]
        states[mirrored] = before
    return states


def _step(u: Floats, table: Matrix, places: Ints) -> Ints:
    """For each draw the first state whose cumulated weight, in the row of `places`, is at least u."""
    state = np.zeros(len(u), np.int64)
    for column in table.T[:-1]:
        state += u > column[places]
    return state


def _cumulated(weights: Matrix) -> Matrix:
    sums = np.cumsum(weights, axis=1)
    return np.divide(sums, sums[:, -1:], out=np.ones_like(sums), where=sums[:, -1:] > 0)


def _normalised(weights: Matrix) -> Matrix:
    result: Matrix = weights / weights.sum(axis=1, keepdims=True)
    return result


def _usable(weights: Matrix) -> bool:
    sums = weights.sum(axis=1)
    return bool(np.isfinite(weights).all() and (sums > 0).all())


def _refuse_dead_ends(transitions: Matrix) -> None:
    dead = np.flatnonzero(transitions.sum(axis=1) <= 0)
    if len(dead):
        raise NoWay(int(dead[0]), "successor")
