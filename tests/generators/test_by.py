"""`by`: another filler for each value of a column."""

from __future__ import annotations

from tests import worlds

PARENT = "category: {type: text, values: [Books, Home]}"


def _things(cases: str, category: str = PARENT, rows: int = 500) -> list[tuple[str, str | None]]:
    made = worlds.table(rows, category, f"thing: {{type: text, by: {{on: category, cases: {cases}}}}}")
    return list(zip(worlds.cells(made, "category"), worlds.cells(made, "thing"), strict=True))


def test_each_value_has_its_own_filler() -> None:
    found = _things("{Books: {values: [Novel, Atlas]}, Home: {values: [Lamp]}}")

    assert set(found) == {("Books", "Novel"), ("Books", "Atlas"), ("Home", "Lamp")}


def test_else_is_for_all_other_values() -> None:
    found = _things("{Books: {constant: Novel}, else: {constant: other}}", "category: {type: text, values: [Books, Home, Garden]}")

    assert set(found) == {("Books", "Novel"), ("Home", "other"), ("Garden", "other")}


def test_without_else_other_values_give_null() -> None:
    made = worlds.table(200, PARENT, "thing: {type: text, by: {on: category, cases: {Books: {constant: Novel}}}}")

    assert set(zip(worlds.cells(made, "category"), worlds.cells(made, "thing"), strict=True)) == {("Books", "Novel"), ("Home", None)}
    assert made.plan.tables["t"].columns["thing"].nullable


def test_cases_for_every_value_leave_no_null() -> None:
    made = worlds.table(5, PARENT, "thing: {type: text, by: {on: category, cases: {Books: {constant: a}, Home: {constant: b}}}}")

    assert not made.plan.tables["t"].columns["thing"].nullable


def test_a_case_that_cannot_occur_is_refused_with_a_near_name() -> None:
    refused = worlds.fault(lambda: _things("{Book: {constant: Novel}, else: {constant: x}}"))

    assert (refused.code, "Books" in refused.help) == ("unknown-case", True)
    assert refused.span is not None


def test_a_null_in_the_column_goes_to_else() -> None:
    made = worlds.table(
        300,
        "a: {type: integer, values: [1], nulls: 50%}",
        "b: {type: text, by: {on: a, cases: {1: {constant: one}, else: {constant: none}}}}",
    )

    assert set(zip(worlds.cells(made, "a"), worlds.cells(made, "b"), strict=True)) == {(1, "one"), (None, "none")}


def test_branches_draw_on_their_own() -> None:
    column = "n: {type: integer, by: {on: category, cases: {Books: {uniform: {min: 1, max: 9}}, Home: {uniform: {min: 1, max: 9}}}}}"
    made = worlds.table(500, PARENT, column)
    alone = worlds.table(500, PARENT, column.replace("Books: {uniform: {min: 1, max: 9}}", "Books: {constant: 0}"))

    here, there = worlds.cells(made, "n"), worlds.cells(alone, "n")
    homes = [row for row, category in enumerate(worlds.cells(made, "category")) if category == "Home"]
    assert [here[row] for row in homes] == [there[row] for row in homes]


def test_a_parents_column_may_decide() -> None:
    parent = "  p:\n    rows: 20\n    primary_key: k\n    columns: {k: integer, tier: {type: text, values: [low, high]}}\n"
    made = worlds.table(
        400,
        "k: {references: {to: p.k, pick: even}}",
        "x: {type: integer, by: {on: k.tier, cases: {low: {uniform: {min: 1, max: 9}}, high: {constant: 100}}}}",
        before=parent,
    )

    tier = dict(zip(worlds.cells(made, "k", "p"), worlds.cells(made, "tier", "p"), strict=True))
    pairs = list(zip(worlds.cells(made, "k"), worlds.cells(made, "x"), strict=True))
    assert {tier[k] for k, _ in pairs} == {"low", "high"}
    assert all((x == 100) == (tier[k] == "high") for k, x in pairs)
