"""PostgreSQL's types as types of the language, and what stands for those that the language lacks."""

from __future__ import annotations

import re

from specgen.drafting.model import Column
from specgen.types import Type, parse_type

_SAME = {
    "smallint", "integer", "bigint", "real", "text", "boolean", "date", "interval", "uuid", "json", "jsonb", "bytea",
}  # fmt: skip
_WORDS = {
    "double precision": "double",
    "character varying": "text",
    "citext": "text",
    "numeric": "decimal(12,2)",
    "time without time zone": "time",
}
_LIMITED = re.compile(r"(character varying|character|numeric|interval)\((\d+)(?:,(\d+))?\)")
_TIMESTAMP = re.compile(r"timestamp(?:\((\d)\))? (with|without) time zone")
_TIME = re.compile(r"time\(\d\) without time zone")

STAND_INS = {
    "HUGEINT": r"[1-9]\d{5}",
    "UHUGEINT": r"[1-9]\d{5}",
    "BIT": "[01]{8}",
    "TIME WITH TIME ZONE": r"1\d:[0-5]\d:00\+00",
    "inet": r"10\.\d\.\d\.[1-9]",
    "cidr": r"10\.\d\.\d\.0/24",
    "macaddr": r"08:00:2b(:[0-9a-f]{2}){3}",
    "name": "[a-z]{8}",
    "tsvector": "[a-z]{4,9}",
    "money": r"[1-9]\d{2}\.\d\d",
    "point": r"\([1-9]\d?,[1-9]\d?\)",
    "int4range": r"\[[1-9],[1-9]\d\)",
    "int8range": r"\[[1-9],[1-9]\d\)",
    "numrange": r"\[[1-9],[1-9]\d\)",
    "daterange": r"\[2024-0[1-9]-01,2025-0[1-9]-01\)",
    "tsrange": r"\[2024-0[1-9]-01,2025-0[1-9]-01\)",
    "tstzrange": r"\[2024-0[1-9]-01,2025-0[1-9]-01\)",
}
"""Texts that the database reads as a value of a type that the language lacks, as patterns; only where a column must have a value."""


def type_of(column: Column) -> Type | None:
    """The column's type in the language, None where it has none."""
    if column.type.endswith("[]"):
        item = _sql("text" if column.labels else column.type.removesuffix("[]"))
        return None if item is None else parse_type(f"{item}[]")
    sql = "text" if column.labels else _sql(column.type)
    return None if sql is None else parse_type(sql)


def _sql(type: str) -> str | None:
    if type in _SAME:
        return type.removesuffix("b") if type == "jsonb" else type
    if type in _WORDS:
        return _WORDS[type]
    if _TIME.fullmatch(type):
        return "time"
    if found := _TIMESTAMP.fullmatch(type):
        word = "timestamptz" if found[2] == "with" else "timestamp"
        digits = 6 if found[1] is None or found[1] == "6" else 3 if int(found[1]) >= 3 else 0
        return word if digits == 6 else f"{word}({digits})"
    found = _LIMITED.fullmatch(type)
    return None if found is None else _limited(found[1], int(found[2]), int(found[3] or 0))


def _limited(word: str, first: int, second: int) -> str | None:
    if word == "interval":
        return "interval"
    if word != "numeric":
        return f"{'char' if word == 'character' else 'varchar'}({first})"
    if second > min(first, 38):
        return None
    return f"decimal({min(first, 38)},{second})"
