"""Markov chains along blocks: a chain fitted to shares, walked forwards from a start or backwards from an end.

A transition matrix holds weights, transitions[from, to]; rows need not sum to 1. A state follows itself only where that is written.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from specgen.numeric.blocks import levels, ordinals
from specgen.streams import Floats, Ints

Matrix = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int32]

_TOLERANCE = 1e-9
_ROUNDS = 20_000
_LOOKED_BACK, _HOPELESS = 1_000, 1e-3
"""Errors fall by about the same factor in each so many rounds; a fit that would end with so large a one is given up."""
_LEAP = 16
"""So many steps or more are taken at once, by powers of the matrix."""
_LONG = 512
"""Blocks of more rows than this are walked by composing maps: a loop over ordinals would be mostly overhead."""
_STRETCHES, _ANSWERS = 1_024, 1 << 20
"""A draw is looked up by its stretch of [0, 1): so many for each state, and at most so many answers for all."""


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
    nearest, least, before = wanted, np.inf, np.inf
    for turn in range(_ROUNDS):
        transitions = _normalised(preferences * factors)
        got = expected_shares(transitions, rows, share, start)
        error = float(np.abs(got - wanted).max())
        if error < _TOLERANCE:
            return transitions
        if error < least:
            nearest, least = got, error
        if turn and turn % _LOOKED_BACK == 0:
            if turn > _LOOKED_BACK and error * (error / before) ** ((_ROUNDS - turn) / _LOOKED_BACK) > _HOPELESS:
                break
            before = error
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


class Walk:
    """Walks along blocks: the first state of a block by `initial`, each next by the row of the state before it."""

    def __init__(self, initial: Floats, transitions: Matrix):
        """Raises NoWay where a state has no successor."""
        _refuse_dead_ends(transitions)
        self._first, self._following = _cumulated(initial[None, :]), _cumulated(transitions)
        self._stretches = max(min(_STRETCHES, _ANSWERS // len(transitions)), 1)
        self._begins, self._moves = _answers(self._first, self._stretches), _answers(self._following, self._stretches)

    def states(self, u: Floats, offsets: Ints, ordinal: Ints) -> Codes:
        """(n,): the state of each row, by its draw and that of the row before."""
        if np.diff(offsets).max(initial=0) > _LONG:
            return _scanned(u, ordinal, self._first, self._following)
        states, stretch = np.empty(len(u), np.int32), np.empty(len(u), np.int32)
        np.multiply(u, self._stretches, out=stretch, casting="unsafe")
        before, table, answers = np.zeros(len(offsets) - 1, np.int32), self._first, self._begins
        for blocks, rows in levels(offsets, ordinal):
            places = before[: len(blocks)]
            found = answers.take(places * self._stretches + stretch.take(rows))
            if len(open_ := np.flatnonzero(found < 0)):
                found[open_] = _step(u[rows[open_]], table, places[open_])
            states[rows] = before = found
            table, answers = self._following, self._moves
        return states


def _answers(table: Matrix, stretches: int) -> Codes:
    """`_step` for each row of the table and each of so many equal stretches of [0, 1), where all draws in it agree, else -1."""
    edges = np.arange(stretches + 1) / stretches
    below = np.stack([np.searchsorted(row[:-1], edges) for row in table])
    return np.where(below[:, :-1] == below[:, 1:], below[:, 1:], -1).ravel().astype(np.int32)


def _scanned(u: Floats, ordinal: Ints, first: Matrix, following: Matrix) -> Codes:
    """`Walk.states` for long blocks: each draw is a map from states to states, and maps are composed over 1, 2, 4, … rows.

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
    return maps[:, 0].astype(np.int32)


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


def _step(u: Floats, table: Matrix, places: npt.NDArray[np.integer]) -> Ints:
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
