"""--seed, --scale, --set and --tables: what they change, and what they refuse."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]


@pytest.mark.parametrize(
    "arguments", [("--scale", "3"), ("--set", "scale=3"), ("--set", "tables.customers.rows=60"), ("--scale", "3", "--set", "scale=3")]
)
def test_a_scaled_spec_has_more_rows(arguments: tuple[str, ...], cli: Cli) -> None:
    planned = json.loads(cli("plan", "shop.yaml", "--json", *arguments).out)

    assert planned["tables"]["customers"]["rows"] == 60


def test_another_seed_gives_other_rows(cli: Cli) -> None:
    shown = [cli("preview", "shop.yaml", *arguments).out for arguments in ((), ("--seed", "1"), ("--seed", "2"))]

    assert shown[0] == shown[1] != shown[2]


def test_scale_without_such_a_param_gets_the_near_one(cli: Cli, folder: Path) -> None:
    spec = folder / "shop.yaml"
    spec.write_text(spec.read_text(encoding="utf-8").replace("scale", "scales"), encoding="utf-8")

    done = cli("plan", "shop.yaml", "--scale", "2")

    assert done.code == 2
    assert "[unknown-param]" in done.err and "did you mean 'scales'?" in done.err


def test_scale_of_a_spec_without_params_is_told_how_to_have_one(cli: Cli, folder: Path) -> None:
    (folder / "plain.yaml").write_text("specgen: 1\ntables:\n  a: {rows: 3, columns: {id: integer}}\n", encoding="utf-8")

    done = cli("plan", "plain.yaml", "--scale", "2")

    assert done.code == 2
    assert "give the spec one, params: {scale: 1}" in done.err and "locale" not in done.err


def test_tables_may_be_listed_or_repeated(cli: Cli) -> None:
    listed, repeated = (
        cli("preview", "shop.yaml", "--tables", "orders, customers"),
        cli("preview", "shop.yaml", "--tables", "customers", "--tables", "orders"),
    )

    assert listed == repeated == cli("preview", "shop.yaml")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--set", "scale"), "name=value"),
        (("--set", "a=1", "--set", "a=2"), "set twice"),
        (("--seed", "x"), "--seed"),
        (("--seed", "1", "--set", "seed=2"), "disagree"),
        (("--scale", "lots"), "--scale lots: expected a number"),
        (("--set", "scale=lots"), "--set scale=lots: expected a number"),
    ],
)
def test_what_cannot_be_meant_is_refused(arguments: tuple[str, ...], word: str, cli: Cli) -> None:
    done = cli("plan", "shop.yaml", *arguments)

    assert (done.code, done.out) == (2, "")
    assert word in done.err


def test_an_empty_name_of_a_table_is_refused(cli: Cli) -> None:
    assert cli("preview", "shop.yaml", "--tables", "orders,").code == 2


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("generate", "--format", "cvs"), 2, "did you mean 'csv'?"),
        (("load", "--to", "duck:x"), 2, "duckdb:x"),
        (("load", "--to", "postgresql://nobody:secret@localhost:1/x"), 1, "nothing listens there"),
        (("load", "--to", "postgresq://me:secret@host/x"), 2, "postgresql://USER"),
        (("run", "--jobs", "0"), 2, "--jobs"),
    ],
)
def test_a_target_that_is_not_there_is_refused_before_the_first_row(
    arguments: tuple[str, ...], code: int, word: str, cli: Cli, folder: Path
) -> None:
    done = cli(arguments[0], "shop.yaml", *arguments[1:])

    assert done.code == code
    assert word in done.err
    assert [path.name for path in folder.iterdir()] == ["shop.yaml"]
