"""`states`: chains with shares, chains with an end, transitions as written."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from typing import Any

from tests import worlds

SESSIONS = "  s:\n    rows: {0}\n    primary_key: s\n    columns: {{s: integer, last: {{type: text, values: [a, b, c]}}}}\n"


def _chains(states: str, count: str = "{geometric: {mean: 5}}", rows: int = 3_000) -> dict[int, list[Any]]:
    made = worlds.table(
        f"{{per: s, count: {count}}}", "s: {references: s.s}", f"x: {{type: text, states: {states}}}", before=SESSIONS.format(rows)
    )
    found = defaultdict(list)
    for s, x in zip(worlds.cells(made, "s"), worlds.cells(made, "x"), strict=True):
        found[s].append(x)
    return dict(found)


def _steps(chains: dict[int, list[Any]]) -> list[tuple[Any, Any]]:
    return [step for chain in chains.values() for step in itertools.pairwise(chain)]


RING = "{a: {b: 100}, b: {c: 100}, c: {a: 100}}"


def test_states_follow_one_another_as_written_and_never_themselves() -> None:
    assert set(_steps(_chains(f"{{transitions: {RING}}}"))) == {("a", "b"), ("b", "c"), ("c", "a")}


def test_a_state_follows_itself_only_where_that_is_written() -> None:
    steps = _steps(_chains("{transitions: {a: {a: 50, b: 50}, b: {a: 100}}}"))

    assert set(steps) == {("a", "a"), ("a", "b"), ("b", "a")}
    after_a = [there for here, there in steps if here == "a"]
    assert abs(after_a.count("a") / len(after_a) - 0.5) < 0.03


def test_initial_says_how_chains_begin() -> None:
    chains = _chains(f"{{initial: {{a: 90, b: 10, c: 0}}, transitions: {RING}}}")

    firsts = worlds.shares([chain[0] for chain in chains.values()])
    assert set(firsts) == {"a", "b"}
    assert abs(firsts["a"] - 0.9) < 0.03


def test_shares_hold_over_all_rows_whatever_the_preferences() -> None:
    shares = {"a": 0.6, "b": 0.3, "c": 0.1}
    transitions = "{a: {a: 10, b: 80, c: 10}, b: {a: 50, b: 10, c: 40}, c: {a: 30, b: 40, c: 30}}"

    for count in ("{geometric: {mean: 5}}", "{1: 50, 2: 30, 9: 20}", "3"):
        chains = _chains(f"{{shares: {{a: 60, b: 30, c: 10}}, transitions: {transitions}}}", count)
        found = worlds.shares([state for chain in chains.values() for state in chain])
        assert all(abs(found[state] - share) < 0.02 for state, share in shares.items())


def test_with_shares_a_transition_that_is_not_written_never_happens() -> None:
    chains = _chains("{shares: {a: 50, b: 30, c: 20}, transitions: {a: {a: 1, b: 1}, b: {a: 1, c: 1}, c: {a: 1, b: 1, c: 1}}}")

    assert {("a", "c"), ("b", "b")} & set(_steps(chains)) == set()


def test_with_an_end_the_chain_is_walked_backwards_to_it() -> None:
    made = worlds.table(
        "{per: s, count: {1: 40, 2: 30, 5: 30}}",
        "s: {references: s.s}",
        f"x: {{type: text, states: {{end: s.last, transitions: {RING}}}}}",
        "n: {type: integer, ordinal: {}}",
        before=SESSIONS.format(500),
    )

    last = dict(zip(worlds.cells(made, "s", "s"), worlds.cells(made, "last", "s"), strict=True))
    chains = defaultdict(list)
    for s, x in zip(worlds.cells(made, "s"), worlds.cells(made, "x"), strict=True):
        chains[s].append(x)
    assert {s: chain[-1] for s, chain in chains.items()} == last
    assert set(_steps(dict(chains))) == {("a", "b"), ("b", "c"), ("c", "a")}


def test_shares_that_no_chain_can_have_are_refused_with_the_nearest() -> None:
    refused = worlds.fault(lambda: _chains("{shares: {a: 90, b: 10}, transitions: {a: {b: 1}, b: {a: 1}}}", "6"))

    assert "at best" in refused.message
    assert refused.span is not None


def test_figures_of_refused_shares_differ_and_initial_is_named_where_it_is_the_fault() -> None:
    near = worlds.fault(lambda: _chains("{shares: {a: 50.0001, b: 49.9999}, transitions: {a: {b: 1}, b: {a: 1}}}", "6"))
    free = "transitions: {a: {a: 1, b: 1}, b: {a: 1, b: 1}}"
    begun = worlds.fault(lambda: _chains(f"{{shares: {{a: 50, b: 50}}, initial: {{a: 90, b: 10}}, {free}}}", "1"))

    reached, declared = re.findall(r"a 0\.\d+", near.message)
    assert reached != declared and "initial" not in near.message and "say with `initial`" in near.help
    assert "behind `initial` give at best the shares a 0.9, b 0.1, and a 0.5, b 0.5 are declared" in begun.message
    assert begun.help.startswith("leave out `initial`")


def test_states_without_blocks_and_unknown_states_are_refused() -> None:
    assert worlds.fault(lambda: worlds.table(5, f"x: {{type: text, states: {{transitions: {RING}}}}}")).code == "needs-blocks"
    refused = worlds.fault(lambda: _chains("{transitions: {a: {b: 1}, b: {aa: 1}}}"))
    assert (refused.code, "a" in refused.help) == ("unknown-state", True)
    assert worlds.fault(lambda: _chains(f"{{end: s.last, shares: {{a: 1}}, transitions: {RING}}}")).code == "conflicting-keys"
