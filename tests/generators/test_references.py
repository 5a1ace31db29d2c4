"""`references`: block parents, skewed picks, conditions, distinct picks."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pytest
from scipy import stats

from specgen.checks import checks
from specgen.engine import Engine
from tests import worlds

PARENTS = """\
  p:
    rows: {0}
    primary_key: k
    columns: {{k: {{type: integer, sequence: {{start: 10, step: 5}}}}, w: {{type: integer, uniform: {{min: 0, max: 3}}}}}}
"""


def _picks(parents: int, rows: int | str, reference: str, *columns: str, seed: int = 1) -> list[int]:
    made = worlds.table(rows, f"k: {{references: {reference}}}", *columns, seed=seed, before=PARENTS.format(parents))
    found: list[int] = worlds.cells(made, "k")
    return found


def _top_share(picks: list[int], parents: int) -> float:
    return sum(count for _, count in Counter(picks).most_common(parents // 5)) / len(picks)


def test_child_rows_point_at_existing_parents() -> None:
    assert set(_picks(7, 500, "p.k")) == {10 + 5 * number for number in range(7)}


def test_in_blocks_a_reference_to_the_parent_is_the_blocks_parent() -> None:
    assert _picks(3, "{per: p, count: 2}", "p.k") == [10, 10, 15, 15, 20, 20]


@pytest.mark.parametrize("pick", ["p.k", "{to: p.k, pick: even}"])
def test_an_even_pick_gives_all_parents_alike(pick: str) -> None:
    assert stats.chisquare(list(Counter(_picks(50, 20_000, pick)).values())).pvalue > 1e-5


def test_the_top_fifth_holds_its_share_by_count() -> None:
    """Ranked by what they got, the top holds 80.0 % with strata; with independent draws luck adds some 1.6 points."""
    top = "k: {references: {to: p.k, pick: {top: 20%, share: 80%}}"
    exact = [
        _top_share(worlds.cells(worlds.table(5_000, f"{top}, exact: true}}", seed=seed, before=PARENTS.format(1_000)), "k"), 1_000)
        for seed in range(3)
    ]
    drawn = [
        _top_share(worlds.cells(worlds.table(5_000, f"{top}}}", seed=seed, before=PARENTS.format(1_000)), "k"), 1_000) for seed in range(6)
    ]

    assert all(abs(share - 0.800) < 0.004 for share in exact)
    assert abs(float(np.mean(drawn)) - 0.816) < 0.008


def test_the_favourites_are_scattered_over_the_parents() -> None:
    counts = Counter(_picks(100, 5_000, "{to: p.k, pick: {top: 20%, share: 80%}}"))

    favourites = [key for key, _ in counts.most_common(20)]
    assert min(favourites) < 10 + 5 * 25
    assert max(favourites) > 10 + 5 * 75


def test_zipf_picks_the_rth_parent_in_proportion_to_its_rank() -> None:
    counts = [count for _, count in Counter(_picks(10, 50_000, "{to: p.k, pick: {zipf: 1.0}}")).most_common()]

    harmonic = sum(1 / rank for rank in range(1, 11))
    assert all(abs(count / 50_000 - 1 / rank / harmonic) < 0.01 for rank, count in enumerate(counts, 1))


def test_weights_are_read_from_the_parents_row() -> None:
    made = worlds.table(30_000, "k: {references: {to: p.k, pick: {weight: w}}}", before=PARENTS.format(30))

    weight = dict(zip(worlds.cells(made, "k", "p"), worlds.cells(made, "w", "p"), strict=True))
    counts = Counter(worlds.cells(made, "k"))
    assert 0 in weight.values()
    assert {key for key in weight if weight[key] == 0} & set(counts) == set()
    assert all(abs(counts[key] / 30_000 - weight[key] / sum(weight.values())) < 0.01 for key in weight)


def test_where_leaves_only_the_parents_under_the_condition() -> None:
    made = worlds.table(2_000, "k: {references: {to: p.k, where: w >= 2}}", before=PARENTS.format(40))

    w = dict(zip(worlds.cells(made, "k", "p"), worlds.cells(made, "w", "p"), strict=True))
    assert set(worlds.cells(made, "k")) == {key for key in w if w[key] >= 2}


@pytest.mark.parametrize("pick", ["", ", pick: {zipf: 0.8}", ", pick: {top: 20%, share: 60%}", ", pick: {weight: w + 1}", ", where: w < 3"])
def test_distinct_never_picks_a_parent_twice_in_a_block(pick: str) -> None:
    blocks = "  o: {rows: 300, primary_key: o, columns: {o: integer}}\n" + PARENTS.format(12)
    made = worlds.table(
        "{per: o, count: {1: 40, 4: 60}}", "o: {references: o.o}", f"k: {{references: {{to: p.k, distinct: true{pick}}}}}", before=blocks
    )

    found = defaultdict(list)
    for o, k in zip(worlds.cells(made, "o"), worlds.cells(made, "k"), strict=True):
        found[o].append(k)
    assert {len(keys) for keys in found.values()} == {1, 4}
    assert all(len(set(keys)) == len(keys) for keys in found.values())


@pytest.mark.parametrize("pick", ["", ", pick: {zipf: 0.8}"])
def test_more_distinct_picks_than_parents_are_refused(pick: str) -> None:
    blocks = "  o: {rows: 3, primary_key: o, columns: {o: integer}}\n" + PARENTS.format(4)
    made = worlds.table(
        "{per: o, count: 5}", "o: {references: o.o}", f"k: {{references: {{to: p.k, distinct: true{pick}}}}}", before=blocks
    )

    refused = worlds.fault(lambda: worlds.cells(made, "k"))
    assert "5" in refused.message
    assert "4" in refused.message
    assert refused.span is not None


def test_unique_references_pick_every_parent_once_at_most() -> None:
    made = worlds.table(30, "k: {references: p.k, unique: true}", before=PARENTS.format(40))

    assert len(set(worlds.cells(made, "k"))) == 30
    refused = worlds.fault(lambda: worlds.cells(worlds.table(41, "k: {references: p.k, unique: true}", before=PARENTS.format(40)), "k"))
    assert "41" in refused.message
    assert "40" in refused.message


def test_a_table_without_rows_cannot_be_referred_to() -> None:
    assert "no row of p" in worlds.fault(lambda: _picks(0, 3, "p.k")).message
    assert "under `where`" in worlds.fault(lambda: _picks(9, 3, "{to: p.k, where: w > 50}")).message


def test_some_references_may_be_null() -> None:
    made = worlds.table(2_000, "k: {references: p.k, nulls: 40%}", "w: {expr: k.w}", before=PARENTS.format(5))

    keys, read = worlds.cells(made, "k"), worlds.cells(made, "w")
    assert abs(keys.count(None) - 800) < 120
    assert [value is None for value in read] == [key is None for key in keys]


@pytest.mark.parametrize(("reference", "code"), [
    ("p.kk", "unknown-column"),
    ("q.k", "unknown-table"),
    ("{to: p.k, pick: {top: 80%, share: 20%}}", "out-of-range"),
    ("{to: p.k, pick: {top: 20%}}", "missing-key"),
    ("{to: p.k, where: w}", "wrong-type"),
    ("{to: p.k, distinct: true}", "needs-blocks"),
    ("p.w", "not-a-key"),
])  # fmt: skip
def test_what_cannot_be_is_refused(reference: str, code: str) -> None:
    assert worlds.fault(lambda: _picks(5, 5, reference)).code == code


OFFERS = """\
  p: {rows: 30, primary_key: k, columns: {k: integer}}
  o:
    rows: {per: p, count: {1: 50, 4: 50}}
    primary_key: [k, n]
    columns: {k: {references: p.k}, n: {type: integer, ordinal: {}}, w: {type: integer, uniform: {min: 0, max: 9}}}
