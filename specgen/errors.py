"""Everything that can go wrong, in one tree.

SpecgenError                exit  what the user sees
├── SpecError                 2   faults in the spec or the command line, each at its place
├── ValueFault                2   a generated value breaks a declaration; names row and place
├── EnvironmentProblem        1   disk, server, permission, missing package
└── ChecksFailed              1   the database judged the data and found offences

Raise where the fault is known; whoever knows the place adds it (`Fault.at`).
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from specgen.records import record


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of a source file: 1-based lines and columns, the end exclusive; line 0 for what stands in no file, as `--set`."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file

    def within(self, offset: int, length: int = 1) -> Span:
        """The stretch of `length` characters that begins `offset` characters into this one-line span."""
        column = self.column + offset
        return Span(self.file, self.line, column, self.line, column + max(length, 1))


@record
class Fault:
    """One thing that is wrong: a kebab-case code, what was found, where, and what to try."""

    code: str
    message: str
    span: Span | None = None
    help: str = ""
    related: tuple[tuple[Span, str], ...] = ()

    def at(self, span: Span | None) -> Fault:
        """This fault with a place, unless it already has one."""
        return self if self.span or span is None else dataclasses.replace(self, span=span)

    def __str__(self) -> str:
        place = f"{self.span}: " if self.span else ""
        return f"{place}{self.message} [{self.code}]"


class SpecgenError(Exception):
    """The root: whoever catches it has an exit code and a text for people."""

    exit_code = 1


class SpecError(SpecgenError):
    """The spec or the command line is wrong; carries every fault that was found, in file order.

    None at all, where all that is wrong is known already (`specgen.nodes.Broken`): whoever gathers faults has nothing to add.
    """

    exit_code = 2

    def __init__(self, faults: Iterable[Fault] | Fault):
        found = (faults,) if isinstance(faults, Fault) else tuple(faults)
        self.faults = tuple(sorted(found, key=_place))
        super().__init__("\n".join(f"{fault}\n  = help: {fault.help}" if fault.help else str(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[type[SpecError], tuple[tuple[Fault, ...]]]:
        return type(self), (self.faults,)


class Faults:
    """Lets each of several steps fail and tells of all their faults at once, when its `with` ends.

    A step may fail without a fault, where one that is known already hides what it needs; then the whole fails so too.
    """

    def __init__(self) -> None:
        self.found: list[Fault] = []
        self._failed = False

    def __enter__(self) -> Faults:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if self._failed and isinstance(error, SpecError | None):
            self.found += error.faults if error else ()
            raise SpecError(dict.fromkeys(self.found))

    @contextmanager
    def step(self) -> Iterator[None]:
        """What goes wrong in it is added, and what comes after it still runs."""
        try:
            yield
        except SpecError as error:
            self.add(*error.faults)

    def add(self, *faults: Fault) -> None:
        """Fail, and say why."""
        self.found += faults
        self._failed = True


class ValueFault(SpecError):
    """A value that was generated breaks what the spec declares about it."""


class EnvironmentProblem(SpecgenError):
    """The machine, a server or a file is not as it has to be; `help` says what to do."""

    def __init__(self, message: str, help: str = ""):
        self.help = help
        super().__init__(message)
        if help and sys.version_info >= (3, 11):
            self.add_note(f"  = help: {help}")  # for who sees the traceback


class ChecksFailed(SpecgenError):
    """The database's own verdict on the rows is no; `outcome` holds every result."""

    def __init__(self, message: str, outcome: object = None):
        self.outcome = outcome
        super().__init__(message)


def _place(fault: Fault) -> tuple[str, int, int]:
    return (fault.span.file, fault.span.line, fault.span.column) if fault.span else ("", 0, 0)
