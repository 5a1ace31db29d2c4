"""Where tables are read from: a database, or a file of SQL that a server of its own runs for the purpose."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from specgen.errors import Fault, SpecError
from specgen.postgres.address import FORM, Address, masked, read
from specgen.postgres.scratch import made_by
from specgen.postgres.session import Session
from specgen.records import record


@record
class Opened:
    """A session that reads, what it reads in a few words, and a name for the spec."""

    session: Session
    where: str
    name: str


@contextmanager
def opened(source: str) -> Iterator[Opened]:
    """The tables of `postgresql://…` or of a file."""
    if "://" in source:
        if source.partition(":")[0] not in ("postgresql", "postgres"):
            raise SpecError(Fault("unknown-target", f"cannot read tables from {masked(source)!r}", None, f"write --from {FORM}"))
        address = read(source, "--from")
        yield from _read(address, str(address), address.database)
    elif Path(source).is_file():
        with made_by(Path(source)) as address:
            yield from _read(address, source, Path(source).stem)
    else:
        help = f"name a file of CREATE TABLE statements, or {FORM}"
        raise SpecError(Fault("file-not-found", f"there is no file '{source}'", None, help))


def _read(address: Address, where: str, name: str) -> Iterator[Opened]:
    with closing(Session(address)) as session:
        session.execute("SET TRANSACTION READ ONLY")
        yield Opened(session, where, name)
