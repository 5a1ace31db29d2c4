"""Which database is meant without --to, and what .env has to say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]


SETTINGS = {"HOST": "localhost", "PORT": "1", "USER": "me", "PASSWORD": "h:id@den", "DB": "shop"}


def configured(through: str, folder: Path, monkeypatch: pytest.MonkeyPatch, **settings: str) -> None:
    """The settings of a server, in the environment or in .env."""
    if through == ".env":
        lines = [f"POSTGRES_SOURCE_{name}='{value}'" for name, value in settings.items()]
        (folder / ".env").write_text("\n".join(lines), encoding="utf-8")
    for name, value in settings.items() if through == "environment" else ():
        monkeypatch.setenv(f"POSTGRES_SOURCE_{name}", value)


each_way = pytest.mark.parametrize("through", ["environment", ".env"])


@each_way
def test_a_configured_server_is_the_target_and_its_password_is_never_shown(
    through: str, cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configured(through, folder, monkeypatch, **SETTINGS)

    done = cli("load", "shop.yaml")

    assert done.code == 1
    assert "PostgreSQL database shop at localhost:1: nothing listens there" in done.err
    assert "den" not in done.out + done.err
    assert "den" not in (looked := cli("doctor", "shop.yaml")).out + looked.err and looked.code == 1


@each_way
@pytest.mark.parametrize("missing", [("HOST",), ("USER", "DB")])
def test_settings_that_are_half_filled_are_told_by_name(
    through: str, missing: tuple[str, ...], cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configured(through, folder, monkeypatch, **{name: value for name, value in SETTINGS.items() if name not in missing})

    done = cli("run", "shop.yaml")

    assert done.code == 1
    assert all(f"POSTGRES_SOURCE_{name}" in done.err.partition("; set:")[0] for name in missing)
    assert "den" not in done.out + done.err


def test_a_port_that_is_no_number_is_told(cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    configured(".env", folder, monkeypatch, **SETTINGS | {"PORT": "54x"})

    assert "POSTGRES_SOURCE_PORT is '54x'" in cli("load", "shop.yaml").err


def test_with_a_target_nothing_is_asked_of_the_server(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTGRES_SOURCE_HOST", "db.example.com")

    assert cli("load", "shop.yaml", "--to", "duckdb:x.duckdb").err == ""


def test_the_database_of_a_strange_name_is_a_file_in_data(cli: Cli, folder: Path) -> None:
    spec = folder / "shop.yaml"
    spec.write_text(spec.read_text(encoding="utf-8").replace("name: shop", "name: my/shop 2"), encoding="utf-8")

    assert cli("load", "shop.yaml").code == 0
    assert (folder / "data" / "my_shop_2.duckdb").is_file()
