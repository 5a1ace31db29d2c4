"""What one provider can say, found by running it again and again with chosen draws."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from specgen.records import record
from specgen.vocabularies.phrases import LISTED, LONGEST, NotAPhrase, Phrase, Words, choice, join, listed, numbers, words
from specgen.vocabularies.tracing import TOO_MANY, Chance, Draw, component_at, places

_TRIED = 2_000
"""Of a longer list so many values, evenly spread, stand for all."""
_TOGETHER = 300
"""Runs that try changed parts side by side."""
_NUMBERS = 200
"""Of a longer range so many, evenly spread."""
_COUNTED = 1 << 52
"""A draw has no more different outcomes."""
_WAYS = 400
_RUNS = 25_000
_DRAWN = 400_000
"""Draws in all runs together."""
_EXPLORED = 600
_REPEATED = 60
"""A text without a draw must come out the same so many times; else chance comes from where we do not see it."""

Fixed = Mapping[int, Any]
Narrowed = Mapping[int, tuple[Sequence[Any], Sequence[float]]]


class Open(Exception):
    """The text of another provider is changed by this one: look inside it."""

    def __init__(self, key: str):
        self.key = key


@record
class Trace:
    """One run: the text (None where the provider choked) and the draws."""

    text: str | None
    draws: tuple[Draw, ...]

    @property
    def signature(self) -> tuple[Any, ...]:
        return tuple(draw.signature for draw in self.draws)

    def draws_like(self, other: Trace) -> bool:
        """Whether both made the same draws, as far as their signatures tell."""
        pairs = zip(self.draws, other.draws, strict=False)
        return len(self.draws) == len(other.draws) and all(one is two or one.signature == two.signature for one, two in pairs)


@record
class Leaf:
    """What becomes of one draw: its phrase, and values with the texts that they should turn into."""

    phrase: Phrase
    values: Sequence[Any]
    texts: Sequence[str]

    def at(self, turn: int, turns: int) -> tuple[Any, str]:
        """The value and text to try in a turn; over all turns they are spread over the whole list."""
        size = len(self.values)
        place = turn % size if size <= turns else turn * size // turns
        return self.values[place], self.texts[place]


@dataclass
class Exploration:
    """Explores `call`, which runs the provider under a given chance."""

    call: Callable[[Chance], Any]
    runs: int = 0
    explored: int = 0
    drawn: int = 0

    def phrase(self) -> Phrase:
        """All that the provider can say, with its law; NotAPhrase if that cannot be told."""
        return self._explore({}, {})

    def _run(self, fixed: Fixed, narrowed: Narrowed, like: Trace | None = None) -> Trace:
        self.runs += 1
        if self.runs > _RUNS:
            raise NotAPhrase(TOO_MANY)
        if self.drawn > _DRAWN:
            raise NotAPhrase(TOO_MANY)
        chance = Chance(fixed, narrowed, like.draws if like else ())
        try:
            value = self.call(chance)
            self.drawn += len(chance.draws)
        except (NotAPhrase, Open):
            raise
        except Exception:  # Faker's code may raise anything, bare Exceptions too, when it is handed a stand-in.
            return Trace(None, tuple(chance.draws))
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise NotAPhrase(f"gives a {type(value).__name__}")
        return Trace(str(value), tuple(chance.draws))

    def _explore(self, fixed: Fixed, narrowed: Narrowed) -> Phrase:
        self.explored += 1
        if self.explored > _EXPLORED:
            raise NotAPhrase("computes with what it draws")
        trace = self._run(fixed, narrowed)
        free = [number for number in range(len(trace.draws)) if number not in fixed]
        if trace.text is None:
            if not free:
                raise NotAPhrase("fails")
            return self._split(max(free, key=lambda number: (trace.draws[number].counts, number)), trace, fixed, narrowed)
        if any(self._run(fixed, narrowed) != trace for _ in range(1 if trace.draws else _REPEATED)):
            raise NotAPhrase("draws from elsewhere, or keeps a state")
        spots = places(trace.text)
        leaves: dict[int, Leaf] = {}
        for number in free:
            if len(spots.get(number, ())) > 1:
                return self._split(number, trace, fixed, narrowed)
            leaves[number] = _untouched(trace.draws[number], trace.text, spots.get(number))
        changed = [number for number in free if _is_changed(trace.text, spots.get(number))]
        as_drawn = {number: leaf for number, leaf in leaves.items() if number not in changed}
        together = self._holds(as_drawn, trace, fixed, narrowed)
        wrong = [] if together else [n for n in as_drawn if not self._holds({n: leaves[n]}, trace, fixed, narrowed)]
        for number in sorted([*changed, *wrong]):
            learned = self._learn(number, trace, fixed, narrowed)
            if learned is None:
                return self._split(number, trace, fixed, narrowed)
            leaves[number] = learned
        if (changed or not together) and not self._holds(leaves, trace, fixed, narrowed, _TOGETHER):
            return self._list(free, trace, fixed, narrowed)
        return _assemble(trace.text, {number: leaf.phrase for number, leaf in leaves.items()})

    def _holds(self, leaves: Mapping[int, Leaf], trace: Trace, fixed: Fixed, narrowed: Narrowed, most: int = _TRIED) -> bool:
        """Whether the template with all values filled in is what the provider says to them, each value tried once."""
        assert trace.text is not None
        turns = min(max((len(leaf.values) for leaf in leaves.values()), default=0), most)
        spots = [spot for spot in _in_order(trace.text) if spot[2] in leaves]
        for turn in range(turns):
            shown = {number: leaf.at(turn + 7 * number if len(leaf.values) <= turns else turn, turns) for number, leaf in leaves.items()}
            found = self._run({**fixed, **{number: value for number, (value, _) in shown.items()}}, narrowed, trace)
            if found.text != _filled(trace.text, spots, shown) or not found.draws_like(trace):
                return False
        return True

    def _learn(self, number: int, trace: Trace, fixed: Fixed, narrowed: Narrowed) -> Leaf | None:
        """What each value of a draw turns into, or None where some change more than their own text."""
        assert trace.text is not None
        draw = trace.draws[number]
        values, shares = draw.values, draw.shares
        if draw.phrase is not None:
            found = listed(draw.phrase) if draw.phrase.size <= LONGEST // 10 else None
            if found is None:
                raise Open(draw.key)
            values, shares = found.texts, found.shares
        if len(values) > _TRIED and isinstance(values, range):
            return self._padded(number, trace, fixed, narrowed)
        around = _around(trace.text, places(trace.text).get(number))
        texts = [self._own_text(number, value, around, trace, fixed, narrowed) for value in values]
        if None in texts:
            return None
        known = [text for text in texts if text is not None]
        return Leaf(words(known, shares), values, known)

    def _own_text(self, number: int, value: Any, around: tuple[str, str], trace: Trace, fixed: Fixed, narrowed: Narrowed) -> str | None:
        found = self._run({**fixed, number: value}, narrowed, trace)
        before, after = around
        if found.text is None or not found.draws_like(trace) or len(found.text) < len(before) + len(after):
            return None
        own = found.text[len(before) : len(found.text) - len(after)]
        return own if found.text == before + own + after and not places(own) else None

    def _padded(self, number: int, trace: Trace, fixed: Fixed, narrowed: Narrowed) -> Leaf | None:
        """A number that is written with leading zeros."""
        assert trace.text is not None
        values = trace.draws[number].values
        around = _around(trace.text, places(trace.text).get(number))
        first = self._own_text(number, values[0], around, trace, fixed, narrowed)
        if first is None:
            return None
        return _range(values, len(first))

    def _list(self, free: Sequence[int], trace: Trace, fixed: Fixed, narrowed: Narrowed) -> Phrase:
        """Every combination of draws run by itself, where parts depend on one another (on the length of the whole, say)."""
        draws = [trace.draws[number] for number in free]
        if any(draw.phrase is not None for draw in draws) or math.prod(len(draw.values) for draw in draws) > LISTED:
            raise NotAPhrase("its parts depend on one another")
        texts, weights = [], []
        for chosen in product(*(zip(draw.values, draw.shares, strict=True) for draw in draws)):
            found = self._run({**fixed, **dict(zip(free, (value for value, _ in chosen), strict=True))}, narrowed)
            if found.text is None or len(found.draws) != len(trace.draws):
                raise NotAPhrase("its parts depend on one another")
            texts.append(found.text)
            weights.append(math.prod(share for _, share in chosen))
        return words(texts, weights)

    def _split(self, number: int, trace: Trace, fixed: Fixed, narrowed: Narrowed) -> Phrase:
        """Each value of a draw explored by itself; those that change only their own text together."""
        draw = trace.draws[number]
        if draw.phrase is not None:
            raise Open(draw.key)
        if len(draw.values) > LONGEST // 10:
            raise NotAPhrase("computes with what it draws")
        groups = self._groups(number, trace, fixed, narrowed)
        if len(groups) > _WAYS and any(len(places(text)) for text, *_ in groups if text):
            raise NotAPhrase("computes with what it draws")
        options, weights = [], []
        for key, members in groups.items():
            values, shares = [value for value, _ in members], [share for _, share in members]
            if key == _ALIKE:
                options.append(self._explore(fixed, {**narrowed, number: (values, shares)}))
            else:
                options.append(self._explore({**fixed, number: values[0]}, narrowed))
            weights.append(sum(shares))
        return choice(options, weights)

    def _groups(self, number: int, trace: Trace, fixed: Fixed, narrowed: Narrowed) -> dict[tuple[Any, ...], list[tuple[Any, float]]]:
        draw = trace.draws[number]
        spots = places(trace.text).get(number, []) if trace.text is not None else []
        groups: dict[tuple[Any, ...], list[tuple[Any, float]]] = {}
        for place, (value, share) in enumerate(zip(draw.values, draw.shares, strict=True)):
            found = self._run({**fixed, number: value}, narrowed, trace)
            own = None
            if len(spots) == 1 and trace.text is not None:
                own = self._own_text(number, value, _around(trace.text, spots), trace, fixed, narrowed)
            key = _ALIKE if own is not None else (found.text, found.signature, place if found.text is None else -1)
            groups.setdefault(key, []).append((value, share))
        return groups


_ALIKE: tuple[Any, ...] = ("", "alike")


def _untouched(draw: Draw, text: str, spots: Sequence[tuple[int, int]] | None) -> Leaf:
    """A draw whose text is just what was drawn (or is not used at all)."""
    if draw.phrase is not None:
        values = [draw.phrase.example(turn) for turn in range(min(draw.phrase.coverage, _TRIED))]
        return Leaf(draw.phrase if spots else Words(("",)), values, values if spots else [""] * len(values))
    if spots and (len(draw.values) > LONGEST or _is_counting(draw.values)):
        return _range(draw.values, 0)
    component = component_at(text, spots[0][0]) if spots else 0
    texts = [_shown(value, component) if spots else "" for value in draw.values[:LONGEST]]
    return Leaf(words(texts, draw.weights) if spots else Words(("",)), draw.values[:LONGEST], texts)


def _is_changed(text: str, spots: Sequence[tuple[int, int]] | None) -> bool:
    """Whether a stand-in is not as it was given out: a capital in it."""
    return spots is not None and not text[slice(*spots[0])].islower() and not text[slice(*spots[0])].isdigit()


def _shown(value: Any, component: int) -> str:
    return str(value[component]) if isinstance(value, tuple) else str(value)


def _is_counting(values: Sequence[Any]) -> bool:
    return isinstance(values, range) and values.step == 1 and values.start >= 0


def _range(values: Sequence[Any], width: int) -> Leaf:
    """Whole numbers in a row; of many, evenly spread ones are tried."""
    if not _is_counting(values) or len(values) > _COUNTED:
        raise NotAPhrase("draws a number from a long range")
    tried = values if len(values) <= _NUMBERS else [values[turn * (len(values) - 1) // (_NUMBERS - 1)] for turn in range(_NUMBERS)]
    return Leaf(numbers(values[0], values[-1], width), tried, [str(value).zfill(width) for value in tried])


def _around(text: str, spots: Sequence[tuple[int, int]] | None) -> tuple[str, str]:
    """What stands before and after the only place of a draw; all before, where it has none."""
    return (text[: spots[0][0]], text[spots[0][1] :]) if spots else (text, "")


def _filled(text: str, spots: Sequence[tuple[int, int, int]], shown: Mapping[int, tuple[Any, str]]) -> str:
    pieces, end = [], 0
    for start, stop, number in spots:
        pieces += [text[end:start], shown[number][1]]
        end = stop
    return "".join([*pieces, text[end:]])


def _assemble(text: str, leaves: Mapping[int, Phrase]) -> Phrase:
    """The template with the phrase of each draw in its place."""
    parts: list[Phrase] = []
    end = 0
    for start, stop, number in _in_order(text):
        parts += [Words((text[end:start],)), leaves[number]]
        end = stop
    return join([*parts, Words((text[end:],))])


def _in_order(text: str) -> list[tuple[int, int, int]]:
    return sorted((start, stop, number) for number, spots in places(text).items() for start, stop in spots)
