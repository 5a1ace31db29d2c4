"""What passes over whole tables make, kept on disk as Arrow files that are mapped into memory: made once, read where needed.

A file is named by all that its values depend on, so nothing out of date is ever read, and holds no code (no pickles). It is written
under another name and renamed: a reader sees all of it or nothing, whoever else writes. The folder may be deleted at any time; when
its files grow beyond a limit, those that were not used for longest go first.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

import pyarrow as pa

from specgen import manifest, shelf
from specgen.counted import counted
from specgen.engine.passes import Pass
from specgen.errors import EnvironmentProblem
from specgen.language.model import Spec
from specgen.packages import additions
from specgen.records import record

BESIDE = ".specgen-passes"
"""The folder beside a manifest."""
LIMIT = 4 << 30
"""Bytes that a folder may hold."""
SMALL = 65_536
"""A pass over so few rows takes less than looking it up."""
_META = b"specgen"


def user_folder() -> Path | None:
    """Where passes are kept if no other folder is named; None if nothing is to be kept there."""
    base = shelf.folder()
    return base and base / "passes"


@record
class OnDisk:
    """`specgen.engine.passes.Passes`, kept in a folder from one time to the next."""

    spec: Spec
    folder: Path | None
    told: Callable[[Pass], None] = lambda needed: None
    """Told of each pass that is begun."""
    progress: Callable[[str, int], None] = lambda what, rows: None
    limit: int = LIMIT

    def arrays(self, needed: Pass, make: Callable[[], list[pa.Array]]) -> list[pa.Array]:
        if needed.rows <= SMALL:
            return make()
        question = self._question(needed)
        file = self.folder / f"{hashlib.sha256(question.encode()).hexdigest()[:32]}.arrow" if self.folder and question else None
        found = _read(file, question) if file else None
        if found is not None:
            return found
        _refuse_what_has_no_room(needed)
        self.told(needed)
        made = make()
        if file and needed.bytes <= self.limit:
            _write(file, made, question)
            _prune(file, self.limit)
        return made

    def passed(self, table: str, rows: int) -> None:
        self.progress(table, rows)

    def _question(self, needed: Pass) -> str:
        """All that the values depend on; nothing for a model that was not read, of which nobody knows."""
        spec, origin = self.spec, self.spec.origin
        if origin is None:
            return ""
        files = {name: digest for name, (_, digest) in origin.digests.items()}
        said = [origin.text, files, dict(origin.overrides), spec.seed, dict(spec.params), needed.what, needed.rows, _edition()]
        return json.dumps(said, default=repr)


@cache
def _edition() -> list[object]:
    """What makes the values: the versions of the libraries, the kinds from outside, and this code, by the state of its files."""
    added = additions("specgen.distributions", "specgen.generators")
    points = [(point.name, point.value, point.dist.version if point.dist else "") for point in added]
    root = Path(__file__).parent
    states = [(path.relative_to(root).as_posix(), path.stat()) for path in sorted(root.rglob("*.py"))]
    code = hashlib.sha256(repr([(name, state.st_size, state.st_mtime_ns) for name, state in states]).encode())
    return [manifest.versions(), points, code.hexdigest()]


def _read(file: Path, question: str) -> list[pa.Array] | None:
    """The arrays of a file, mapped; None if it is not there, is not whole, or answers another question."""
    try:
        reader = pa.ipc.open_file(pa.memory_map(os.fspath(file)))
        if (reader.schema.metadata or {}).get(_META) != question.encode() or reader.num_record_batches != 1:
            return None
        batch = reader.get_batch(0)
        batch.validate()
    except (OSError, pa.ArrowException):
        return None
    with suppress(OSError):
        os.utime(file)
    return [column.flatten() for column in batch.columns]


def _write(file: Path, arrays: list[pa.Array], question: str) -> None:
    """Keep arrays, as lists in one row; where the disk does not take them, nothing is kept."""
    names = [str(number) for number in range(len(arrays))]
    lists = [pa.LargeListArray.from_arrays(pa.array([0, len(array)], pa.int64()), array) for array in arrays]
    batch = pa.RecordBatch.from_arrays(lists, names).replace_schema_metadata({_META: question.encode()})
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".part")
    except OSError:
        return
    try:
        with os.fdopen(handle, "wb") as stream, pa.ipc.new_file(stream, batch.schema) as writer:
            writer.write_batch(batch)
        os.replace(part, file)
    except OSError:
        with suppress(OSError):
            os.unlink(part)


def _prune(newest: Path, limit: int) -> None:
    """Remove what was not used for longest, until the rest is within the limit."""
    with suppress(OSError):
        there = [path for path in newest.parent.iterdir() if path.suffix in (".arrow", ".part")]
        files = [(path.stat().st_mtime_ns, path.stat().st_size, path) for path in there]
        left = sum(size for _, size, _ in files)
        for _, size, path in sorted(files):
            if left <= limit or path == newest:
                continue
            path.unlink(missing_ok=True)
            left -= size


def _refuse_what_has_no_room(needed: Pass) -> None:
    there = _memory()
    if there is not None and needed.bytes > there:
        what = f"{needed.what} takes {needed.bytes / 2**30:,.1f} GiB, for {counted(needed.rows, 'row')} of {needed.table}"
        help = "ask for other columns (`specgen plan` shows which are O(1)), or take a smaller --scale"
        raise EnvironmentProblem(f"{what}; this machine has {there / 2**30:,.1f} GiB", help)


def _memory() -> int | None:
    """The bytes of memory of this machine, where it tells."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return None
