"""Where a server is: read from a URL or from settings, and told without the password."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from urllib.parse import quote

from specgen.errors import EnvironmentProblem, Fault, SpecError
from specgen.records import record

FORM = "postgresql://USER:PASSWORD@HOST:PORT/DATABASE"
PREFIX = "POSTGRES_SOURCE_"
SETTINGS = ("HOST", "PORT", "USER", "PASSWORD", "DB")
_DUE = ("HOST", "USER", "DB")
"""A password may come from elsewhere (~/.pgpass), and a port has a default."""

_PORTS = re.compile(r"[\d,]*")
"""A host with another port in it is most likely the rest of a password."""


@record
class Address:
    """A database on a server; `parameters` are libpq's, the password among them."""

    parameters: Mapping[str, str] = field(repr=False)

    @property
    def user(self) -> str:
        return self.parameters.get("user", "")

    @property
    def database(self) -> str:
        return self.parameters.get("dbname") or self.user

    @property
    def server(self) -> str:
        """Host and port, or the folder of the socket."""
        host, port = self.parameters.get("host", ""), self.parameters.get("port", "5432")
        return host if host.startswith("/") else f"{host or 'the local socket'}:{port}" if host else "the local socket"

    def __str__(self) -> str:
        return f"PostgreSQL database {self.database or 'of the user'} at {self.server}"


def read(url: str, option: str = "--to") -> Address:
    """The address that a URL names, behind an option; a fault that never repeats the URL, since it may hold a password."""
    import psycopg2.extensions

    try:
        found = psycopg2.extensions.parse_dsn(url)
    except psycopg2.Error:
        found = {}
    if not found or "@" in found.get("host", "") or not _PORTS.fullmatch(found.get("port", "")):
        help = f"write {option} {FORM}; in a password, signs such as @ : / and # are written %40 %3A %2F and %23"
        raise SpecError(Fault("unknown-target", f"{masked(url)!r} is no PostgreSQL URL", None, help))
    return Address(found)


def masked(url: str) -> str:
    """A URL with a star for the password."""
    return re.sub(r"([?&]password=)[^&]*", r"\1*", re.sub(r"(//[^/:@]*):.*@", r"\1:*@", url))


def url_of(settings: Mapping[str, str]) -> str | None:
    """The URL that POSTGRES_SOURCE_HOST and the like name; None if none of them is set. EnvironmentProblem if some are missing."""
    given = {name: settings[PREFIX + name] for name in SETTINGS if settings.get(PREFIX + name)}
    if not given:
        return None
    missing = [PREFIX + name for name in _DUE if name not in given]
    if missing:
        there = ", ".join(PREFIX + name for name in given)
        what = f"not set, in the environment or in .env: {', '.join(missing)}; set: {there}"
        raise EnvironmentProblem(what, "see .env.example, or name the target with --to")
    port = given.get("PORT", "5432")
    if not port.isdecimal() or not 0 < int(port) < 65_536:
        raise EnvironmentProblem(f"{PREFIX}PORT is {port!r}, and a port is a number from 1 to 65535", "PostgreSQL's own is 5432")
    host, user, database = (quote(given[name], safe="") for name in _DUE)
    secret = f":{quote(given['PASSWORD'], safe='')}" if "PASSWORD" in given else ""
    return f"postgresql://{user}{secret}@{host}:{port}/{database}"
