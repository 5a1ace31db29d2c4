"""`versions`: histories without gap or overlap."""

from __future__ import annotations

import datetime
from collections import defaultdict
from typing import Any

import pytest

from tests import worlds

SPEC = """\
specgen: 1
name: history
seed: 1
as_of: 2025-10-28
tables:
  c: {rows: 300, primary_key: c, columns: {c: integer, born: {type: TYPE, uniform: {min: EARLIEST, max: LATEST}}}}
  t:
    rows: {per: c, count: {1: 40, 2: 30, 7: 30}}
    versions: {from: c.born, to: as_of, start: begin, end: finish, current: latest}
    columns: {c: {references: c.c}}
"""


def _spec(type: str = "date", earliest: str = "2021-01-01", latest: str = "2025-10-01") -> str:
    return SPEC.replace("TYPE", type).replace("EARLIEST", earliest).replace("LATEST", latest)


def _histories(type: str = "date", earliest: str = "2021-01-01", latest: str = "2025-10-01") -> dict[Any, list[tuple[Any, Any, bool]]]:
    made = worlds.engine(_spec(type, earliest, latest))
    born = worlds.cells(made, "born", "c")
    found = defaultdict(list)
    for c, *row in zip(*(worlds.cells(made, name) for name in ("c", "begin", "finish", "latest")), strict=True):
        found[c, born[c - 1]].append(tuple(row))
    return dict(found)


@pytest.mark.parametrize("type", ["date", "timestamp(0)", "timestamp"])
def test_versions_tile_the_time_from_the_parents_column_to_as_of(type: str) -> None:
    histories = _histories(type)

    assert {len(versions) for versions in histories.values()} == {1, 2, 7}
    for (_, born), versions in histories.items():
        starts, ends = [start for start, _, _ in versions], [end for _, end, _ in versions]
        assert starts[0] == born
        assert ends == [*starts[1:], None]
        assert starts == sorted(set(starts))
        assert starts[-1] < (datetime.date(2025, 10, 28) if type == "date" else datetime.datetime(2025, 10, 28))
        assert [latest for *_, latest in versions] == [False] * (len(versions) - 1) + [True]


def test_lengths_differ() -> None:
    days = {(end - start).days for versions in _histories().values() for start, end, _ in versions if end is not None}

    assert len(days) > 100


@pytest.mark.parametrize("type", ["timestamp(0)", "timestamp(3)", "timestamp"])
def test_a_version_lasts_a_second_at_least(type: str) -> None:
    histories = _histories(type, "2025-10-27 23:59:51", "2025-10-27 23:59:52")

    assert max(map(len, histories.values())) == 7
    lasting = [end - start for versions in histories.values() for start, end, _ in versions if end is not None]
    assert min(lasting) >= datetime.timedelta(seconds=1)
    assert worlds.fault(lambda: _histories(type, "2025-10-27 23:59:54", "2025-10-27 23:59:55")).code == "impossible-value"


def test_more_versions_than_days_are_refused() -> None:
    refused = worlds.fault(lambda: _histories(earliest="2025-10-24", latest="2025-10-25"))

    assert refused.code == "impossible-value"
    assert refused.span is not None


def test_without_as_of_there_is_no_now() -> None:
    refused = worlds.fault(lambda: worlds.engine(_spec().replace("as_of: 2025-10-28\n", "")))

    assert "as_of" in f"{refused.message} {refused.help}"


def test_a_column_of_that_name_already_there_is_refused() -> None:
    spec = _spec().replace("columns: {c: {references: c.c}}", "columns: {c: {references: c.c}, begin: {type: date, constant: null}}")

    assert worlds.fault(lambda: worlds.engine(spec)).code == "duplicate-name"


def test_an_end_other_than_as_of_is_refused_with_what_is_possible() -> None:
    refused = worlds.fault(lambda: worlds.engine(_spec().replace("to: as_of", "to: c.born")))
    without = worlds.fault(lambda: worlds.engine(_spec().replace("as_of: 2025-10-28\n", "")))

    assert (refused.code, without.code) == ("not-among", "needs-as-of")
    assert "to: as_of" in refused.help and "c.born" in refused.message
