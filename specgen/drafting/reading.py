"""The tables of a schema, read from PostgreSQL's catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from specgen.drafting import partitions
from specgen.drafting.catalogue import chosen, comment, no_table, read_by
from specgen.drafting.model import Check, Column, ForeignKey, Key, Schema, Table
from specgen.postgres.session import Session
from specgen.records import record

_FROM_OURS = """
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')
"""
_SCHEMAS = f"SELECT DISTINCT n.nspname {_FROM_OURS} ORDER BY 1"
_TABLES = f"SELECT c.oid, c.relname, obj_description(c.oid, 'pg_class') {_FROM_OURS} AND n.nspname = %s ORDER BY c.oid"
_COLUMNS = """
SELECT a.attrelid, a.attname, a.atttypid, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity <> '', a.attgenerated <> '',
    pg_get_expr(d.adbin, d.adrelid), col_description(a.attrelid, a.attnum)
FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid = ANY(%s) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attrelid, a.attnum
"""
_DOMAINS = """
SELECT oid, typbasetype, format_type(typbasetype, typtypmod), typnotnull, typdefault FROM pg_type WHERE typtype = 'd'
"""
_DOMAIN_CHECKS = r"""
SELECT contypid, conname, regexp_replace(pg_get_constraintdef(oid), '^CHECK \((.*)\)( NOT VALID)?$', '\1')
FROM pg_constraint WHERE contypid <> 0 AND contype = 'c' ORDER BY conname
"""
_LABELS = """
SELECT t.oid, ARRAY(SELECT enumlabel::text FROM pg_enum WHERE enumtypid IN (t.oid, t.typelem) ORDER BY enumsortorder)
FROM pg_type t WHERE EXISTS (SELECT 1 FROM pg_enum WHERE enumtypid IN (t.oid, t.typelem))
"""
_INDEXES = """
SELECT i.indrelid, c.relname, i.indisprimary, i.indisunique,
    i.indpred IS NOT NULL OR am.amname <> 'btree' OR pg_get_indexdef(i.indexrelid) LIKE '%% NULLS NOT DISTINCT%%',
    ARRAY(SELECT coalesce(a.attname::text, pg_get_indexdef(i.indexrelid, k::integer, false)) FROM generate_series(1, i.indnkeyatts) k
        LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k - 1] AND a.attnum > 0 ORDER BY k),
    ARRAY(SELECT i.indkey[k - 1] > 0 FROM generate_series(1, i.indnkeyatts) k ORDER BY k), pg_get_indexdef(i.indexrelid)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am am ON am.oid = c.relam
WHERE i.indrelid = ANY(%s) AND NOT i.indisexclusion ORDER BY i.indrelid, NOT i.indisprimary, c.oid
"""
_NAMED = (
    "ARRAY(SELECT attname::text FROM unnest({0}) WITH ORDINALITY u(n, i) JOIN pg_attribute ON attrelid = {1} AND attnum = n ORDER BY i)"
)
_FOREIGN_KEYS = f"""
SELECT k.conrelid, k.conname, k.confrelid, k.confrelid::regclass::text,
    {_NAMED.format("k.conkey", "k.conrelid")}, {_NAMED.format("k.confkey", "k.confrelid")}
FROM pg_constraint k WHERE k.contype = 'f' AND k.conrelid = ANY(%s) AND k.conparentid = 0 ORDER BY k.conrelid, k.oid
"""
_CHECKS = f"""
SELECT k.conrelid, k.conname, pg_get_expr(k.conbin, k.conrelid), {_NAMED.format("k.conkey", "k.conrelid")}
FROM pg_constraint k WHERE k.contype = 'c' AND k.conrelid = ANY(%s) ORDER BY k.conrelid, k.conname
"""
_TRIGGERS = """
SELECT t.tgrelid, t.tgname, p.prosrc, t.tgtype & 7 = 7 FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
WHERE t.tgrelid = ANY(%s) AND NOT t.tgisinternal AND t.tgtype & 4 = 4 ORDER BY t.tgrelid, t.tgname
"""
"""Those on INSERT, and whether each sees a row before it comes."""
_SET = re.compile(r"\bnew\.(\w+)\s*:?=(?!=)", re.IGNORECASE)
_WRITTEN = re.compile(r'\binsert\s+into\s+(?:"?\w+"?\.)?"?(\w+)', re.IGNORECASE)
_EXCLUSIONS = f"""
SELECT k.conrelid, k.conname, {_NAMED.format("k.conkey", "k.conrelid")},
    ARRAY(SELECT o.oprname = '=' AND n > 0 FROM unnest(k.conexclop, k.conkey) WITH ORDINALITY u(p, n, i) JOIN pg_operator o ON o.oid = p
        ORDER BY i), pg_get_constraintdef(k.oid)
