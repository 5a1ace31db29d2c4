"""What was found out about the installed Faker and about specs, kept on disk for the next run: one small file for each question.

The folder is named by the versions and the code that an answer depends on, the answer names the files that it was found in: nothing
out of date is ever read. The folder may be deleted at any time.
A file that cannot be read is no file; a folder that cannot be written is no shelf.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import zlib
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import specgen
from specgen.packages import version

VARIABLE = "SPECGEN_CACHE"
_LEVEL = 1
"""Of zlib: higher ones take longer than what they save."""
_ASKED, _FINDING = ("faker", "sqlglot"), ("vocabularies", "expressions")
"""Packages, and folders of this one."""
Value = TypeVar("Value")


def question(*parts: Any) -> str:
    """A name for what is asked; equal for equal parts only."""
    return json.dumps(parts, sort_keys=True, default=repr)


def get(asked: str, read: Callable[[Any], Value]) -> Value | None:
    """The answer that was put there, as `read` makes it of the JSON; None if there is none."""
    file = _file(asked)
    if file is None:
        return None
    try:
        again, seen, answer = json.loads(zlib.decompress(file.read_bytes()))
        return read(answer) if again == asked and all(_state(path) == state for path, state in seen.items()) else None
    except (OSError, zlib.error, LookupError, TypeError, ValueError):
        return None


def put(asked: str, answer: Any, found_in: Iterable[str]) -> None:
    """Keep an answer (JSON) as long as the files are as they are; a reader sees all of it or nothing, whoever else writes."""
    file = _file(asked)
    if file is None:
        return
    try:
        seen = {path: _state(path) for path in found_in}
        text = json.dumps([asked, seen, answer], ensure_ascii=False, separators=(",", ":"))
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(f".{os.getpid()}")
        part.write_bytes(zlib.compress(text.encode(), _LEVEL))
        os.replace(part, file)
    except (OSError, ValueError):  # no room, or no text
        return


@cache
def _state(path: str) -> list[int]:
    """What changes when a file does."""
    state = os.stat(path)
    return [state.st_size, state.st_mtime_ns]


def _file(asked: str) -> Path | None:
    base = folder()
    return base / _edition() / hashlib.sha256(asked.encode()).hexdigest()[:32] if base else None


def folder() -> Path | None:
    """Where the shelf is: $SPECGEN_CACHE, else in the user's cache folder; None if it is not wanted or there is no such folder."""
    if (named := os.environ.get(VARIABLE)) is not None:
        return Path(named) if named else None
    base = Path(_user_folder())
    return base / "specgen" if base.is_absolute() else None


def _user_folder() -> str:
    if sys.platform == "win32":
        return os.environ.get("LOCALAPPDATA", "")
    if sys.platform == "darwin":
        return os.path.expanduser("~/Library/Caches")
    named = os.environ.get("XDG_CACHE_HOME", "")
    return named if os.path.isabs(named) else os.path.expanduser("~/.cache")


@cache
def _edition() -> str:
    """All that answers depend on: specgen, the code that finds them, what it asks, and Python."""
    code = hashlib.sha256(f"{specgen.__version__} {[version(package) for package in _ASKED]} {sys.version_info[:2]}".encode())
    for folder in _FINDING:
        for module in sorted((Path(__file__).parent / folder).glob("*.py")):
            code.update(module.read_bytes())
    return code.hexdigest()[:32]
