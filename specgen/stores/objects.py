"""A prefix of an object store as a place for files: Amazon S3 and what speaks like it, Google Cloud Storage, Azure Blob Storage.

Files are uploaded under `.specgen-part/` and copied to their names inside the store, since an upload that is not completed cannot be
given up by pyarrow. A store knows no locks: the run that began last has the place, and another one finds out before it publishes.
"""

from __future__ import annotations

import hashlib
import os
import platform
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from typing import Any

import pyarrow as pa

from specgen.counted import counted
from specgen.errors import EnvironmentProblem
from specgen.stores import STAGED, text
from specgen.stores.services import Service

COPIED_AT_ONCE = 8
LARGEST_COPY = 5 << 30
"""S3 copies no larger object in one request; larger ones pass through this machine."""
_BLOCK = 1 << 24
_HOLDER = f"{STAGED}/run"


class Objects:
    """Files whose names begin with a bucket and a prefix."""

    def __init__(self, service: Service, bucket: str, prefix: str):
        self._service, self._bucket = service, bucket
        self._base = f"{bucket}/{prefix}" if prefix else bucket
        self._run = ""
        self._fresh = False
        """Nothing was there before."""

    def __str__(self) -> str:
        return f"{self._service.scheme}://{self._base}"

    @cached_property
    def _files(self) -> Any:
        return self._service.connect(self._bucket)

    def locate(self, name: str) -> str:
        return f"{self}/{name}"

    def problems(self) -> AbstractContextManager[None]:
        return self._problems("cannot write to")

    @contextmanager
    def reading(self) -> Iterator[None]:
        try:
            with self._problems("cannot read"):
                yield
        except EnvironmentProblem as problem:
            if isinstance(problem.__cause__, FileNotFoundError):
                raise problem.__cause__ from None
            raise

    def examine(self) -> str:
        with self._problems("cannot read"):
            found = self._infos(self._base)
        return f"{self} can be read and holds {counted(len(found), 'file')}; whether it can be written to is found out by a run"

    def probe(self) -> None:
        from pyarrow.fs import FileType

        self._fresh = self._files.get_file_info(self._base).type == FileType.NotFound
        name = self._path(".specgen-probe")
        self._stream(name).close()
        self._files.delete_file(name)

    def hold(self) -> str:
        what = f"{platform.node()} {os.getpid()} {time.perf_counter_ns()}"
        self._run = hashlib.blake2b(what.encode(), digest_size=8).hexdigest()
        self.clear(STAGED)
        with self.create(_HOLDER) as file:
            file.write(self._run.encode())
        return f"{STAGED}/{self._run}"

    def confirm(self) -> None:
        if text(self, _HOLDER) != self._run:
            raise EnvironmentProblem(f"another run began to write to {self} after this one", "let one end before the next begins")

    def release(self) -> None:
        if self._run:
            self.clear(STAGED if text(self, _HOLDER) == self._run else f"{STAGED}/{self._run}")
            self._run = ""

    def forget(self) -> None:
        if self._fresh and self._base != self._bucket and not self._infos(self._base):
            self._clear(self._base)
        self._fresh = False

    def create(self, name: str) -> pa.NativeFile:
        return self._stream(self._path(name))

    def read(self, name: str) -> pa.NativeFile:
        return self._files.open_input_file(self._path(name))

    def size(self, name: str) -> int | None:
        found = self._files.get_file_info(self._path(name))
        return int(found.size) if found.is_file else None

    def publish(self, names: Mapping[str, str]) -> None:
        sizes = self._files.get_file_info([self._path(before) for before in names])
        with ThreadPoolExecutor(COPIED_AT_ONCE) as pool:
            for _ in pool.map(lambda info, name: self._copy(info, self._path(name)), sizes, names.values()):
                self._fresh = False

    def clear(self, folder: str) -> None:
        self._clear(self._path(folder))

    def remove(self, names: Iterable[str]) -> None:
        found = [info for info in self._files.get_file_info([self._path(name) for name in names]) if info.is_file]
        for info in found:
            self._files.delete_file(info.path)
        for folder in sorted({info.path.rpartition("/")[0] for info in found} - {self._base}, reverse=True):
            if not self._infos(folder):
                self._clear(folder)

    @contextmanager
    def _problems(self, cannot: str) -> Iterator[None]:
        try:
            yield
        except (OSError, pa.ArrowException) as error:
            if isinstance(error, ValueError | TypeError | KeyError | NotImplementedError):
                raise
            said, help = self._service.explained(error)
            raise EnvironmentProblem(f"{cannot} {self}: {said}", help) from error

    def _path(self, name: str) -> str:
        return f"{self._base}/{name}"

    def _stream(self, path: str) -> pa.NativeFile:
        return self._files.open_output_stream(path, compression=None)

    def _copy(self, info: Any, path: str) -> None:
        if info.size <= LARGEST_COPY:
            self._files.copy_file(info.path, path)
            return
        with self._files.open_input_stream(info.path, compression=None) as source, self._stream(path) as target:
            while block := source.read_buffer(_BLOCK):
                target.write(block)

    def _infos(self, path: str) -> list[Any]:
        """The files below a path."""
        from pyarrow.fs import FileSelector

        found = self._files.get_file_info(FileSelector(path, recursive=True, allow_not_found=True))
        return [info for info in found if info.is_file]

    def _clear(self, path: str) -> None:
        """In S3 even an empty folder may be marked by an object."""
        from pyarrow.fs import FileType

        if self._files.get_file_info(path).type == FileType.Directory:
            self._files.delete_dir(path)
