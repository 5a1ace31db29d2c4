"""What PostgreSQL says when something is wrong, as one line and an advice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from specgen.errors import EnvironmentProblem
from specgen.postgres.address import Address

KEPT = "the database is as it was"
_NO_CONNECTION: tuple[tuple[str, str, str], ...] = (
    ("password authentication failed", "the password of user {user} is wrong", "it stands in the URL or in POSTGRES_SOURCE_PASSWORD"),
    ("no password supplied", "user {user} needs a password", "give it in the URL, as POSTGRES_SOURCE_PASSWORD or in ~/.pgpass"),
    (r'database ".*" does not exist', "there is no database {database}", "make it: createdb {database}, or name another"),
    (r'role ".*" does not exist', "there is no user {user}", "name another user, or make it: CREATE ROLE {user} LOGIN"),
    (r"permission denied for database", "user {user} may not connect to it", "GRANT CONNECT ON DATABASE {database} TO {user};"),
    ("no pg_hba.conf entry", "it takes no connection of user {user} from here", "add a line to pg_hba.conf, or try ?sslmode=require"),
    ("Connection refused|No such file or directory", "nothing listens there", "start it, as with `make up`, or check host and port"),
    ("could not translate host name", "there is no such host", "check the name of the host"),
    ("timeout expired", "the server does not answer", "check host, port and firewall"),
    ("too many (clients|connections)|remaining connection slots", "it has no connection left", "close other programs, or try again later"),
    ("starting up|shutting down|recovery mode", "the server is starting or stopping", "try again in a moment"),
    ("SSL", "the two do not agree about SSL", "try ?sslmode=disable or ?sslmode=require behind the URL"),
)  # fmt: skip
"""What libpq says while connecting, what that means, and what to do."""

_GRANTS = {
    "schema": "GRANT USAGE, CREATE ON SCHEMA {name} TO {user}",
    "database": "GRANT CREATE ON DATABASE {name} TO {user}",
    "table": "GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES ON {name} TO {user}",
    "relation": "GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES ON {name} TO {user}",
    "view": "GRANT SELECT ON {name} TO {user}",
    "sequence": "GRANT USAGE, SELECT, UPDATE ON SEQUENCE {name} TO {user}",
    "tablespace": "GRANT CREATE ON TABLESPACE {name} TO {user}",
    "type": "GRANT USAGE ON TYPE {name} TO {user}",
    "function": "GRANT EXECUTE ON FUNCTION {name} TO {user}",
}

_ADVICE = {
    "22021": "PostgreSQL's text holds no NUL character: leave it out of the values",
    "22P05": "make the database with ENCODING 'UTF8'",
    "22P02": "see `specgen rows` for the values; arrays of arrays have to be rectangular in PostgreSQL",
    "25006": "name the primary server, not a replica that can only be read",
    "3F000": "make it with CREATE SCHEMA, or name another with --schema",
    "40P01": "another session is at work on the same tables: try again when it has ended",
    "42P01": "load the tables first, or name another schema with --schema",
    "53100": f"make room on the server's disk; {KEPT}",
    "53200": f"the server has no memory left: try a smaller --scale; {KEPT}",
    "53300": "close other connections, or try again later",
    "53400": f"a limit that is set on the server is reached; {KEPT}",
    "54000": f"PostgreSQL holds no such large value; {KEPT}",
    "55P03": "another session holds a lock on the table: end it, or try again later",
    "57014": "statement_timeout of the user or database is too short for this load, or somebody cancelled it",
    "58030": f"the server cannot read or write its disk; {KEPT}",
    "P0001": f"a trigger or function of the database stopped it; {KEPT}",
}
"""What to do, by SQLSTATE."""


@contextmanager
def plain_problems(address: Address, connection: Callable[[], Any] = lambda: None) -> Iterator[None]:
    """Turns what psycopg2 raises into an EnvironmentProblem; `connection` gives the one in use."""
    import psycopg2

    try:
        yield
    except psycopg2.Error as error:
        raise told(error, address, connection()) from error


def told(error: Any, address: Address, connection: Any = None) -> EnvironmentProblem:
    """The problem that an error of psycopg2 stands for."""
    state, said = error.pgcode, _first_line(error)
    if connection is None and state is None:
        return _not_connected(str(error), said, address)
    if state is None or state[:2] == "08" or state in ("57P01", "57P02", "57P03"):
        lost = "was stopped" if state else "broke the connection"
        return EnvironmentProblem(f"{address}: the server {lost} half-way", f"{KEPT}; see the log of the server, then run again")
    if state == "42501":
        return EnvironmentProblem(f"{address}: {said}", _grant(said, address))
    if state[:2] == "23":
        return _violation(error, said, address)
    return EnvironmentProblem(f"{address}: {said}", _ADVICE.get(state, error.diag.message_hint or ""))


def _not_connected(whole: str, said: str, address: Address) -> EnvironmentProblem:
    named = {"user": address.user or "of this system", "database": address.database}
    for sign, meaning, help in _NO_CONNECTION:
        if re.search(sign, whole):
            return EnvironmentProblem(f"{address}: {meaning.format(**named)}", help.format(**named))
    return EnvironmentProblem(f"{address}: {said}", "check the URL, and that the server runs")


def _grant(said: str, address: Address) -> str:
    """What the owner of the thing has to say."""
    match = re.search(r"permission denied for (\w+) (.+)", said)
    if match and match[1] in _GRANTS:
        return f"its owner can allow it: {_GRANTS[match[1]].format(name=match[2], user=address.user or 'CURRENT_USER')};"
    owner = re.search(r"must be (?:able to SET ROLE|owner|member) (?:of )?(.+)", said)
    if owner:
        return f"load as the owner of {owner[1]}, or leave it to specgen to make it"
    return "load as a user who may do this"


def _violation(error: Any, said: str, address: Address) -> EnvironmentProblem:
    found = error.diag
    detail = f": {found.message_detail.rstrip('.')}" if found.message_detail else ""
    what = f"{found.table_name} breaks {found.constraint_name}" if found.constraint_name else said
    help = f"rows that are there already, or a rule that the spec does not know, stand against it; {KEPT}"
    return EnvironmentProblem(f"{address}: {what}{detail}", help)


def _first_line(error: Any) -> str:
    text = error.diag.message_primary or str(error).strip() or type(error).__name__
    return str(text).splitlines()[0].removeprefix("FATAL:").strip()