"""


def _pairs(made: Engine, table: str) -> list[tuple[int, int]]:
    return list(zip(worlds.cells(made, "k", table), worlds.cells(made, "n", table), strict=True))


@pytest.mark.parametrize("settings", ["", ", pick: {zipf: 0.8}", ", pick: {top: 20%, share: 80%}", ", pick: {weight: w}", ", where: w < 5"])
def test_a_key_of_several_columns_is_that_of_one_row(settings: str) -> None:
    """Drawn apart, half of the pairs would be those of no row."""
    made = worlds.table(500, f"k: {{references: {{to: [o.k, o.n]{settings}}}}}", "n: {expr: k.n}", "w: {expr: k.w}", before=OFFERS)

    known = dict(zip(_pairs(made, "o"), worlds.cells(made, "w", "o"), strict=True))
    assert [known[pair] for pair in _pairs(made, "t")] == worlds.cells(made, "w")
    assert len(set(_pairs(made, "t"))) > 15


def test_in_blocks_a_key_of_several_columns_is_the_parents_own() -> None:
    made = worlds.table("{per: o, count: 2}", "k: {references: [o.k, o.n]}", "n: {expr: k.n}", before=OFFERS)

    assert _pairs(made, "t") == [pair for pair in _pairs(made, "o") for _ in range(2)]


def test_a_key_of_several_columns_is_null_as_a_whole() -> None:
    made = worlds.table(200, "k: {references: [o.k, o.n], nulls: 40%}", "n: {expr: k.n}", before=OFFERS)

    assert {(k is None, n is None) for k, n in _pairs(made, "t")} == {(True, True), (False, False)}


def test_pairs_are_distinct_within_a_block_and_their_parts_are_not() -> None:
    """So the pair, with the block's key, may be declared unique, and one part of it may not."""
    spec = (
        "specgen: 1\ntables:\n"
        + OFFERS
        + "  b: {rows: 200, primary_key: b, columns: {b: integer}}\n"
        + "  t:\n    rows: {per: b, count: {1: 30, 9: 70}}\n    unique: [[UNIQUE]]\n"
        + "    columns: {b: {references: b.b}, k: {references: {to: [o.k, o.n], distinct: true}}, n: {expr: k.n}}\n"
    )
    made = worlds.engine(spec.replace("UNIQUE", "b, k, n"))

    held = list(zip(worlds.cells(made, "b"), _pairs(made, "t"), strict=True))
    assert len(set(held)) == len(held)
    assert len({(b, k) for b, (k, _) in held}) < len(held)
    assert worlds.fault(lambda: worlds.engine(spec.replace("UNIQUE", "b, k"))).code == "unproven-unique"


