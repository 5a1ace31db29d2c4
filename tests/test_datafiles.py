"""Data files: whose memory they are read from, and what their columns are as types of the language."""

from __future__ import annotations

import io
import re
import sys
import threading
from collections.abc import Iterator
from typing import ClassVar

import pyarrow as pa
import pyarrow.parquet
import pytest

from specgen import datafiles
from specgen.types import parse_type


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


KINDS = {
    "plain": pa.string(),
    "large": pa.large_string(),
    "view": pa.string_view(),
    "dictionary": pa.dictionary(pa.int8(), pa.string()),
    "large dictionary": pa.dictionary(pa.int32(), pa.large_string()),
}
each_kind_of_text = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


@each_kind_of_text
@pytest.mark.parametrize(
    "type, text, value",
    [
        ("boolean", "yes", True),
        ("integer", "12", 12),
        ("varchar(5)", "hello", "hello"),
        ("uuid", "A0EEBC999C0B4EF8BB6D6BB9BD380A11", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
    ],
)
def test_text_is_read_alike_in_whatever_way_a_file_holds_it(kind: pa.DataType, type: str, text: str, value: object) -> None:
    cells = pa.chunked_array([pa.array([text, None]), pa.array([None, text])]).cast(kind)

    assert datafiles.typed(cells, parse_type(type)).to_pylist() == [value, None, None, value]


@each_kind_of_text
@pytest.mark.parametrize("type, text", [("uuid", "nonsense"), ("json", "{"), ("boolean", "perhaps")])
def test_text_that_is_none_of_the_type_is_refused_with_its_row(kind: pa.DataType, type: str, text: str) -> None:
    with pytest.raises(ValueError, match=f"row 2: '{text}' is not "):
        datafiles.typed(pa.chunked_array([pa.array([None, text]).cast(kind)]), parse_type(type))


@pytest.mark.parametrize(
    "cells, type, words",
    [
        (pa.array([7]), "uuid", "row 1: '7' is not a uuid"),
        (pa.array([1e30]), "decimal(10,2)", "double cannot be read as decimal"),
        (pa.array([1]), "struct(a integer)", "int64 cannot be read as struct"),
    ],
)
def test_what_is_no_text_is_refused_where_it_is_none_of_the_type(cells: pa.Array, type: str, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        datafiles.typed(pa.chunked_array([cells]), parse_type(type))


def test_two_columns_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match=r"x\.csv has two columns of the name u"):
        datafiles.read("x.csv", lambda: b"u,v,u\n1,2,3\n")
