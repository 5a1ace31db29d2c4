"""Casts: which there are, and how each database is brought to give the same."""

from __future__ import annotations

from specgen.expressions.model import Refused
from specgen.expressions.numeric import half_away
from specgen.types import Type

_FROM = {
    "integer": ("integer", "decimal", "double", "text", "boolean"),
    "decimal": ("integer", "decimal", "double", "text"),
    "double": ("integer", "decimal", "double", "text"),
    "text": ("text", "integer", "decimal", "boolean", "date", "timestamp", "uuid", "json"),
    "boolean": ("boolean",),
    "date": ("date", "timestamp", "text"),
    "time": ("time", "timestamp", "text"),
    "timestamp": ("date", "timestamp", "text"),
    "uuid": ("uuid", "text"),
    "json": ("json", "text"),
}

_DUCKDB = {
    "double": "DOUBLE", "real": "REAL", "text": "VARCHAR", "timestamp(0)": "TIMESTAMP_S", "timestamp(3)": "TIMESTAMP_MS", "bytea": "BLOB",
    "timestamptz(0)": "TIMESTAMPTZ", "timestamptz(3)": "TIMESTAMPTZ",
}  # fmt: skip
_POSTGRES = {"double": "DOUBLE PRECISION", "json": "JSONB", "text": "TEXT"}


def type_sql(type: Type, dialect: str) -> str:
    """The name of a type in "duckdb" or "postgres"."""
    if type.item is not None:
        return f"{type_sql(type.item, dialect)}[]"
    if type.fields and dialect == "duckdb":
        fields = (f'"{name}" {type_sql(field, dialect)}' for name, field in type.fields)
        return f"STRUCT({', '.join(fields)})"
    if type.fields:
        return "JSONB"
    return (_DUCKDB if dialect == "duckdb" else _POSTGRES).get(type.sql, type.sql.upper())


def castable(source: Type, target: Type) -> None:
    """Refuses a cast that the databases do not share."""
    if source.kind == "timestamp" and target.kind in ("timestamp", "date", "time", "text") and source.zoned != target.zoned:
        raise Refused("wrong-type", f"{source} as {target} depends on a time zone", "use a timestamp")
    if source.kind not in _FROM.get(target.kind, (target.kind,)):
        hint = "round it to a decimal first" if (source.kind, target.kind) == ("double", "text") else ""
        raise Refused("wrong-type", f"{source} cannot be cast to {target}", hint)
    if source.kind == "double" and target.kind == "decimal" and target.scale > 18:
        raise Refused("too-many-digits", f"a double has no {target.scale} digits after the point", "at most 18")


def cast_text(text: str, source: Type, target: Type, dialect: str) -> str:
    """The cast of a text of `source` type, by the same arithmetic in both databases."""
    name = type_sql(target, dialect)
    if source.kind == "double" and target.kind in ("integer", "decimal"):
        return _from_double(text, target, name, dialect)
    if source.kind == "timestamp" and target.kind == "timestamp" and source.ticks > target.ticks:
        text = f"date_trunc('{'second' if target.precision == 0 else 'milliseconds'}', {text})"
    if dialect == "duckdb" and source.kind == "text" and target.kind == "integer":
        plain = f"regexp_full_match({text}, '\\s*[-+]?[0-9]+\\s*')"
        return f"CASE WHEN {plain} OR {text} IS NULL THEN CAST({text} AS {name}) ELSE error('no integer') END"
    if target.length is not None:
        return f"left(CAST({text} AS VARCHAR), {target.length})"
    return f"CAST({text} AS {name})"


def _from_double(text: str, target: Type, name: str, dialect: str) -> str:
    """Times a power of ten, rounded half away from zero, and back exactly: each database has a cast of its own, none like this."""
    scaled = f"({text}) * CAST(1e{target.scale} AS {type_sql_double(dialect)})" if target.scale else text
    rounded = f"round({scaled})" if dialect == "duckdb" else half_away(scaled)
    if target.kind == "integer":
        return f"CAST({rounded} AS {name})"
    unit = f" * 0.{'1'.rjust(target.scale, '0')}" if target.scale else ""
    return f"CAST(CAST({rounded} AS BIGINT){unit} AS {name})"


def type_sql_double(dialect: str) -> str:
    return "DOUBLE" if dialect == "duckdb" else "DOUBLE PRECISION"
