"""Passes kept on disk: read only where nothing has changed, whole or not at all, and never beyond the limit."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from specgen import api
from specgen.engine.passes import Pass
from specgen.kept import OnDisk
from specgen.language import Spec, load

SPEC = """\
specgen: 1
name: kept
tables:
  places: {rows: {file: places.csv}, primary_key: place_id, columns: {place_id: integer, people: integer}}
  visits:
    rows: 70000
    columns:
      place_id: {references: {to: places.place_id, pick: {weight: people}}}
"""
NEEDED = Pass("where it begins", "visits", 70_000, 80)


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    (tmp_path / "places.csv").write_text("place_id,people\n1,10\n2,20\n", encoding="utf-8")
    (tmp_path / "kept.yaml").write_text(SPEC, encoding="utf-8")
    return tmp_path / "kept.yaml"


def asked(model: Spec, folder: Path, needed: Pass = NEEDED, limit: int = 1 << 20) -> bool:
    """Whether a pass was made, and not kept."""
    made: list[int] = []

    def make() -> list[pa.Array]:
        made.append(1)
        return [pa.array(range(10)), pa.array(["ä"] * 10)]

    found = OnDisk(model, folder, limit=limit).arrays(needed, make)
    assert [array.to_pylist() for array in found] == [list(range(10)), ["ä"] * 10]
    return bool(made)


def test_a_pass_is_made_once(spec: Path, tmp_path: Path) -> None:
    assert [asked(load(spec), tmp_path / "k") for _ in range(3)] == [True, False, False]


def test_a_few_rows_are_made_each_time(spec: Path, tmp_path: Path) -> None:
    few = Pass("where it begins", "visits", 65_536, 80)

    assert [asked(load(spec), tmp_path / "k", few) for _ in range(2)] == [True, True]
    assert not (tmp_path / "k").exists()


@pytest.mark.parametrize("change", ["seed", "rows", "data", "pass"])
def test_whatever_the_values_depend_on_makes_it_another(change: str, spec: Path, tmp_path: Path) -> None:
    asked(load(spec), tmp_path / "k")
    overrides = {"seed": {"seed": "7"}, "rows": {"tables.visits.rows": "80000"}}.get(change, {})
    if change == "data":
        (tmp_path / "places.csv").write_text("place_id,people\n1,10\n2,21\n", encoding="utf-8")
    other = Pass("where else", "visits", 70_000, 80) if change == "pass" else NEEDED

    assert asked(load(spec, overrides), tmp_path / "k", other)


@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_a_file_that_is_not_whole_is_no_file(damage: bytes | None, spec: Path, tmp_path: Path) -> None:
    asked(load(spec), tmp_path / "k")
    (file,) = (tmp_path / "k").iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] if damage is None else damage)

    assert asked(load(spec), tmp_path / "k")
    assert file.read_bytes() == whole


def test_what_was_not_used_for_longest_makes_room(spec: Path, tmp_path: Path) -> None:
    model, folder = load(spec), tmp_path / "k"
    needed = [Pass(f"number {number}", "visits", 70_000, 80) for number in range(3)]
    asked(model, folder, needed[0])
    limit = int(next(folder.iterdir()).stat().st_size * 2.5)
    for number, one in enumerate(needed[1:], 1):
        for file in folder.iterdir():
            os.utime(file, ns=(number, number))
        asked(model, folder, needed[0])
        asked(model, folder, one, limit)

    assert [asked(model, folder, one, limit) for one in (needed[0], needed[2])] == [False, False]
    assert asked(model, folder, needed[1], limit)


def test_what_is_too_large_is_not_kept(spec: Path, tmp_path: Path) -> None:
    assert [asked(load(spec), tmp_path / "k", limit=79) for _ in range(2)] == [True, True]


def test_several_processes_may_keep_the_same_at_once(spec: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; import pyarrow as pa; from specgen.kept import OnDisk; from specgen.language import load;"
        "from specgen.engine.passes import Pass\n"
        "for number in range(20):\n"
        "    needed = Pass(f'number {number % 5}', 'visits', 70_000, 8_000)\n"
        "    kept = OnDisk(load(Path(sys.argv[1])), Path(sys.argv[2]), limit=30_000)\n"
        "    found = kept.arrays(needed, lambda: [pa.array([number % 5] * 1000)])\n"
        "    assert found[0].to_pylist() == [number % 5] * 1000"
    )
    started = [subprocess.Popen([sys.executable, "-c", code, str(spec), str(tmp_path / "k")]) for _ in range(3)]

    assert [one.wait(timeout=60) for one in started] == [0, 0, 0]
    assert not [path for path in (tmp_path / "k").iterdir() if path.suffix == ".part"]


def test_rows_are_the_same_with_and_without_what_was_kept(tmp_path: Path) -> None:
    def rows() -> pa.Table:
        data = api.load("ecommerce", {"scale": 20})
        data.keep(tmp_path)
        return data.rows("order_items", 150_000, 150_010)

    first, again = rows(), rows()

    assert first == again == api.load("ecommerce", {"scale": 20}).rows("order_items", 150_000, 150_010)
    assert list((tmp_path / ".specgen-passes").iterdir())
