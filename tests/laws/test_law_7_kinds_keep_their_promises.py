"""Law 7: what a filler promises of its column holds of the cells that it makes; every kind explains itself and has an example.

The figures are those of the declaration; the tolerance is six standard deviations of as many independent draws.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from math import sqrt
from typing import Any

import pytest

from specgen.language import fillers
from specgen.language.model import Per
from tests.laws import data_sets

KINDS = fillers()
PROMISES = [
    (name, table, column, position)
    for name in data_sets.NAMES
    for table, owner in data_sets.planned(name).tables.items()
    for column, planned in owner.columns.items()
    for position in range(len(planned.expectations))
]

SHARES_OF_NULL = [
    (name, table, column)
    for name in data_sets.NAMES
    for table, owner in data_sets.planned(name).tables.items()
    for column, planned in owner.columns.items()
    if isinstance(planned.column.nulls, float) and not planned.column.filler.nullable()
]


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_says_in_a_sentence_what_it_is(kind: str) -> None:
    first = (KINDS[kind].__doc__ or "").splitlines()[0]

    assert first[:1].isupper() or first[:1].isdigit()
    assert first.rstrip().endswith((".", "…"))
    assert len(first.split()) >= 4


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_an_example_that_uses_it(kind: str) -> None:
    spec = data_sets.spec(kind)

    named = {column.filler.name for table in spec.tables.values() for column in table.columns.values()}
    assert kind in named | {table.rows.count.name for table in spec.tables.values() if isinstance(table.rows, Per)}


def _margin(share: float, n: float) -> float:
    return 6 * sqrt(share * (1 - share) / max(n, 1)) + 1e-9


def _shares(cells: list[Any], facts: Mapping[str, Any], whole: data_sets.Cells) -> None:
    counts, independent = Counter(cells), len(cells) / facts["cluster"]
    for value, share in facts["shares"].items():
        margin = 1 / len(cells) if facts["exact"] else _margin(share, independent)
        assert abs(counts[value] / len(cells) - share) <= margin, value


def _quantiles(cells: list[Any], facts: Mapping[str, Any], whole: data_sets.Cells) -> None:
    for point, share in facts["knots"]:
        assert abs(sum(cell <= point for cell in cells) / len(cells) - share) <= _margin(share, len(cells)), point


def _accepted(cells: list[Any], facts: Mapping[str, Any], whole: data_sets.Cells) -> None:
    assert set(cells) <= set(facts["values"])


def _pattern(cells: list[Any], facts: Mapping[str, Any], whole: data_sets.Cells) -> None:
    assert all(re.fullmatch(facts["declared"], cell, re.ASCII) and re.search(facts["regex"], cell) for cell in cells)


def _range(cells: list[Any], facts: Mapping[str, Any], whole: data_sets.Cells) -> None:
    assert all((facts["min"] is None or facts["min"] <= cell) and (facts["max"] is None or cell <= facts["max"]) for cell in cells)


def _concentration(cells: list[Any], facts: Mapping[str, Any], whole: data_sets.Cells) -> None:
    parents = len(whole[facts["parent_table"]][facts["parent_column"]])
    first = max(1, round(parents * facts.get("top", 0.1)))
    top = sum(count for _, count in Counter(cells).most_common(first)) / len(cells)
    assert abs(top - (facts["share"] if "share" in facts else _zipf(facts["zipf"], first) / _zipf(facts["zipf"], parents))) < 0.1


def _weights(cells: list[Any], facts: Mapping[str, Any], whole: data_sets.Cells) -> None:
    """Of a weight that is a column of the parent."""
    parents, counts = whole[facts["parent_table"]], Counter(cells)
    weights = dict(zip(parents[facts["parent_column"]].to_pylist(), parents[facts["weight"].sql].to_pylist(), strict=True))
    for key, weight in weights.items():
        share = float(weight) / float(sum(weights.values()))
        assert abs(counts[key] / len(cells) - share) <= _margin(share, len(cells)), key


def _zipf(exponent: float, ranks: int) -> float:
    return sum(rank**-exponent for rank in range(1, ranks + 1))


def _sums(cells: list[Any], facts: Mapping[str, Any], whole: data_sets.Cells) -> None:
    child, (key,) = whole[facts["child"]], facts["via"]
    keys = child[key].to_pylist()
    values = keys if facts["child_column"] is None else child[facts["child_column"]].to_pylist()
    blocks: dict[Any, list[Any]] = {}
    for key, value in zip(keys, values, strict=True):
        if key is not None and value is not None:
            blocks.setdefault(key, []).append(value)
    made = sorted(OF_A_BLOCK[facts["function"]](block) for block in blocks.values())
    if facts["function"] == "avg":
        assert [float(cell) for cell in sorted(cells)] == pytest.approx([float(mean) for mean in made], abs=0.5)
    elif facts["function"] in ("sum", "count"):
        assert [cell for cell in sorted(cells) if cell] == [total for total in made if total]
    else:
        assert [str(cell) for cell in sorted(cells)] == [str(value)[: len(str(cells[0]))] for value in made]


OF_A_BLOCK = {"sum": sum, "count": len, "min": min, "max": max, "avg": lambda block: sum(block) / len(block)}


def _parts(cells: list[Any], facts: Mapping[str, Any], whole: data_sets.Cells) -> None:
    (_, whole_column) = facts["of"]
    assert sum(cells) == sum(amount for amount in whole[facts["parent"]][whole_column].to_pylist() if amount is not None)


def _profile(cells: list[Any], facts: Mapping[str, Any], whole: data_sets.Cells) -> None:
    parts = {"weekdays": lambda moment: moment.weekday(), "hours": lambda moment: moment.hour}
    for part in facts.keys() & parts.keys():
        counts = Counter(map(parts[part], cells))
        assert all(abs(counts[at] / len(cells) - share) <= _margin(share, len(cells)) for at, share in enumerate(facts[part])), part


JUDGES: dict[str, Callable[[list[Any], Mapping[str, Any], data_sets.Cells], None]] = {
    "shares": _shares,
    "quantiles": _quantiles,
    "accepted_values": _accepted,
    "pattern": _pattern,
    "range": _range,
    "concentration": _concentration,
    "weights": _weights,
    "sums": _sums,
    "parts": _parts,
    "profile": _profile,
}


@pytest.mark.parametrize(("name", "table", "column", "position"), PROMISES)
def test_what_is_expected_of_a_column_holds(name: str, table: str, column: str, position: int) -> None:
    expected = data_sets.planned(name).tables[table].columns[column].expectations[position]
    cells = [cell for cell in data_sets.whole(name)[table][column].to_pylist() if cell is not None]

    JUDGES[expected.check](cells, expected.facts, data_sets.whole(name))


@pytest.mark.parametrize(("name", "table", "column"), SHARES_OF_NULL)
def test_the_declared_share_of_a_column_is_null(name: str, table: str, column: str) -> None:
    declared = data_sets.planned(name).tables[table].columns[column].column.nulls
    cells = data_sets.whole(name)[table][column]

    assert abs(cells.null_count / len(cells) - declared) <= _margin(declared, len(cells))
