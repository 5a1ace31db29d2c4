"""Tables on a real server, drafted and filled: in the very tables, and in an empty database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from specgen import api
from tests.servers import Base, database


@dataclass(frozen=True)
class Drafted:
    """A spec, with what it says is left to do."""

    path: Path
    text: str
    todo: tuple[str, ...]


Draft = Callable[..., Drafted]


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    """Makes tables in a database, and the spec of them."""

    def made(base: Base, ddl: str, schema: str | None = None) -> Drafted:
        base.ask(ddl)
        path = tmp_path / "drafted.yaml"
        found = api.draft(base.target, schema, path)
        path.write_text(found.text, encoding="utf-8")
        return Drafted(path, found.text, found.todo)

    return made


def fill(path: Path, base: Base, **options: str) -> None:
    """Run a spec into a database; it raises where a row breaks a rule there or a check fails."""
    api.load(path).run([api.open_target(base.target, False, options)], jobs=1)


def fill_both(drafted: Drafted, base: Base) -> None:
    """Fill the tables that were drafted and, beside them, an empty database."""
    fill(drafted.path, base, create="never")
    with database(f"postgresql://{base.user}@/postgres?host={base.folder}") as empty:
        fill(drafted.path, empty)
