"""The text of a spec's file, or why there is none."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from pathlib import Path

from specgen.errors import EnvironmentProblem, Fault, Span, SpecError
from specgen.sources import Sources
from specgen.suggestions import LISTED_AT_MOST, nearest

SUFFIXES = (".yaml", ".yml")


def text_of(path: Path, sources: Sources) -> str:
    """The text, without a byte order mark; raises SpecError if it is no text, or not there."""
    try:
        return sources.read(path).decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        raise SpecError(Fault("file-not-found", f"there is no file '{path}'", None, nearest_file(path))) from None
    except IsADirectoryError:
        raise SpecError(Fault("file-not-found", f"'{path}' is a folder, not a spec", None, nearest_file(path / "spec.yaml"))) from None
    except UnicodeDecodeError as wrong:
        raise SpecError(_not_utf8(path, wrong)) from None
    except OSError as wrong:
        if wrong.errno == errno.ENAMETOOLONG:
            raise SpecError(Fault("file-not-found", "no file has a name that long")) from None
        raise EnvironmentProblem(f"'{path}' cannot be read: {wrong.strerror}", "check the permissions of the file") from wrong


def nearest_file(path: Path, suffixes: Sequence[str] = SUFFIXES) -> str:
    """The help for a file that is not there: a near name in its folder, or those that are there."""
    if not path.parent.is_dir():
        return f"there is no folder '{path.parent}'"
    files = {file.stem: file.name for file in sorted(path.parent.iterdir()) if file.suffix in suffixes}
    near = nearest(path.stem, files)
    if near is not None:
        return f"did you mean '{files[near]}'?"
    return f"in its folder: {', '.join(files.values())}" if 0 < len(files) <= LISTED_AT_MOST else ""


def _not_utf8(path: Path, wrong: UnicodeDecodeError) -> Fault:
    before = wrong.object[: wrong.start].decode("utf-8-sig").split("\n")
    line, column = len(before), len(before[-1]) + 1
    byte = wrong.object[wrong.start]
    return Fault("not-utf8", f"byte 0x{byte:02x} is not UTF-8", Span(str(path), line, column, line, column + 1), "save the file as UTF-8")
