"""A data set in parts is the data set: the same rows and fingerprints, whoever makes which part, and however often that is cut short."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pytest

from specgen import api
from specgen.errors import EnvironmentProblem
from specgen.executors.threads import Threads
from specgen.manifest import Manifest
from specgen.parts import Cut
from specgen.parts.joining import named
from specgen.written import Written

ROOT = Path(__file__).parents[2]
SHOP = api.load("ecommerce", {"scale": "0.7"})
PARTS = ".specgen-parts"


def ignored(what: str, rows: int) -> None: ...


def prints(manifest: Manifest) -> dict[str, str]:
    return {name: table.fingerprint for name, table in manifest.tables.items()}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data set in one file a table."""
    folder = tmp_path_factory.mktemp("whole")
    SHOP.run([api.open_files(str(folder))])
    return folder


@pytest.mark.parametrize(("count", "jobs"), [(1, 1), (7, 2), (64, 4)])
def test_rows_and_fingerprints_are_those_of_the_whole(whole: Path, tmp_path: Path, count: int, jobs: int) -> None:
    made = SHOP.parts(tmp_path, count).make(Threads(jobs), ignored)

    assert prints(made) == prints(Written(whole).manifest)
    assert {name: table.rows for name, table in made.tables.items()} == {n: t.rows for n, t in Written(whole).manifest.tables.items()}
    for name, table in made.tables.items():
        lines = [(tmp_path / file.name).read_bytes().partition(b"\n") for file in table.files]
        assert {head for head, _, _ in lines} == {(whole / f"{name}.csv").read_bytes().partition(b"\n")[0]}
        assert b"".join(rows for _, _, rows in lines) == (whole / f"{name}.csv").read_bytes().partition(b"\n")[2]
    assert {path.name for path in tmp_path.iterdir()} == {*made.tables, "manifest.json"}


def test_small_tables_have_fewer_parts(tmp_path: Path) -> None:
    made = SHOP.parts(tmp_path, 7, tables=["products", "clickstream_events"]).make(Threads(1), ignored)

    assert {name: len(table.files) for name, table in made.tables.items()} == {"products": 1, "clickstream_events": 7}


def test_parts_beyond_the_rows_are_neither_made_nor_missing(tmp_path: Path) -> None:
    parts = SHOP.parts(tmp_path, 1_000_000, tables=["products", "customers"])

    assert (parts.count, parts.missing()) == (1, [0])
    assert parts.make_one(999_999, ignored) == {}
    assert {name: len(table.files) for name, table in parts.make(Threads(1), ignored).tables.items()} == {"products": 1, "customers": 1}


@pytest.mark.parametrize("format", ["csv", "parquet", "jsonl"])
def test_a_part_has_the_same_bytes_alone_and_in_the_whole(tmp_path: Path, format: str) -> None:
    SHOP.parts(tmp_path / "all", 5, format=format).make(Threads(2), ignored)
    alone = SHOP.parts(tmp_path / "alone", 5, format=format)

    rows = alone.make_one(3, ignored)

    assert 690 <= rows["orders"] <= 710 and "products" not in rows
    for name in rows:
        file = tmp_path / "alone" / PARTS / "00003" / f"{name}.{format}"
        assert file.read_bytes() == (tmp_path / "all" / named(name, file.name, 3)).read_bytes()
    assert alone.missing() == [0, 1, 2, 4]


def test_parts_that_were_made_alone_are_joined_and_not_made_again(whole: Path, tmp_path: Path) -> None:
    parts = SHOP.parts(tmp_path, 3)
    for part in (2, 0, 1):
        parts.make_one(part, ignored)
    told: list[int] = []

    made = SHOP.parts(tmp_path, 3).make(Threads(1), lambda what, rows: told.append(rows))

    assert not told and prints(made) == prints(Written(whole).manifest)


def test_parts_of_another_data_set_are_replaced_by_the_whole_and_kept_from_one_part(tmp_path: Path) -> None:
    SHOP.parts(tmp_path, 4).make_one(1, ignored)
    other = api.load("ecommerce", {"scale": "0.7", "seed": "7"}).parts(tmp_path, 4)

    with pytest.raises(EnvironmentProblem, match="parts of another data set"):
        other.make_one(2, ignored)
    assert other.missing() == [0, 1, 2, 3]
    made = other.make(Threads(2), ignored)

    assert made.seed == 7 and not (tmp_path / PARTS).exists()


def test_one_who_begins_beside_another_clears_nothing_of_his(tmp_path: Path) -> None:
    SHOP.parts(tmp_path, 4).make_one(1, ignored)
    (tmp_path / PARTS / "identity").unlink()  # as it is for who looked before the other one had written it

    SHOP.parts(tmp_path, 4).make_one(2, ignored)

    assert SHOP.parts(tmp_path, 4).missing() == [0, 3]


def test_a_part_of_another_data_set_is_none_whatever_the_folder_says(tmp_path: Path) -> None:
    api.load("ecommerce", {"scale": "0.7", "seed": "7"}).parts(tmp_path, 4).make_one(1, ignored)
    (tmp_path / PARTS / "identity").unlink()

    SHOP.parts(tmp_path, 4).make_one(2, ignored)

    assert SHOP.parts(tmp_path, 4).missing() == [0, 1, 3]


