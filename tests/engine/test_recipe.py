"""A data set travels: another process makes the same rows without a file of this machine."""

from __future__ import annotations

import dataclasses
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from specgen.engine import Engine
from specgen.engine.batches import Piece, Span, Work, pieces, spans
from specgen.engine.recipe import recipe
from specgen.errors import EnvironmentProblem, Fault, SpecError, ValueFault
from specgen.executors.threads import Threads
from tests import worlds

ROOT = Path(__file__).parents[2]
FILES = {
    "shop.yaml": """\
specgen: 1
name: shop
seed: 3
include: parts/common.yaml
tables:
  shops: {rows: {file: parts/shops.csv}, columns: {name: varchar(20), size: integer}}
  sales:
    rows: 500
    columns:
      colour: {type: varchar(9), values: {file: parts/colours.csv, column: colour}}
      shop: {type: varchar(20), expr: "'${word}' || size"}
      size: {type: integer, uniform: {min: 1, max: 9}}
""",
    "parts/common.yaml": "specgen: 1\nparams: {word: a}\n",
    "parts/shops.csv": 'name,size\nPuck,1\n"",2\n,3\n',
    "parts/colours.csv": "colour\nred\ngreen\n",
}
MADE_ELSEWHERE = """
import pickle, sys
work, spans = pickle.load(sys.stdin.buffer)
pickle.dump([piece for span in spans for piece in work(span)], sys.stdout.buffer)
"""


@pytest.fixture
def shop(tmp_path: Path) -> Callable[..., Engine]:
    """The engine of a spec with an included and two data files, under a folder that the next process does not see."""

    def make(**overrides: str) -> Engine:
        for name, text in FILES.items():
            path = tmp_path / "here" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return worlds.engine(tmp_path / "here" / "shop.yaml", overrides)

    return make


def elsewhere(engine: Engine, tables: frozenset[str], *chosen: Span) -> list[Piece]:
    """What a process of its own makes of these spans."""
    packed = pickle.dumps((Work(engine, tables), chosen))
    ran = subprocess.run([sys.executable, "-c", MADE_ELSEWHERE], input=packed, capture_output=True, cwd=ROOT, env={**os.environ})
    assert ran.returncode == 0, ran.stderr.decode()
    found: list[Piece] = pickle.loads(ran.stdout)
    return found


def test_another_process_makes_the_same_rows_without_the_files(shop: Callable[..., Engine], tmp_path: Path) -> None:
    engine = shop(word="b", seed="4")
    here = list(pieces(engine, Threads(1), ["shops", "sales"]))
    packed = pickle.dumps(Work(engine, frozenset(["shops", "sales"])))

    (tmp_path / "here").rename(tmp_path / "gone")

    work = pickle.loads(packed)
    assert [piece for span in (Span("shops", 0, 3), Span("sales", 0, 500)) for piece in work(span)] == here
    assert here[1].batch.column("shop")[0].as_py().startswith("b")


def test_a_shipped_spec_with_shipped_files_travels() -> None:
    engine = worlds.engine(worlds.SPECS / "ecommerce.yaml", {"scale": "0.1"})
    here = list(pieces(engine, Threads(1), ["products", "orders"]))
    wanted = frozenset(["products", "orders"])

    there = elsewhere(engine, wanted, *spans(engine, wanted))

    assert {piece.table for piece in there} == wanted
    assert there == here


def test_a_column_of_few_values_is_still_a_dictionary_after_travelling() -> None:
    engine = worlds.table(1_000, "a: {type: varchar(5), values: [x, y]}", "b: integer")
    (piece,) = pieces(engine, Threads(1), ["t"])

    received = pickle.loads(pickle.dumps(dataclasses.replace(piece, batch=piece.batch.slice(10, 20))))

    assert received.batch == piece.batch.slice(10, 20)
    assert str(received.batch.column("a").type).startswith("dictionary")
    assert len(pickle.dumps(received)) < 2_000


def test_a_process_has_one_engine_for_all_who_ask() -> None:
    engine = worlds.table(10, "a: integer")

    first, second = pickle.loads(pickle.dumps(engine)), pickle.loads(pickle.dumps(engine))

    assert first is second
    assert pickle.loads(pickle.dumps(worlds.table(11, "a: integer"))) is not first


def test_other_versions_are_refused_by_name() -> None:
    made = recipe(worlds.table(10, "a: integer").spec)
    other = dataclasses.replace(made, versions={**made.versions, "numpy": "1.0", "weather": "2.0"})

    with pytest.raises(EnvironmentProblem, match=r"numpy [\d.]+ instead of 1\.0 and weather not installed instead of 2\.0"):
        pickle.loads(pickle.dumps(other)).plan()


def test_a_file_that_changed_since_it_was_read_does_not_travel(shop: Callable[..., Engine], tmp_path: Path) -> None:
    engine = shop()
    (tmp_path / "here" / "parts" / "colours.csv").write_text("colour\nblue\n", encoding="utf-8")

    with pytest.raises(EnvironmentProblem, match=r"colours\.csv' was changed"):
        pickle.dumps(engine)


def test_a_model_that_was_changed_after_it_was_read_does_not_travel() -> None:
    spec = worlds.table(10, "a: integer").spec

    with pytest.raises(ValueError, match="not as it was read"):
        recipe(dataclasses.replace(spec, seed=9))


ERRORS = [SpecError([Fault("a", "b"), Fault("c", "d")]), ValueFault(Fault("a", "b")), EnvironmentProblem("a", "b")]


@pytest.mark.parametrize("error", ERRORS)
def test_what_goes_wrong_travels_back(error: Exception) -> None:
    received = pickle.loads(pickle.dumps(error))

    assert type(received) is type(error)
    assert str(received) == str(error)
    assert vars(received) == vars(error)
