"""The tables of a schema, read from a DuckDB file with what their rows show."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from specgen.drafting.catalogue import chosen, comment, no_table, read_by
from specgen.drafting.conditions import respelled
from specgen.drafting.links import free_name
from specgen.drafting.model import Check, Column, ForeignKey, Key, Schema, Table
from specgen.drafting.seen import with_rows
from specgen.expressions import quoted

Ask = Callable[..., list[tuple[Any, ...]]]
"""Rows of a query, to which values may be given."""

_HERE = "database_name = current_database()"
_SCHEMAS = f"SELECT DISTINCT schema_name FROM duckdb_tables() WHERE {_HERE} AND NOT internal ORDER BY 1"
_TABLES = f"SELECT table_name, comment, sql FROM duckdb_tables() WHERE {_HERE} AND NOT internal AND schema_name = ? ORDER BY table_oid"
_COLUMNS = f"""
SELECT column_name, data_type, is_nullable, column_default, comment FROM duckdb_columns()
WHERE {_HERE} AND schema_name = ? AND table_name = ? ORDER BY column_index
"""
_CONSTRAINTS = f"""
SELECT constraint_type, constraint_name, expression, constraint_column_names, referenced_table, referenced_column_names
FROM duckdb_constraints() WHERE {_HERE} AND schema_name = ? AND table_name = ? ORDER BY constraint_index
"""
_INDEXES = f"""
SELECT index_name, is_unique, CAST(expressions AS VARCHAR[]), sql FROM duckdb_indexes()
WHERE {_HERE} AND schema_name = ? AND table_name = ? ORDER BY index_oid
"""
_TYPES = {
    "BOOLEAN": "boolean", "TINYINT": "smallint", "SMALLINT": "smallint", "INTEGER": "integer", "BIGINT": "bigint",
    "UTINYINT": "smallint", "USMALLINT": "integer", "UINTEGER": "bigint", "UBIGINT": "numeric(20,0)",
    "FLOAT": "real", "DOUBLE": "double precision", "VARCHAR": "text", "BLOB": "bytea", "DATE": "date", "INTERVAL": "interval",
    "TIME": "time without time zone", "TIMESTAMP": "timestamp without time zone", "TIMESTAMP WITH TIME ZONE": "timestamp with time zone",
    "TIMESTAMP_S": "timestamp(0) without time zone", "TIMESTAMP_MS": "timestamp(3) without time zone",
    "TIMESTAMP_NS": "timestamp without time zone", "UUID": "uuid", "JSON": "json",
}  # fmt: skip
"""What PostgreSQL calls them; of a type without a sign, one that has room for it."""
_DECIMAL = re.compile(r"DECIMAL(\(\d+,\d+\))")
_ENUM = re.compile(r"ENUM\(.*\)", re.DOTALL)


def schema(ask: Ask, name: str | None, where: str) -> Schema:
    """The tables of a schema; without a name, of the only one that has tables, or of `main`. `where` they are, for messages."""
    here = chosen([schema for (schema,) in ask(_SCHEMAS)], name, "main", where)
    rows = ask(_TABLES, here)
    constraints = {table: ask(_CONSTRAINTS, here, table) for table, *_rest in rows}
    found = {table: _table(ask, here, table, about, sql, constraints[table]) for table, about, sql in rows}
    if not found:
        raise no_table(where, here)
    names = {table.lower(): table for table in found}
    tables = {table: _tied(found[table], names, constraints[table], found) for table in found}
    return Schema(here, {table: with_rows(ask, here, tables[table]) for table in tables})


def _table(ask: Ask, schema: str, table: str, about: str | None, sql: str, constraints: Sequence[tuple[Any, ...]]) -> Table:
    """A table without what ties it to others, and without its rows."""
    columns = dict(_columns(ask, ask(_COLUMNS, schema, table), sql))
    names = {name.lower(): name for name in columns}
    indexes = ask(_INDEXES, schema, table)
    keys = [
        Key(name, _exact(names, read), primary=kind == "PRIMARY KEY")
        for kind, name, _text, read, *_rest in constraints
        if kind in ("PRIMARY KEY", "UNIQUE")
    ]
    keys += [_unique_index(name, parts, text, names) for name, unique, parts, text in indexes if unique]
    plain = [[part.strip('"').lower() for part in parts] for _name, unique, parts, _text in indexes if not unique]
    return Table(
        name=table,
        columns=columns,
        keys=tuple(keys),
        checks=tuple(_checks(constraints, names)),
        indexes=tuple(dict.fromkeys(_exact(names, parts) for parts in plain if names.keys() >= set(parts))),
        comment=comment(about),
    )


def _columns(ask: Ask, rows: Sequence[tuple[Any, ...]], sql: str) -> Iterator[tuple[str, Column]]:
    for name, written, nullable, default, about in rows:
        base = written.removesuffix("[]")
        labels = ask(f"SELECT CAST(enum_range(NULL::{base}) AS VARCHAR[])")[0][0] if _ENUM.fullmatch(base) else ()
        generated = any(f"{said} {written} GENERATED ALWAYS AS(" in sql for said in (name, quoted(name)))
        yield (
            name,
            Column(
                name=name,
                type=_type(base) + written[len(base) :],
                written=written,
                required=not nullable,
                default=None if generated else default,
                counted=(default or "").startswith("nextval("),
                generated=generated,
                labels=tuple(labels),
                comment=comment(about),
            ),
        )


def _type(written: str) -> str:
    """What PostgreSQL calls a type, or what DuckDB does where PostgreSQL has none like it."""
    if _ENUM.fullmatch(written):
        return "enum"
    found = _DECIMAL.fullmatch(written)
    return f"numeric{found[1]}" if found else _TYPES.get(written, written)


def _exact(names: Mapping[str, str], said: Sequence[str]) -> tuple[str, ...]:
    """Columns as the table names them: DuckDB takes them in any case."""
    return tuple(names[name.lower()] for name in said)


def _unique_index(name: str, parts: Sequence[str], sql: str, names: Mapping[str, str]) -> Key:
    bare = [part.strip('"').lower() for part in parts]
    if names.keys() >= set(bare):
        return Key(name, _exact(names, bare))
    read = [column for part in parts for column in read_by(respelled(part, names))]
    return Key(name, tuple(dict.fromkeys(read)), plain=False, text=sql.partition(" ON ")[2].rstrip(";"))


def _checks(constraints: Sequence[tuple[Any, ...]], names: Mapping[str, str]) -> Iterator[Check]:
    """The checks, each with a name of its own: DuckDB names them by the columns that they read."""
    taken: list[str] = []
    for kind, name, text, read, *_rest in constraints:
        if kind == "CHECK":
            taken.append(free_name(name, taken))
            yield Check(taken[-1], respelled(text, names), tuple(dict.fromkeys(_exact(names, read))))


def _tied(table: Table, names: Mapping[str, str], constraints: Sequence[tuple[Any, ...]], tables: Mapping[str, Table]) -> Table:
    """The table with its foreign keys."""
    found = []
    for kind, name, _text, columns, parent, to in constraints:
        if kind == "FOREIGN KEY":
            there = tables[names[parent.lower()]]
            theirs = _exact({column.lower(): column for column in there.columns}, to)
            found.append(ForeignKey(name, _exact({column.lower(): column for column in table.columns}, columns), there.name, theirs))
    return replace(table, foreign_keys=tuple(found))
