"""A DuckDB connection gets all rows or none, whatever the tables are called."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

import specgen

ROOT = Path(__file__).parents[1]
SPEC = """\
specgen: 1
name: names
seed: 1
tables:
  specgen_rows: {rows: 3, columns: {id: integer}}
  specgen_batch: {rows: 4, columns: {id: integer}}
"""
FULL = """
import duckdb, resource, specgen, sys
connection = duckdb.connect(sys.argv[1])
connection.execute("CREATE TABLE mine AS SELECT 42 AS x")
connection.execute("CHECKPOINT")
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
try:
    specgen.load("ecommerce").to_duckdb(connection)
except specgen.EnvironmentProblem as problem:
    print(problem, problem.help, sep="\\n")
"""


def test_tables_may_have_any_name(tmp_path: Path) -> None:
    (tmp_path / "names.yaml").write_text(SPEC, encoding="utf-8")
    data = specgen.load(tmp_path / "names.yaml")

    with data.to_duckdb() as connection:
        data.run([specgen.open_target(f"duckdb:{tmp_path / 'names.duckdb'}")])
        named = [data["specgen_rows"].to_duckdb(connection, name) for name in ("specgen rows for specgen_rows", 'in "quotes"')]

        assert [len(relation) for relation in named] == [3, 3]
        for other in (connection, duckdb.connect(tmp_path / "names.duckdb")):
            assert other.execute("SELECT (SELECT count(*) FROM specgen_rows), (SELECT count(*) FROM specgen_batch)").fetchone() == (3, 4)


@pytest.mark.skipif(sys.platform == "win32", reason="limits are POSIX's")
@pytest.mark.parametrize("limit", [100_000, 1_000_000, 4_000_000])
def test_a_disk_that_takes_no_more_is_said_in_one_line(limit: int, tmp_path: Path) -> None:
    file = tmp_path / "shop.duckdb"

    ran = subprocess.run([sys.executable, "-c", FULL, file, str(limit)], cwd=ROOT, capture_output=True, text=True)

    assert (ran.returncode, ran.stderr) == (0, "")
    said, help = ran.stdout.splitlines()
    assert said.startswith("DuckDB: ") and "File too large" in said
    assert "ulimit" in help
    with duckdb.connect(file) as connection:
        assert connection.execute("SELECT table_name FROM duckdb_tables()").fetchall() == [("mine",)]
