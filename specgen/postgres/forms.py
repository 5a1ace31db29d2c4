"""What a table is, down to its checks, without its indexes: as it stands, and as it would stand if it were made."""

from __future__ import annotations

import hashlib

from specgen.expressions import quoted
from specgen.postgres.session import Session
from specgen.render import Ddl

Form = tuple[tuple[object, ...], ...]
"""Columns, keys and checks of a table, as PostgreSQL says them; equal for equal tables of any schema."""

_COLUMNS = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity::text, a.attgenerated::text,
    pg_get_expr(d.adbin, d.adrelid)
FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""
_CONSTRAINTS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s AND contype IN ('p', 'u', 'c', 'f') ORDER BY conname
"""


def form(session: Session, oid: int) -> Form:
    """The form of a table that is there."""
    return (*session.rows(_COLUMNS, oid), *session.rows(_CONSTRAINTS, oid))


def wanted_forms(session: Session, made: Ddl) -> dict[str, Form]:
    """The forms of tables that are yet to be made, as PostgreSQL says them of empty ones."""
    session.execute("SAVEPOINT specgen_forms")
    session.look_in("pg_temp")
    for statement in (*made.create, *made.constraints):
        session.execute(statement)
    forms = {table.name: form(session, session.oid(quoted(table.name))) for table in made.tables}
    session.execute("ROLLBACK TO SAVEPOINT specgen_forms")
    return forms


def digits(form: Form) -> str:
    """A form in few digits, for a mark."""
    return hashlib.sha256(repr(form).encode()).hexdigest()[:8]