FROM pg_constraint k WHERE k.contype = 'x' AND k.conrelid = ANY(%s) ORDER BY k.conrelid, k.conname
"""


@record
class _Types:
    """Domains by oid with what they stand for, their checks, and labels of enums."""

    domains: Mapping[int, tuple[int, str, bool, str | None]]
    checks: Mapping[int, list[tuple[str, str]]]
    labels: Mapping[int, tuple[str, ...]]

    def steps(self, oid: int) -> Iterator[tuple[int, str, bool, str | None]]:
        """The domains from a type down to what is none."""
        while oid in self.domains:
            found = self.domains[oid]
            yield (oid, *found[1:])
            oid = found[0]

    def base(self, oid: int) -> int:
        while oid in self.domains:
            oid = self.domains[oid][0]
        return oid


def schema(session: Session, name: str | None, where: str) -> Schema:
    """The tables of a schema; without a name, of the only one that has tables, or of `public`. `where` they are, for messages."""
    here = chosen([schema for (schema,) in session.rows(_SCHEMAS)], name, "public", where)
    found = {oid: (table, about) for oid, table, about in session.rows(_TABLES, here)}
    if not found:
        raise no_table(where, here)
    oids, types = list(found), _types(session)
    names = {oid: table for oid, (table, _) in found.items()}
    columns, keys, indexes = _columns(session, oids, types), _keys(session, oids), _indexes(session, oids)
    foreign, checks = _foreign_keys(session, oids, names), _checks(session, oids, types)
    written = {
        name.lower(): trigger
        for oid, trigger, source, _ in session.rows(_TRIGGERS, oids)
        for name in _WRITTEN.findall(source)
        if name.lower() != names[oid].lower()
    }
    tables = {
        table: Table(
            name=table,
            columns=columns.get(oid, {}),
            keys=tuple(keys.get(oid, ())),
            foreign_keys=tuple(foreign.get(oid, ())),
            checks=tuple(checks.get(oid, ())),
            indexes=tuple(dict.fromkeys(indexes.get(oid, ()))),
            comment=comment(about),
            trigger=written.get(table.lower(), ""),
        )
        for oid, (table, about) in found.items()
    }
    return Schema(here, tables)


def _types(session: Session) -> _Types:
    checks: dict[int, list[tuple[str, str]]] = {}
    for oid, name, text in session.rows(_DOMAIN_CHECKS):
        checks.setdefault(oid, []).append((name, text))
    domains = {oid: tuple(rest) for oid, *rest in session.rows(_DOMAINS)}
    return _Types(domains, checks, {oid: tuple(labels) for oid, labels in session.rows(_LABELS)})


def _columns(session: Session, oids: list[int], types: _Types) -> dict[int, dict[str, Column]]:
    found: dict[int, dict[str, Column]] = {}
    triggers = {
        (table, name.lower()): trigger
        for table, trigger, source, early in session.rows(_TRIGGERS, oids)
        if early
        for name in _SET.findall(source)
    }
    for table, name, type, written, required, identity, generated, default, about in session.rows(_COLUMNS, oids):
        steps = list(types.steps(type))
        default = default if default is not None else next((step[3] for step in steps if step[3] is not None), None)
        found.setdefault(table, {})[name] = Column(
            name=name,
            type=steps[-1][1] if steps else written,
            written=written,
            required=required or any(step[2] for step in steps),
            default=None if generated else default,
            counted=identity or (default or "").startswith("nextval("),
            generated=generated,
            trigger=triggers.get((table, name.lower()), ""),
            labels=types.labels.get(types.base(type), ()),
            comment=comment(about),
        )
    return found


def _keys(session: Session, oids: list[int]) -> dict[int, list[Key]]:
    found: dict[int, list[Key]] = {}
    for table, name, primary, unique, special, parts, named, text in session.rows(_INDEXES, oids):
        if unique:
            read = [part if plain else read_by(part) for part, plain in zip(parts, named, strict=True)]
            columns = tuple(dict.fromkeys(column for part in read for column in ([part] if isinstance(part, str) else part)))
            plain = all(named) and not special
            found.setdefault(table, []).append(Key(name, columns, primary, plain, "" if plain else text.partition(" USING ")[2]))
    for table, name, columns, alike, text in session.rows(_EXCLUSIONS, oids):
        compared = tuple(column for column, same in zip(columns, alike, strict=False) if same)
        found.setdefault(table, []).append(Key(name, compared, plain=False, text=text, read=tuple(columns)))
    return found


def _indexes(session: Session, oids: list[int]) -> dict[int, list[tuple[str, ...]]]:
    """The columns of plain indexes that are no keys."""
    found: dict[int, list[tuple[str, ...]]] = {}
    for table, _name, _primary, unique, special, parts, named, _text in session.rows(_INDEXES, oids):
        if not unique and not special and all(named):
            found.setdefault(table, []).append(tuple(parts))
    return found


def _foreign_keys(session: Session, oids: list[int], names: Mapping[int, str]) -> dict[int, list[ForeignKey]]:
    found: dict[int, list[ForeignKey]] = {}
    for table, name, parent, said, columns, to in session.rows(_FOREIGN_KEYS, oids):
        key = ForeignKey(name, tuple(columns), names.get(parent, said), tuple(to), parent not in names)
        found.setdefault(table, []).append(key)
    return found


def _checks(session: Session, oids: list[int], types: _Types) -> dict[int, list[Check]]:
    """The checks of tables, those of domains as checks of the columns, and what partitions ask."""
    found: dict[int, list[Check]] = {}
    for table, name, text, columns in session.rows(_CHECKS, oids):
        found.setdefault(table, []).append(Check(name, text, tuple(columns)))
    for table, column, type, *_rest in session.rows(_COLUMNS, oids):
        for oid, *_step in types.steps(type):
            for name, text in types.checks.get(oid, ()):
                found.setdefault(table, []).append(Check(f"{name} of {column}", _of_column(text, column), (column,)))
    for table, check in partitions.checks(session, oids):
        found.setdefault(table, []).append(check)
    return found


def _of_column(text: str, column: str) -> str:
    """The check of a domain, with a column in place of VALUE."""
    name = '"' + column.replace('"', '""') + '"'
    return re.sub(r"\bVALUE\b", lambda _: name, text)