def test_files_of_an_earlier_run_go_when_the_parts_have_their_names(tmp_path: Path) -> None:
    SHOP.run([api.open_files(str(tmp_path))])
    SHOP.parts(tmp_path, 4).make(Threads(2), ignored)
    made = SHOP.parts(tmp_path, 2).make(Threads(2), ignored)

    there = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert there == {"manifest.json", *(file.name for table in made.tables.values() for file in table.files)}


def test_a_database_loads_from_parts(tmp_path: Path) -> None:
    SHOP.parts(tmp_path / "files", 3, format="parquet").make(Threads(2), ignored)

    outcome = SHOP.reload(tmp_path / "files", [api.open_target(f"duckdb:{tmp_path}/shop.duckdb")])

    assert outcome.checks and not outcome.failed


def test_no_file_is_much_larger_than_asked(tmp_path: Path) -> None:
    made = SHOP.parts(tmp_path, largest=1_000_000).make(Threads(2), ignored)

    sizes = [file.bytes for table in made.tables.values() for file in table.files]
    assert 700_000 < max(sizes) < 1_100_000


@pytest.mark.parametrize("count", [1, 2, 7, 50])
def test_the_parts_of_a_cut_are_all_rows_in_order(count: int) -> None:
    cut = Cut(SHOP.engine, SHOP.tables, count)

    for table in SHOP.tables:
        at = 0
        for rows in (cut.ranges(part).get(table) for part in range(count)):
            if rows is not None:
                assert rows.start == at
                at = rows.stop
        assert at == SHOP.engine.rows(table)


def test_a_failing_part_leaves_the_complete_ones(tmp_path: Path) -> None:
    parts = SHOP.parts(tmp_path, 4)
    (tmp_path / PARTS).mkdir()
    parts.make_one(0, ignored)
    (tmp_path / PARTS / "00002").write_text("in the way")

    with pytest.raises(EnvironmentProblem):
        SHOP.parts(tmp_path, 4).make(Threads(1), ignored)

    assert SHOP.parts(tmp_path, 4).missing() == [2, 3]
    (tmp_path / PARTS / "00002").unlink()
    assert len(SHOP.parts(tmp_path, 4).make(Threads(1), ignored).tables) == 6


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_cut_short_three_times_goes_on_and_is_the_same(whole: Path, tmp_path: Path, end: signal.Signals) -> None:
    command = [
        sys.executable,
        "-m",
        "specgen",
        "generate",
        "ecommerce",
        "--scale",
        "0.7",
        "--parts",
        "35",
        "--jobs",
        "2",
        "--out",
        str(tmp_path),
    ]
    moments, complete = random.Random(end), 0
    for _ in range(3):
        running = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, stdout=subprocess.PIPE
        )
        wanted = complete + moments.randint(1, 6)
        while len(_complete(tmp_path)) < wanted and running.poll() is None:
            time.sleep(0.01)
        running.send_signal(end)
        _, said = running.communicate()
        assert running.returncode in (-signal.SIGKILL, 130), said.decode()
        if end == signal.SIGINT:
            assert b"of 35 parts are complete and stay" in said and b"Traceback" not in said
        assert len(_complete(tmp_path)) >= wanted
        complete = len(_complete(tmp_path))
        assert not (tmp_path / "manifest.json").exists()
    before = {path: path.stat().st_mtime_ns for path in _complete(tmp_path)}
    assert len(before) < 35

    made = api.load("ecommerce", {"scale": "0.7"}).parts(tmp_path, 35)
    assert len(made.missing()) == 35 - len(before)
    assert prints(made.make(Threads(2), ignored)) == prints(Written(whole).manifest)


def _complete(folder: Path) -> list[Path]:
    return list(folder.glob(f"{PARTS}/*/manifest.json"))


def test_a_read_row_is_the_row(tmp_path: Path) -> None:
    SHOP.parts(tmp_path, 3, format="jsonl").make(Threads(2), ignored)

    assert pa.Table.from_batches(Written(tmp_path).batches("orders")).slice(3000, 5) == SHOP.rows("orders", 3000, 3005)


def test_parts_have_equally_many_rows_of_the_longest_table(tmp_path: Path) -> None:
    spec = tmp_path / "accounts.yaml"
    spec.write_text("""\
specgen: 1
name: accounts
tables:
  accounts: {rows: 200, primary_key: id, columns: {id: integer}}
  events:
    rows: {per: accounts, count: {expr: 'case when id <= 10 then 1000 else 5 end'}}
    columns: {id: {references: accounts.id}, at: {type: integer, ordinal: {}}}
""")
    data = api.load(spec)
    cut = Cut(data.engine, data.tables, 5)

    lengths = [len(cut.ranges(part)["events"]) for part in range(5)]
    assert sum(lengths) == 10_950 and max(lengths) <= 10_950 / 5 + 1000
    assert [cut.ranges(part)["accounts"].stop for part in range(5)] == [2, 4, 6, 8, 200]


def test_parts_of_blocks_of_one_length_are_cut_where_their_parents_are(tmp_path: Path) -> None:
    spec = tmp_path / "days.yaml"
    spec.write_text("""\
specgen: 1
name: days
tables:
  rooms: {rows: 1001, primary_key: id, columns: {id: integer}}
  days: {rows: {per: rooms, count: {constant: 7}}, columns: {id: {references: rooms.id}}}
""")
    data = api.load(spec)
    cut = Cut(data.engine, data.tables, 4)

    assert [cut.ranges(part)["rooms"] for part in range(4)] == [range(1001 * part // 4, 1001 * (part + 1) // 4) for part in range(4)]
