"""The parts together: what is there already, what is missing, and all of them under their names with one manifest."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import asdict, astuple, replace
from functools import cached_property
from pathlib import PurePosixPath

from specgen import manifest
from specgen.contracts import Executor
from specgen.engine.batches import schema
from specgen.engine.recipe import recipe
from specgen.errors import EnvironmentProblem
from specgen.fingerprint import Fingerprint
from specgen.manifest import Manifest, WrittenFile, WrittenTable
from specgen.partitions import Folders, Keys
from specgen.parts.edges import from_stream
from specgen.parts.making import EDGES, FOLDER, IDENTITY, PartWork, Progress, columns_of, folder
from specgen.records import record
from specgen.sinks import outdated
from specgen.staging import MANIFEST, Staging
from specgen.stores import Store, opened, text

_IDENTITY = f"{FOLDER}/{IDENTITY}"


@record
class Parts:
    """The parts of a data set in a folder or object store."""

    work: PartWork

    @property
    def count(self) -> int:
        """How many there are that have rows."""
        return self.work.cut.filled

    def located(self, part: int) -> str:
        """Where a part is, as people write it."""
        return opened(self.work.place).locate(folder(part))

    def missing(self) -> list[int]:
        """The parts that are not complete, counted from 0."""
        store = opened(self.work.place)
        with store.problems():
            return [part for part in range(self.count) if not self._complete(store, folder(part))]

    def _complete(self, store: Store, there: str) -> bool:
        return store.size(f"{there}/{MANIFEST}") is not None and text(store, f"{there}/{IDENTITY}") == self._identity

    def make(self, executor: Executor, progress: Progress) -> Manifest:
        """Make what is missing, and give all parts their names; if that ends early, what was made stays and the next call goes on."""
        staging = Staging(self.work.place)
        try:
            staging.inspect()
            staging.begin()
            self._claim(staging.store, instead=True)
            told = _Told(progress, lambda: getattr(executor, "leaving", False))
            work = replace(self.work, identity=self._identity, progress=told)
            with closing(rows for rows in executor.map(work, self.missing())) as parts:
                for rows in parts:
                    told.complete(sum(rows.values()))
            made = self._joined(staging)
            staging.prepare(made.to_json(), outdated(staging.earlier(), made))
            staging.commit()
        except BaseException:
            staging.abort()
            raise
        with staging.problems():
            staging.store.clear(FOLDER)
        return made

    def make_one(self, part: int, progress: Progress) -> Mapping[str, int]:
        """Make a part alone, whoever makes the others: its rows by table. It has its name when `make` finds all of them."""
        store = opened(self.work.place)
        with store.problems():
            self._claim(store, instead=False)
        return replace(self.work, identity=self._identity, progress=progress)(part)

    @cached_property
    def _identity(self) -> str:
        cut = self.work.cut
        said = [
            recipe(cut.engine.spec).digest,
            cut.tables,
            cut.parts,
            self.work.kind.name,
            asdict(self.work.options),
            _said(self.work.keys),
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    def _claim(self, store: Store, instead: bool) -> None:
        """Say whose parts these are: in place of those of another data set, or not at all.

        Several may do so at once for the same data set: nobody clears what nobody else has claimed.
        """
        there = text(store, _IDENTITY)
        if there not in (None, self._identity):
            if not instead:
                what = f"{store.locate(FOLDER)} holds parts of another data set: the spec, its settings or the format are not the same"
                raise EnvironmentProblem(what, "remove it, or choose another --out")
            store.clear(FOLDER)
        if there != self._identity:
            with store.create(_IDENTITY) as file:
                file.write(self._identity.encode())

    def _joined(self, staging: Staging) -> Manifest:
        """The manifest of the whole; the files of the parts get their names at commit."""
        spec, store = self.work.cut.engine.spec, staging.store
        prints = {name: Fingerprint(schema(spec.tables[name])) for name in self.work.cut.tables}
        rows, files = dict.fromkeys(prints, 0), {name: list[WrittenFile]() for name in prints}
        folders = Folders()
        for part in range(self.count):
            with store.problems():
                there = Manifest.from_json(str(text(store, f"{folder(part)}/{MANIFEST}")))
                for name in there.tables:
                    with store.read(f"{folder(part)}/{name}{EDGES}") as file:
                        prints[name].join(from_stream(file.read_buffer()))
            for name, table in there.tables.items():
                for written in table.files:
                    final = named(name, written.name, part)
                    folders.add(str(PurePosixPath(final).parent))
                    staging.adopt(f"{folder(part)}/{written.name}", final)
                    first = None if written.first is None else rows[name] + written.first
                    files[name].append(replace(written, name=final, first=first))
                rows[name] += table.rows
        tables = {
            name: WrittenTable(rows[name], columns_of(self.work.cut, name), prints[name].hexdigest(), tuple(files[name])) for name in prints
        }
        made = Manifest(spec.name, spec.seed, spec.params, manifest.versions(), tables)
        return replace(made, format=self.work.kind.name, options=asdict(self.work.options))


def _said(keys: Keys) -> list[object]:
    return [[table, *map(astuple, by)] for table, by in keys.items()]


def named(table: str, name: str, part: int) -> str:
    """What a part's file of a table is called in the whole: `orders.csv` becomes `orders/part-00003.csv`."""
    path = PurePosixPath(name)
    if path.name == name:
        return f"{table}/part-{part:05}{name.removeprefix(table)}"
    return str(path.with_name(f"part-{part:05}{''.join(path.suffixes)}"))


class _Told:
    """Passes on what parts tell of their rows, from several threads, and what others only say when they are complete."""

    def __init__(self, progress: Progress, leaving: Callable[[], bool]):
        self._progress, self._leaving, self._lock = progress, leaving, threading.Lock()
        self._told = self._complete = 0

    def __call__(self, what: str, rows: int) -> None:
        with self._lock:
            if self._leaving():
                raise InterruptedError("the run has ended")
            self._told += rows
            self._progress(what, rows)

    def complete(self, rows: int) -> None:
        """A part of so many rows is there."""
        with self._lock:
            self._complete += rows
            if self._complete > self._told:
                self._progress("parts", self._complete - self._told)
                self._told = self._complete