def test_a_key_of_several_columns_is_one_constraint() -> None:
    made = worlds.table(5, "k: {references: [o.k, o.n]}", "n: {expr: k.n}", "m: {references: [o.k, o.n], hidden: true}", before=OFFERS)

    keys = [(key.columns, key.table, key.to) for key in made.spec.tables["t"].foreign_keys if key.enforced]
    assert keys == [(("k", "n"), "o", ("k", "n"))]


def test_a_path_goes_through_the_reference_that_it_names() -> None:
    """Also where one of its columns is a key of its own: the checks join the table that the rows were read from."""
    spec = (
        "specgen: 1\ntables:\n"
        + OFFERS
        + (
            "  t:\n    rows: 9\n    foreign_keys: [{columns: k, to: p.k}]\n"
            "    columns: {k: {references: [o.k, o.n]}, n: {expr: k.n}, twice: {type: integer, expr: 2 * k.w}}\n"
        )
    )
    claimed = {check.name: check.sql for check in checks(worlds.engine(spec).plan, "duckdb")}

    assert "JOIN o AS t1 ON t0.k = t1.k AND t0.n = t1.n" in claimed["t.twice.expr"]


OWN = "references: t.id"
NESTED = [
    f"when: [{{if: kind = 'a', {OWN}}}, {{else: {{{OWN}}}}}]",
    f"by: {{on: kind, cases: {{a: {{{OWN}}}, else: {{when: [{{if: kind = 'b', {OWN}}}, {{else: {{{OWN}}}}}]}}}}}}",
    f"mixture: {{parts: [{{weight: 1, {OWN}}}, {{weight: 2, {OWN}}}]}}",
]


@pytest.mark.parametrize("filler", NESTED, ids=["when", "by", "mixture"])
@pytest.mark.parametrize("type", ["smallint", "integer", "bigint", "'decimal(12,2)'", "text"])
def test_a_nested_reference_to_an_earlier_row_has_the_columns_type_and_is_null_in_the_first(filler: str, type: str) -> None:
    for seed in range(5):
        kind, key = "kind: {type: text, values: [a, b, c]}", "id: {type: integer, unique: true, sequence: {start: 0}}"
        made = worlds.table(40, key, kind, f"up: {{type: {type}, {filler}}}", seed=seed)

        first, *others = worlds.cells(made, "up")
        assert first is None
        assert all(0 <= int(up) < row for row, up in enumerate(others, 1))


@pytest.mark.parametrize("kind", ["smallint", "double", "text"])
def test_a_nested_reference_stands_beside_other_values(kind: str) -> None:
    filler = "when: [{if: n = 1, references: p.k}, {else: {constant: '7'}}]"

    made = worlds.table(60, "n: {type: integer, values: [1, 2]}", f"x: {{type: {kind}, {filler}}}", before=PARENTS.format(3))

    for n, x in zip(worlds.cells(made, "n"), worlds.cells(made, "x"), strict=True):
        assert int(x) in ((10, 15, 20) if n == 1 else (7,))


@pytest.mark.parametrize(("type", "first"), [("decimal(9,2)", "1.00"), ("text", "1"), ("bigint", "1"), ("double", "1.0")])
def test_it_holds_keys_of_another_type_as_its_own(type: str, first: str) -> None:
    before = "  a: {rows: 1, hidden: true, primary_key: id, columns: {id: integer}}\n"
    made = worlds.table(2, f"x: {{type: '{type}', references: a.id}}", before=before)

    assert [str(cell) for cell in worlds.cells(made, "x")] == [first, first]


def test_a_key_that_does_not_fit_is_told_at_the_column() -> None:
    before = "  a: {rows: 3, primary_key: id, columns: {id: {type: integer, sequence: {start: 40000}}}}\n"
    made = worlds.table(2, "x: {type: smallint, references: a.id}", before=before)

    assert "t.x: 4000" in worlds.fault(lambda: worlds.cells(made, "x")).message


@pytest.mark.parametrize(
    ("key", "value", "type", "message"),
    [
        ("decimal(9,1)", "1.5", "decimal(9)", "1.5 would be 2.0 as decimal(9,0)"),
        ("timestamp", "2024-02-29 11:30:00", "date", "2024-02-29 11:30:00 would be 2024-02-29 00:00:00 as date"),
    ],
)
def test_a_key_that_would_be_another_as_the_columns_type_stops_the_run(key: str, value: str, type: str, message: str) -> None:
    before = f"  a: {{rows: [{{k: '{value}'}}], primary_key: k, columns: {{k: '{key}'}}}}\n"
    made = worlds.table(2, f"x: {{type: '{type}', references: a.k}}", before=before)

    assert message in worlds.fault(lambda: worlds.cells(made, "x")).message
