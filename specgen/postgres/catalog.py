"""What stands in a database already, asked of its catalogue."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from specgen.expressions import quoted
from specgen.marks import Mark, mark_in, marked
from specgen.postgres.session import Session
from specgen.records import record
from specgen.render.literals import literal

_TABLES = """
SELECT c.relname, c.oid, c.relkind::text, obj_description(c.oid, 'pg_class')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = %s AND c.relname = ANY(%s) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
"""
_FOREIGN_KEYS = """
SELECT k.conname, k.conrelid, k.conrelid::regclass::text, k.confrelid,
    ARRAY(SELECT attname::text FROM unnest(k.conkey) WITH ORDINALITY u(n, i)
        JOIN pg_attribute ON attrelid = k.conrelid AND attnum = n ORDER BY i),
    ARRAY(SELECT attname::text FROM unnest(k.confkey) WITH ORDINALITY u(n, i)
        JOIN pg_attribute ON attrelid = k.confrelid AND attnum = n ORDER BY i)
FROM pg_constraint k WHERE k.contype = 'f' AND (k.conrelid = ANY(%s) OR k.confrelid = ANY(%s)) ORDER BY k.conname
"""
_HANGING = """
SELECT DISTINCT what, rel::regclass::text FROM (
    SELECT 'the view ' || r.ev_class::regclass || ' reads' AS what, d.refobjid AS rel
    FROM pg_depend d JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
    WHERE d.refclassid = 'pg_class'::regclass AND r.ev_class <> d.refobjid
  UNION ALL SELECT 'the rule ' || rulename || ' is on', ev_class FROM pg_rewrite WHERE rulename <> '_RETURN'
  UNION ALL SELECT 'the trigger ' || tgname || ' is on', tgrelid FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT 'the policy ' || polname || ' is on', polrelid FROM pg_policy
  UNION ALL SELECT 'the table ' || inhrelid::regclass || ' inherits from', inhparent FROM pg_inherits
  UNION ALL SELECT 'the function ' || d.objid::regprocedure || ' reads', d.refobjid
    FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.refclassid = 'pg_class'::regclass
  UNION ALL SELECT 'the publication ' || pubname || ' has', prrelid FROM pg_publication_rel JOIN pg_publication p ON p.oid = prpubid
  UNION ALL SELECT 'the statistics ' || stxname || ' are on', stxrelid FROM pg_statistic_ext
  UNION ALL SELECT 'row security is on', oid FROM pg_class WHERE relrowsecurity
  UNION ALL SELECT 'a replica identity is set for', oid FROM pg_class WHERE relreplident <> 'd'
  UNION ALL SELECT 'a tablespace is set for', oid FROM pg_class WHERE reltablespace <> 0
  UNION ALL SELECT 'UNLOGGED is set for', oid FROM pg_class WHERE relpersistence = 'u'
  UNION ALL SELECT 'a setting of the column ' || attname || ' is on', attrelid FROM pg_attribute JOIN pg_type t ON t.oid = atttypid
    WHERE attnum > 0 AND NOT attisdropped AND (attoptions IS NOT NULL OR coalesce(attstattarget, -1) >= 0 OR attstorage <> typstorage)
) found WHERE rel = ANY(%s) ORDER BY 1
"""
_RULES = """
SELECT c.conname, true, c.oid, coalesce(nullif(c.conindid, 0), c.oid), c.conrelid FROM pg_constraint c
WHERE c.conrelid = ANY(%s) AND c.contype IN ('p', 'u', 'c', 'f')
UNION ALL
SELECT i.relname, false, i.oid, i.oid, x.indrelid FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
WHERE x.indrelid = ANY(%s) AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.oid AND contype IN ('p', 'u', 'x'))
"""
_NEEDED = """
SELECT DISTINCT refobjid FROM pg_depend
WHERE refobjid = ANY(%s) AND deptype = 'n' AND refclassid IN ('pg_class'::regclass, 'pg_constraint'::regclass)
"""
_TYPES = """
SELECT attname, typname FROM pg_attribute JOIN pg_type t ON t.oid = atttypid
WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
"""
_GRANTS = """
SELECT place, format('GRANT %%s%%s ON %%s TO %%s%%s', privilege_type, ' (' || quote_ident(nullif(place, '')) || ')', %s,
    CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END,
    CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
FROM pg_class c, LATERAL (
    SELECT '' AS place, relacl AS acl UNION ALL SELECT attname, attacl FROM pg_attribute WHERE attrelid = c.oid AND NOT attisdropped
) given, aclexplode(acl) WHERE c.oid = %s AND grantee <> relowner
"""
_PARAMETERS = """
SELECT format('ALTER TABLE %%s SET (%%s%%I = %%L)', %s, place, option_name, option_value)
FROM pg_class c JOIN (VALUES ('', false), ('toast.', true)) places (place, beside) ON true
    JOIN pg_class kept ON kept.oid = CASE WHEN beside THEN c.reltoastrelid ELSE c.oid END, pg_options_to_table(kept.reloptions)
WHERE c.oid = %s
"""
_COUNTING = """
SELECT column_name, sequence FROM (
    SELECT attname, pg_get_serial_sequence(attrelid::regclass::text, attname) FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
) found (column_name, sequence) WHERE sequence IS NOT NULL
"""


@record
class Standing:
    """A table or view that is there."""

    name: str
    schema: str
    oid: int
    kind: str
    comment: str
    mark: Mark | None

    @property
    def is_table(self) -> bool:
        return self.kind in ("r", "p")


@record
class ForeignKey:
    """Columns of one table that hold a key of another."""

    name: str
    child: int
    child_name: str
    parent: int
    columns: tuple[str, ...]
    to: tuple[str, ...]


@record
class StandingRule:
    """A constraint, or an index that belongs to none."""

    name: str
    is_constraint: bool
    table: int
    needed: bool
    """Something else hangs on it, so it cannot go."""


def own(session: Session, tables: Sequence[str]) -> list[str]:
    """Those names that lead to tables and views of the server's own, in whatever schema a table of the name stands."""
    found = session.rows("SELECT relname FROM pg_class WHERE relnamespace = 'pg_catalog'::regnamespace AND relname = ANY(%s)", list(tables))
    return [name for (name,) in found]


def standing(session: Session, schema: str, names: Sequence[str]) -> dict[str, Standing]:
    """What has one of these names in a schema."""
    found = session.rows(_TABLES, schema, list(names))
    return {name: Standing(name, schema, oid, kind, comment or "", mark_in(comment)) for name, oid, kind, comment in found}


def foreign_keys(session: Session, oids: Collection[int]) -> list[ForeignKey]:
    """The foreign keys from or to these tables."""
    found = session.rows(_FOREIGN_KEYS, list(oids), list(oids))
    return [ForeignKey(name, child, said, parent, tuple(columns), tuple(to)) for name, child, said, parent, columns, to in found]


def hanging(session: Session, oids: Collection[int]) -> list[tuple[str, str]]:
    """What would go with these tables, besides foreign keys and what is given to the next ones: (what, on which table)."""
    return [(what, table) for what, table in session.rows(_HANGING, list(oids))]


def rules(session: Session, oids: Collection[int]) -> list[StandingRule]:
    """The constraints and indexes of these tables."""
    found = session.rows(_RULES, list(oids), list(oids))
    needed = {oid for (oid,) in session.rows(_NEEDED, [oid for row in found for oid in row[2:4]])}
    return [StandingRule(name, constraint, table, own in needed or index in needed) for name, constraint, own, index, table in found]


def grants(session: Session, oid: int, to: str) -> list[tuple[str, str]]:
    """What gives others the rights on a table `to` (as SQL) that they have on this one: (the column it is about or '', a statement)."""
    return [(column, statement) for column, statement in session.rows(_GRANTS, to, oid)]


def parameters(session: Session, oid: int, to: str) -> list[str]:
    """The statements that give a table `to` (as SQL) the storage parameters of this one."""
    return [statement for (statement,) in session.rows(_PARAMETERS, to, oid)]


def counting(session: Session, table: str) -> list[tuple[str, str]]:
    """The columns of a table (named as SQL) that a sequence fills, with the sequence as SQL."""
    return [(column, sequence) for column, sequence in session.rows(_COUNTING, table)]


def types(session: Session, table: str) -> dict[str, str]:
    """The columns of a table that is named as SQL, and what the server calls their types: int4, not integer."""
    return dict(session.rows(_TYPES, table))


def may_make_schemas(session: Session) -> bool:
    """Whether the user may make schemas in the database."""
    return bool(session.one("SELECT has_database_privilege(current_database(), 'CREATE')"))


def bare(session: Session, oids: Collection[int], declared: Collection[str]) -> bool:
    """Whether nothing was added to these tables and their `declared` rules that tables in their place would lack."""
    keys = [key for key in foreign_keys(session, oids) if key.child not in oids]
    strange = [rule for rule in rules(session, oids) if rule.name not in declared]
    return not (keys or strange or hanging(session, oids))


def put_mark(session: Session, table: str, mark: Mark) -> None:
    """Write a mark into the comment of a table, in place of the one that is in it."""
    comment = session.one("SELECT obj_description(%s::regclass, 'pg_class')", quoted(table))
    session.execute(f"COMMENT ON TABLE {quoted(table)} IS {literal(marked(comment or '', mark))}")
