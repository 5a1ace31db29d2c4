"""Laws that every file format obeys, those of other packages too; a new one is tested without an edit here."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from specgen.errors import EnvironmentProblem, SpecError
from specgen.manifest import Manifest, WrittenTable
from specgen.parameters import fields
from specgen.registry import kinds
from specgen.sinks import FileSink, chosen

SINKS = kinds("specgen.sinks", "specgen.sinks")
FILES = {name: kind for name, kind in SINKS.items() if kind.dialect is None}
each_sink = pytest.mark.parametrize("kind", SINKS.values(), ids=SINKS)
each_format = pytest.mark.parametrize("kind", FILES.values(), ids=FILES)
ROWS = 140_000
"""More than a row group of Parquet, and than a piece of a compressor."""


@cache
def rows() -> pa.Table:
    at = np.arange(ROWS)
    return pa.table({"id": at, "price": at * 7919 % 1009 / 8, "name": pa.array(["Ä", "b", None]).take(pa.array(at % 3))})


def write(sink: FileSink, batch_rows: int, table: pa.Table, name: str = "t") -> None:
    sink.inspect([name])
    sink.begin({name: table.schema, "empty": table.schema})
    for batch in table.to_batches(batch_rows):
        sink.write(name, batch)
    written = {name: WrittenTable(table.num_rows, {}, "f"), "empty": WrittenTable(0, {}, "f")}
    sink.prepare(Manifest("s", 1, {}, {}, written))
    sink.commit()


def content(directory: Path) -> dict[str, bytes]:
    files = (path for path in sorted(directory.rglob("*")) if path.is_file())
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in files}


def variants(kind: type[Any]) -> list[dict[str, str]]:
    """The defaults, and each other word that an option takes."""
    words = {name: found.metadata["domain"].schema().get("enum", ()) for name, found in fields(kind.Options).items()}
    return [{}, *({name: word} for name, some in words.items() for word in some if word != fields(kind.Options)[name].default)]


@each_format
def test_sizes_of_batches_change_no_byte(kind: type[FileSink], tmp_path: Path) -> None:
    for at, options in enumerate(variants(kind)):
        for size in (1_000, ROWS):
            write(kind.open(str(tmp_path / f"{at}-{size}"), False, options), size, rows())

        first = content(tmp_path / f"{at}-1000")
        assert len(first) == 3
        assert content(tmp_path / f"{at}-{ROWS}") == first


@each_format
def test_the_manifest_names_format_options_and_files_with_their_sizes_and_no_place(kind: type[FileSink], tmp_path: Path) -> None:
    write(kind.open(str(tmp_path), False), 1_000, rows().slice(0, 10))

    text = (tmp_path / "manifest.json").read_text(encoding="utf-8")
    manifest = Manifest.from_json(text)
    assert manifest.format == kind.name
    assert manifest.options == {name: found.default for name, found in fields(kind.Options).items()}
    assert all((tmp_path / file.name).stat().st_size == file.bytes for table in manifest.tables.values() for file in table.files)
    assert {file.name for table in manifest.tables.values() for file in table.files} == set(content(tmp_path)) - {"manifest.json"}
    assert str(tmp_path) not in text


@each_format
def test_nothing_has_its_name_before_commit_and_abort_leaves_the_files_of_the_run_before(kind: type[FileSink], tmp_path: Path) -> None:
    write(kind.open(str(tmp_path), False), 1_000, rows().slice(0, 10))
    earlier = content(tmp_path)

    sink = kind.open(str(tmp_path), False)
    sink.begin({"t": rows().schema, "more": rows().schema})
    sink.write("t", rows().slice(10, 20).to_batches()[0])
    during = {name: cells for name, cells in content(tmp_path).items() if not name.startswith(".")}
    sink.abort()

    assert during == earlier
    assert content(tmp_path) == earlier


KILLED = """
import os, pyarrow as pa, sys
from specgen.registry import kinds
sink = kinds("specgen.sinks", "specgen.sinks")[sys.argv[1]].open(sys.argv[2], False)
batch = pa.record_batch({"id": pa.array(range(1000))})
sink.begin({"t": batch.schema})
for _ in range(200):
    sink.write("t", batch)
os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
@each_format
def test_a_run_that_is_killed_leaves_nothing_under_a_final_name_and_the_next_clears_it(kind: type[FileSink], tmp_path: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", KILLED, kind.name, str(tmp_path)], cwd=Path(__file__).parents[2])
    left = list(content(tmp_path))
    write(kind.open(str(tmp_path), False), 1_000, rows().slice(0, 10))

    assert killed.returncode == -9
    assert left and all(name.startswith(".") for name in left)
    assert not [name for name in content(tmp_path) if name.startswith(".")]


FULL = """
import pyarrow as pa, resource, sys
from specgen.errors import EnvironmentProblem
from specgen.registry import kinds
import numpy as np
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
sink = kinds("specgen.sinks", "specgen.sinks")[sys.argv[1]].open(sys.argv[2], False)
random = np.random.default_rng(1)
try:
    sink.begin({"t": pa.schema([("id", pa.int64())])})
    for _ in range(20):
        sink.write("t", pa.record_batch({"id": random.integers(0, 1 << 40, 50_000)}))
    sink.prepare(__import__("specgen.manifest").manifest.Manifest("s", 1, {}, {}))
    sink.commit()
except EnvironmentProblem as problem:
    print(problem)
    sink.abort()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits are POSIX's")
@each_format
def test_a_disk_that_takes_no_more_is_said_in_one_line_and_leaves_nothing(kind: type[FileSink], tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", FULL, kind.name, str(tmp_path)], cwd=Path(__file__).parents[2], capture_output=True, text=True
    )

    assert ran.stdout.startswith(f"cannot write to {tmp_path}: ") and ran.stdout.count("\n") == 1
    assert (ran.returncode, ran.stderr) == (0, "")
    assert os.listdir(tmp_path) == []


@each_format
def test_a_place_that_cannot_hold_files_is_refused_before_the_first_row(kind: type[FileSink], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(EnvironmentProblem, match="cannot write to") as refused:
        kind.open(str(tmp_path / "file"), False).inspect(["t"])
    assert refused.value.help


@each_format
def test_files_answer_no_queries(kind: type[FileSink], tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match="no queries"):
        kind.open(str(tmp_path), False).query("SELECT 1")


@each_sink
def test_every_option_has_a_default_and_says_what_it_is(kind: type[Any]) -> None:
    assert kind.__doc__
    for option in fields(kind.Options).values():
        assert option.default is not dataclasses.MISSING
        assert option.metadata["doc"].endswith(".") and option.metadata["domain"].schema()


@each_sink
def test_unknown_options_are_refused_together_with_a_near_name(kind: type[Any]) -> None:
    near = {f"{name}x": f"did you mean '{name}'?" for name in fields(kind.Options)}
    with pytest.raises(SpecError) as refused:
        chosen(kind, dict.fromkeys([*near, "zzzz"], ""))

    assert [(fault.code, fault.span) for fault in refused.value.faults] == [("unknown-option", None)] * (len(near) + 1)
    assert [fault.help for fault in refused.value.faults[:-1]] == list(near.values())
