"""Data files are read by threads of Arrow's, which hold nothing of Python's when they let go of it."""

from __future__ import annotations

import io
import sys
import threading
from collections.abc import Iterator
from typing import ClassVar

import pyarrow as pa
import pyarrow.parquet
import pytest

from specgen import datafiles


class Watched(bytes):
    """A file's content that says which thread let go of it."""

    ended: ClassVar[list[int]] = []

    def __del__(self) -> None:
        self.ended.append(threading.get_ident())


@pytest.fixture
def unhurried() -> Iterator[None]:
    """No thread waits for another to take Python's lock: who is late stays late."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(100)
    yield
    sys.setswitchinterval(before)


def parquet() -> bytes:
    stream = io.BytesIO()
    pyarrow.parquet.write_table(pa.table({"a": [1]}), stream)
    return stream.getvalue()


@pytest.mark.parametrize("name, content", [("x.csv", b"a\n1\n"), ("x.jsonl", b'{"a": 1}\n'), ("x.parquet", parquet())])
def test_no_other_thread_ends_what_belongs_to_python(name: str, content: bytes, unhurried: None) -> None:
    Watched.ended.clear()
    for _ in range(50):
        assert [str(value) for value in datafiles.read(name, lambda: Watched(content))["a"].to_pylist()] == ["1"]

    assert Watched.ended == [threading.get_ident()] * 50
