"""How rows come into a database in which some of the tables may be there; the ways differ in what becomes of those."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from specgen.manifest import Manifest
from specgen.marks import Mark
from specgen.postgres.catalog import Standing
from specgen.postgres.copying import Copying
from specgen.postgres.session import Session
from specgen.render import Ddl


class Way:
    """One session that copies all rows; what it does before and after is said by those that derive from it."""

    def __init__(self, session: Session, there: Mapping[str, Standing]):
        self._session, self._there = session, dict(there)
        self._copying = Copying(session)

    @property
    def held(self) -> Mapping[str, Mark]:
        """The marks of tables whose rows stay, so that new ones follow them."""
        return {}

    def create(self, made: Ddl) -> None:
        """Make tables, or make room in those that are there."""
        raise NotImplementedError

    def into(self, table: str) -> tuple[str, bool]:
        """Where rows of a table go, as SQL, and whether they may be frozen as they come."""
        raise NotImplementedError

    def takes(self, table: str, names: Sequence[str]) -> Sequence[str]:
        """Those of the columns that come which are stored."""
        return names

    def lane(self, table: str, rows: int) -> Copying:
        """Who copies the next rows of a table."""
        return self._copying

    def drain(self) -> None:
        """Wait until all rows are there."""
        self._copying.drain()

    def constrain(self, made: Ddl) -> None:
        """The rows are there: add what is due."""
        raise NotImplementedError

    def prepare(self, manifest: Manifest) -> None:
        """Do all that may fail before the transaction is made final."""
        raise NotImplementedError

    def undo(self) -> None:
        """End what is being done; what the session has not committed goes with it."""
        self._copying.stop()
