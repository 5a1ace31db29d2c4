"""What sqlglot made of a spec is kept for the next run, and changes nothing but its time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from specgen import readings, shelf
from specgen.errors import SpecError
from specgen.language import load

PROGRAM = """
import sys
from pathlib import Path
from specgen.errors import SpecError
from specgen.language import load
try:
    spec = load(Path(sys.argv[1]), dict([sys.argv[2].split("=")]))
    orders = spec.tables["orders"]
    made = orders.columns["total"].filler.sql
    print(made.sql, made.shape, [str(place) for place in made.places], orders.checks, orders.checks[0].expr.shape)
except SpecError as wrong:
    print([(fault.message, str(fault.span)) for fault in wrong.faults])
print("sqlglot" in sys.modules)
"""
CHECKS = """
import sys
import specgen
print(specgen.load(sys.argv[1]).checks("duckdb"))
print("sqlglot", "sqlglot" in sys.modules)
"""
SPEC = """
specgen: 1
name: readings
params: {rate: 0.19}
tables:
  orders:
    rows: 10
    columns:
      id: {type: bigint, sequence: {}}
      amount: {type: "decimal(10,2)", uniform: {min: 1, max: 9}}
      total: {type: "decimal(10,2)", expr: TOTAL}
      days: {type: "integer[]", array: {of: {uniform: {min: 1, max: 9}}, length: 2}}
    checks:
      - {name: more, expr: total >= amount}
      - {name: paid, sql: "select * from orders where total < 0"}
"""


def run(folder: Path, spec: Path, total: str, rate: str = "0.19") -> tuple[str, bool]:
    """What is loaded, and whether sqlglot was imported."""
    spec.write_text(SPEC.replace("TOTAL", total))
    environment = {**os.environ, shelf.VARIABLE: str(folder)}
    command = [sys.executable, "-c", PROGRAM, str(spec), f"rate={rate}"]
    loaded, imported = subprocess.check_output(command, env=environment, text=True).splitlines()
    return loaded, imported == "True"


def test_a_spec_that_was_read_is_not_parsed_again_and_a_changed_one_is(tmp_path: Path) -> None:
    spec, kept, none = tmp_path / "spec.yaml", tmp_path / "kept", tmp_path / "none"
    parsed = []

    for total, rate in [("amount * 2", "0.19")] * 2 + [("amount * (1 + rate)", "0.19")] * 2 + [("amount * (1 + rate)", "0.2")] * 2:
        loaded, imported = run(kept, spec, total, rate)
        parsed.append(imported)
        assert loaded == run(none / total.replace("*", "x") / rate, spec, total, rate)[0]
        assert "amount" in loaded

    assert parsed == [True, False] * 3


def test_the_checks_of_a_spec_are_not_parsed_again(tmp_path: Path) -> None:
    spec, kept = tmp_path / "spec.yaml", tmp_path / "kept"
    spec.write_text(SPEC.replace("TOTAL", "amount * 2"))
    said = []

    for folder in [kept, kept, kept, tmp_path / "none"]:
        environment = {**os.environ, shelf.VARIABLE: str(folder)}
        said.append(subprocess.check_output([sys.executable, "-c", CHECKS, str(spec)], env=environment, text=True).rpartition("sqlglot"))

    assert [imported.strip() for *_, imported in said] == ["True", "False", "False", "True"]
    assert len({checks for checks, *_ in said}) == 1 and "total" in said[0][0]


def test_what_is_wrong_is_said_again(tmp_path: Path) -> None:
    said = [run(tmp_path / "kept", tmp_path / "spec.yaml", total)[0] for total in ["amount *", "amount *", "amuont * 2", "amuont * 2"]]

    assert said[0] == said[1] and "not an expression" in said[0]
    assert said[2] == said[3] and "amuont" in said[2]


def test_a_damaged_file_is_no_file(tmp_path: Path) -> None:
    spec, kept = tmp_path / "spec.yaml", tmp_path / "kept"
    whole, _ = run(kept, spec, "amount * 2")
    for file in [file for file in kept.rglob("*") if file.is_file()]:
        file.write_bytes(file.read_bytes()[:20])

    assert run(kept, spec, "amount * 2") == (whole, True)
    assert run(kept, spec, "amount * 2") == (whole, False)


def test_only_what_the_spec_still_says_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(shelf.VARIABLE, str(tmp_path / "kept"))
    made: list[str] = []

    def read(*texts: str) -> None:
        with readings.kept("a.yaml", "spec"):
            for text in texts:
                assert readings.reading(text, lambda text=text: made.append(text) or [text]) == [text]  # type: ignore[misc, func-returns-value]

    for texts in [("a", "b", "a"), ("b",), ("a", "b"), ("b", "a")]:
        read(*texts)

    assert made == ["a", "b", "a"]


def test_a_spec_of_faults_is_kept_as_far_as_it_was_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(shelf.VARIABLE, str(tmp_path / "kept"))
    spec = tmp_path / "spec.yaml"
    spec.write_text(SPEC.replace("TOTAL", "amuont * 2"))
    with pytest.raises(SpecError):
        load(spec)
    made: list[str] = []

    with readings.kept(spec.as_posix(), "spec"):
        asked = shelf.question("expression", "total >= amount", {})
        readings.reading(asked, lambda: made.append(asked))

    assert made == []
