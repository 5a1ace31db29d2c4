"""Rows are sent by a thread of their own, which is gone when they are there, and what goes wrong in it is told as it is."""

from __future__ import annotations

import contextlib
import gc
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from specgen import api
from specgen.postgres.address import read
from specgen.postgres.copying import Copying, copy_into
from specgen.postgres.session import Session
from tests.postgres.test_database import SHOP
from tests.servers import Base


@pytest.fixture
def uncollected() -> Iterator[None]:
    """As in a command, where nothing is collected: threads end because they are let go."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def sending() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("specgen-copy")]


@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize("connections", [1, 2])
@pytest.mark.parametrize("good", [True, False], ids=["loaded", "stopped"])
def test_no_thread_is_left(good: bool, connections: int, base: Base, tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(SHOP, encoding="utf-8")
    seen: list[str] = []

    def look(what: str, rows: int) -> None:
        seen.extend(sending())
        if not good:
            raise KeyboardInterrupt

    with contextlib.nullcontext() if good else pytest.raises(KeyboardInterrupt):
        sink = api.open_target(base.target, options={"connections": str(connections)})
        api.load(tmp_path / "shop.yaml").run([sink], jobs=1, batch_rows=7, progress=look)

    assert seen
    assert sending() == []


def test_what_fails_where_rows_are_written_arrives_as_it_was_raised(base: Base) -> None:
    base.ask("CREATE TABLE t (x integer)")
    wrong = ArithmeticError("no such row")

    def rows() -> Iterator[bytes]:
        yield b"1\n"
        raise wrong

    with contextlib.closing(Session(read(base.target))) as session:
        copying = Copying(session)
        copying.put(copy_into("t", ["x"], "csv", False), rows)
        with pytest.raises(ArithmeticError) as found:
            copying.drain()
        copying.stop()

    assert found.value is wrong
    assert sending() == []


def test_rows_may_come_after_all_were_there(base: Base) -> None:
    base.ask("CREATE TABLE t (x integer)")

    with contextlib.closing(Session(read(base.target))) as session:
        copying = Copying(session)
        for row in (b"1\n", b"2\n"):
            copying.put(copy_into("t", ["x"], "csv", False), lambda row=row: iter([row]))
            copying.drain()
        assert session.rows("SELECT x FROM t") == [(1,), (2,)]
