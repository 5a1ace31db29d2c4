"""kinds, schema and doctor: what there is to know, from the parts themselves."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from specgen.language.load import fillers, load
from specgen.registry import kinds

Cli = Callable[..., Any]


def test_every_kind_is_listed_with_what_it_says_of_itself(cli: Cli) -> None:
    listed = cli("kinds").out.splitlines()

    first = {line.split()[0]: line for line in reversed(listed) if line.startswith("  ")}
    known = {**fillers(), **kinds("specgen.sinks", "specgen.sinks")}
    assert [name for name, kind in known.items() if kind.__doc__.strip().splitlines()[0] not in first.get(name, "")] == []
    assert [family for family in ("generators", "distributions", "sinks", "dialects", "checks") if family not in listed] == []


@pytest.mark.parametrize("name", sorted(fillers()))
def test_a_kind_is_shown_with_an_example_that_loads(name: str, cli: Cli) -> None:
    (told,) = (kind for kind in json.loads(cli("kinds", name, "--json").out) if kind["family"] in ("generator", "distribution"))
    shown = cli("kinds", name).out

    assert load(told["example"]).tables
    assert [line for line in told["example"].splitlines() if line.strip() and f"  {line}" not in shown.splitlines()] == []
    assert [parameter["name"] for parameter in told["parameters"] if f"\n  {parameter['name']} " not in shown] == []


def test_an_unknown_kind_gets_the_near_one(cli: Cli) -> None:
    done = cli("kinds", "zpif")

    assert done.code == 2
    assert "did you mean 'zipf'?" in done.err


def test_doctor_finds_all_well_and_writes_nothing(cli: Cli, folder: Path) -> None:
    done = cli("doctor", "shop.yaml")

    assert done.code == 0
    assert {line.split()[0] for line in done.out.splitlines()} == {"ok"}
    assert "2 tables, 60 rows" in done.out and "data/shop.duckdb" in done.out.replace("\\", "/")
    assert [path.name for path in folder.iterdir()] == ["shop.yaml"]


def test_doctor_needs_no_spec(cli: Cli) -> None:
    assert cli("doctor").code == 0


def test_doctor_names_what_stands_in_the_way(cli: Cli, folder: Path) -> None:
    (folder / "x.duckdb").write_text("no database", encoding="utf-8")
    (folder / "shop.yaml").write_text("specgen: 1\n", encoding="utf-8")
    (folder / "csv").touch()

    done = cli("doctor", "shop.yaml", "--to", "duckdb:x.duckdb", "--out", "csv", "--json")

    assert done.code == 1
    assert [finding["what"] for finding in json.loads(done.out) if not finding["ok"]] == ["spec", "files", "database"]


def test_doctor_names_the_file_that_stands_where_a_folder_should(cli: Cli, folder: Path) -> None:
    found = json.loads(cli("doctor", "--out", "shop.yaml/x", "--json").out)

    (files,) = [one for one in found if one["what"] == "files"]
    assert not files["ok"] and files["found"].startswith("shop.yaml: it is a file")


def test_doctor_sees_a_database_that_another_program_holds(process: Cli, folder: Path) -> None:
    with duckdb.connect(str(folder / "x.duckdb")):
        done = process("doctor", "--to", "duckdb:x.duckdb")

    assert done.code == 1
    assert "problem  database" in done.out
