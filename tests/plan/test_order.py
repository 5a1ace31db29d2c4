"""Load order: what is referred to comes first, families stay together, rings are deferred."""

from __future__ import annotations

from tests import worlds

HEAD = "specgen: 1\nname: n\ntables:\n"


def _order(*tables: str) -> list[str]:
    return list(worlds.engine(HEAD + "".join(f"  {table}\n" for table in tables)).plan.tables)


def test_a_table_that_is_referred_to_comes_first() -> None:
    a = "a: {rows: 3, columns: {b: {references: {to: b.b, pick: even}}}}"
    b = "b: {rows: 3, primary_key: b, columns: {b: integer, c: {references: {to: c.c, pick: even}}}}"
    c = "c: {rows: 3, primary_key: c, columns: {c: integer}}"

    assert _order(a, b, c) == ["c", "b", "a"]


def test_a_family_stays_together_parents_first() -> None:
    child = "child: {rows: {per: root, count: 2}, columns: {r: {references: root.r}, o: {references: {to: other.o, pick: even}}}}"
    root = "root: {rows: 3, primary_key: r, columns: {r: integer}}"
    other = "other: {rows: 3, primary_key: o, columns: {o: integer}}"

    assert _order(child, root, other) == ["other", "root", "child"]


def test_keys_that_close_a_ring_are_deferred() -> None:
    a = "a: {rows: 3, primary_key: a, columns: {a: integer, b: {references: {to: b.b, pick: even}}}}"
    b = "b: {rows: 3, primary_key: b, columns: {b: integer, a: {references: {to: a.a, pick: even}}}}"
    plan = worlds.engine(f"{HEAD}  {a}\n  {b}\n").plan

    assert list(plan.tables) == ["a", "b"]
    assert plan.deferred == {("a", ("b",))}


def test_a_table_that_refers_to_itself_defers_its_key() -> None:
    plan = worlds.engine(
        f"{HEAD}  a: {{rows: 9, primary_key: a, columns: {{a: integer, boss: {{references: {{to: a.a, pick: even}}}}}}}}\n"
    ).plan

    assert plan.deferred == {("a", ("boss",))}
