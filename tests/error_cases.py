"""The faulty specs of tests/cases/errors, and the faulty commands of tests/cases/commands, as their comments describe them.

    sede: 4  # fault: unknown-key did you mean 'seed'?  # mend: sede -> seed

`# fault: CODE words` expects a fault with that code on that line, and the words in its message or help; `# fault@7: CODE` in
that column too. `# related: CODE` expects that a fault with that code points to that line as well. `# mend: this -> that` says
what to write on that line instead (`\\n` begins a new line, `\\a` is a bell); all mends together give a spec without a fault.
A command has its comments on lines of their own, and behind `--- NAME` the files that it reads.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ERRORS, COMMANDS = (Path(__file__).parent / "cases" / folder for folder in ("errors", "commands"))
_COMMENT = re.compile(r" *# *(?=(?:fault(?:@\d+)?|related|mend): )")
_FAULT = re.compile(r"fault(?:@(\d+))?: ([a-z0-9-]+) *(.*)")


@dataclass(frozen=True)
class Expected:
    """A fault that a comment declares."""

    file: str
    line: int
    column: int | None
    code: str
    words: str


@dataclass(frozen=True)
class Case:
    """A faulty spec: its text as a person would have it, what is wrong with it, and the text that is right."""

    path: Path

    @cached_property
    def _lines(self) -> list[list[str]]:
        """Each line in pieces: the spec's own text, then the comments that describe it."""
        text = self.path.read_bytes().decode("utf-8", "replace")
        return [_COMMENT.split(line) for line in text.split("\n")]

    @property
    def text(self) -> str:
        return "\n".join(line for line, *_ in self._lines)

    @property
    def source(self) -> str | Path:
        """What is to be read: the text, or the file itself where its bytes are the fault."""
        return self.path if "not-utf8" in {fault.code for fault in self.faults} else self.text

    @property
    def faults(self) -> list[Expected]:
        notes = [(number, _FAULT.fullmatch(note.rstrip())) for number, (_, *notes) in enumerate(self._lines, 1) for note in notes]
        file = str(self.path)
        return [Expected(file, number, int(note[1]) if note[1] else None, note[2], note[3]) for number, note in notes if note]

    @property
    def related(self) -> list[tuple[int, str]]:
        return [
            (number, note.removeprefix("related: ").strip())
            for number, (_, *notes) in enumerate(self._lines, 1)
            for note in notes
            if note.startswith("related: ")
        ]

    @property
    def mended(self) -> str:
        return self.mended_but(0)

    def mended_but(self, faulty: int) -> str:
        """The text with every line mended but one; a line of which nothing is left is left out."""
        lines = [(line if number == faulty else _mended(line, notes), line) for number, (line, *notes) in enumerate(self._lines, 1)]
        return "\n".join(after for after, before in lines if after.strip() or not before.strip())


def cases() -> list[Case]:
    return [Case(path) for path in sorted(ERRORS.glob("*.yaml"))]


def included() -> list[Case]:
    """Files that cases include, with faults of their own."""
    return [Case(path) for path in sorted(ERRORS.glob("*/*.yaml"))]


@dataclass(frozen=True)
class Command:
    """A faulty command: its arguments, the files beside it, what is wrong, and the arguments that are right."""

    path: Path

    @cached_property
    def _parts(self) -> list[str]:
        """The command with its comments, then each file behind its name."""
        return re.split(r"(?m)^--- (\S+)\n", self.path.read_text(encoding="utf-8"))

    @property
    def _line(self) -> str:
        return self._parts[0].split("\n", 1)[0].removeprefix("$ specgen ")

    @property
    def arguments(self) -> list[str]:
        return shlex.split(self._line)

    @property
    def files(self) -> dict[str, str]:
        return dict(zip(self._parts[1::2], self._parts[2::2], strict=True))

    @property
    def faults(self) -> list[Expected]:
        notes = [_FAULT.fullmatch(note.removeprefix("# ").rstrip()) for note in self._parts[0].split("\n")]
        return [Expected(str(self.path), 1, None, note[2], note[3]) for note in notes if note]

    @property
    def mended(self) -> list[str]:
        notes = [note.removeprefix("# ") for note in self._parts[0].split("\n")[1:]]
        return shlex.split(_mended(self._line, notes))


def commands() -> list[Command]:
    return [Command(path) for path in sorted(COMMANDS.glob("*.txt"))]


def _mended(line: str, notes: list[str]) -> str:
    for note in notes:
        if note.startswith("mend: "):
            before, arrow, after = note.removeprefix("mend: ").rstrip().replace("\\n", "\n").replace("\\a", "\a").partition(" ->")
            assert arrow and before in line, f"{before!r} is not in {line!r}"
            line = line.replace(before, after[1:], 1)
    return line
