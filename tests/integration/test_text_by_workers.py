"""Where several make rows, they make the text too: the bytes are those of one."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest

from specgen import api
from specgen.engine.batches import Piece
from specgen.executors.threads import Threads

SHOP = api.load("ecommerce", {"scale": "0.4"})


@pytest.mark.parametrize("format", ["csv", "jsonl", "parquet"])
def test_threads_write_the_bytes_of_one(tmp_path: Path, format: str) -> None:
    for jobs in (1, 3):
        SHOP.run([api.open_files(str(tmp_path / str(jobs)), format)], jobs=jobs, batch_rows=5_000)

    for file in (tmp_path / "1").iterdir():
        assert file.read_bytes() == (tmp_path / "3" / file.name).read_bytes()


def test_workers_make_the_text_of_each_sink_that_takes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Piece] = []
    before = Threads.map

    def watched(self: Threads, function: Any, items: Any) -> Any:
        for pieces in before(self, function, items):
            made.extend(pieces)
            yield pieces

    monkeypatch.setattr(Threads, "map", watched)
    sinks = [api.open_files(str(tmp_path / "csv")), api.open_files(str(tmp_path / "parquet"), "parquet")]
    SHOP.run(sinks, tables=["products"], jobs=2)

    assert [(len(piece.texts), piece.texts[1]) for piece in made] == [(2, None)]
    text = b"".join(bytes(part) for part in made[0].texts[0] or [])
    assert text in (tmp_path / "csv" / "products.csv").read_bytes()
    assert b"".join(bytes(part) for part in pickle.loads(pickle.dumps(made[0])).texts[0]) == text
