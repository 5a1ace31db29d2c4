"""The harness runs the script in numpy for real, at a tenth of the size."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from benchmarks.harness.catalogue import CATALOGUE, NUMPY, SPECGEN, Case
from benchmarks.harness.measuring import Run
from benchmarks.harness.record import Record, record
from benchmarks.harness.report import report
from benchmarks.harness.series import Result, Series, cases, enough, extrapolated

SCALE = 0.1

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="getrusage is not there")


@pytest.fixture(scope="module")
def series(vocabulary: Path) -> Series:
    made = Series([NUMPY], {NUMPY.name: Path(sys.executable)}, vocabulary)
    for _ in made.measure(SCALE, [1]):
        pass
    return made


@pytest.fixture
def figures(series: Series) -> Record:
    return json.loads(json.dumps(record([NUMPY], series.results)))  # type: ignore[no-any-return]


def test_each_case_is_measured_as_often_as_it_should_be(series: Series) -> None:
    assert [result.case for result in series.results] == [Case(NUMPY.name, format, SCALE, 1) for format in ("csv", "parquet")]
    assert [len(result.runs) for result in series.results] == [enough(result.runs[0]) for result in series.results]
    assert all(run.wall > 0 and run.cpu > 0 and run.peak > 2**20 for result in series.results for run in result.runs)


def test_what_was_written_is_judged(series: Series) -> None:
    for result in series.results:
        assert result.verdict is not None and result.verdict.comparable and result.verdict.bytes > 100_000
        assert all(result.verdict.promises.values())


def test_the_record_holds_each_run_and_the_machine(figures: Record) -> None:
    assert figures["machine"]["cores"] >= 1
    assert figures["rivals"]["numpy_pyarrow"]["versions"].keys() == {"numpy", "pyarrow"}
    assert [(result["rows"], result["broken"], result["differences"]) for result in figures["results"]] == [(7_192, [], [])] * 2


def test_the_table_is_made_of_the_record_alone(figures: Record) -> None:
    csv = figures["results"][0]
    csv["runs"], csv["bytes"] = [{"wall": wall, "user": 1.0, "system": 0.5, "peak": 100 * 2**20} for wall in (1.0, 3.0, 2.0)], 8_000_000

    lines = report(figures).splitlines()

    assert "## ×0.1, csv, one core: 7,192 rows" in lines
    assert "| numpy + pyarrow, by hand | 2.00 | 1.50 |  | 1.00 | 100 | 3,596 | 4.0 | 47 of 47 |" in lines


def test_a_slow_turn_is_not_one_rivals(figures: Record) -> None:
    figures["results"] = [{**figures["results"][0], "rival": rival} for rival in (NUMPY.name, SPECGEN.name)]
    figures["rivals"][SPECGEN.name] = {"title": "specgen", "versions": {}}
    for result, walls in zip(figures["results"], ((1.0, 2.0, 1.0), (1.2, 2.4, 2.4)), strict=True):
        result["runs"] = [{"wall": wall, "user": wall, "system": 0.0, "peak": 2**20} for wall in walls]

    assert "\n| specgen | 2.40 | 2.40 | 1.00 | 1.20 |" in report(figures)


def test_an_estimate_is_marked_as_one(figures: Record) -> None:
    csv = figures["results"][0]
    figures["results"].append({**csv, "scale": 100.0, "rows": 6_992_200, "estimated_wall": 1234.5})
    del figures["results"][-1]["runs"], figures["results"][-1]["bytes"]

    assert "| numpy + pyarrow, by hand | ≈ 1234.50 |  |  | ≈ 1.00 |  | ≈ 5,664 |  |  |" in report(figures).splitlines()


def test_what_would_take_too_long_is_not_run(series: Series) -> None:
    slow = Series([NUMPY], series.pythons, series.vocabulary)
    slow.results = [Result(Case(NUMPY.name, format, 1, 1), [Run(20.0, 20.0, 0.0, 1)]) for format in NUMPY.formats]

    assert list(slow.measure(100, [1])) == []
    assert [result.estimate for result in slow.results[2:]] == [2000.0, 2000.0]


def test_a_rival_that_fails_stops_no_other(series: Series, tmp_path: Path) -> None:
    broken = Series([NUMPY], series.pythons, tmp_path / "no words")

    for _ in broken.measure(SCALE, [1]):
        pass
    lines = report(record([NUMPY], broken.results)).splitlines()

    assert [len(result.runs) for result in broken.results] == [0, 0]
    assert sum(line.startswith("numpy + pyarrow, by hand failed: exit code 1") for line in lines) == 2


def test_an_estimate_has_a_fixed_part_and_one_that_grows() -> None:
    assert extrapolated(100, {1: 3.0, 10: 12.0}) == pytest.approx(102)
    assert extrapolated(100, {0.1: 50.0, 1: 3.0, 10: 12.0, 1000: 1.0}) == pytest.approx(102)
    assert extrapolated(10, {1: 3.0}) == pytest.approx(30)
    assert extrapolated(1, {1: 3.0, 10: 12.0}) is None


def test_only_who_can_use_more_cores_is_measured_on_more() -> None:
    on_two = {case.rival for case in cases([*CATALOGUE.values()], 1, [1, 2]) if case.cores == 2}

    assert on_two == {name for name, rival in CATALOGUE.items() if rival.threaded} >= {SPECGEN.name, NUMPY.name}


def test_each_rival_has_a_script_and_pins_what_it_needs() -> None:
    for rival in CATALOGUE.values():
        if rival != SPECGEN:
            assert rival.requirements.with_name("generate.py").exists()
            assert all("==" in line for line in rival.requirements.read_text(encoding="utf-8").splitlines())
