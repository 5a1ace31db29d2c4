"""The command line as tests call it: in this process for texts and codes, in one of its own for signals and streams."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from specgen.cli import main
from specgen.shelf import VARIABLE

ROOT = Path(__file__).parents[2]
SHOP = """\
specgen: 1
name: shop
seed: 1
as_of: 2025-10-28
params: {scale: 1}
tables:
  customers:
    rows: ${20 * scale}
    primary_key: customer_id
    columns:
      customer_id: integer
      segment: {type: varchar(10), values: {bronze: 50, gold: 50}, exact: true}
      city: {type: varchar(20), values: [Zürich, Łódź]}
  orders:
    rows: {per: customers, count: 2}
    primary_key: order_id
    columns:
      order_id: integer
      customer_id: {references: customers.customer_id}
      total: {type: 'decimal(8,2)', uniform: {min: 1, max: 9}}
"""
STARTED = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from specgen.cli import main; main()"
"""A new process that Ctrl-C reaches, even where these tests run in the background."""


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


Cli = Callable[..., Ended]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory with a small spec, and none of the settings of this machine."""
    for name in [*filter(lambda name: name.startswith(("SPECGEN", "POSTGRES")) and name != VARIABLE, os.environ)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop.yaml").write_text(SHOP, encoding="utf-8")
    return tmp_path


@pytest.fixture
def cli(folder: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Runs a command in this process."""

    def called(*arguments: str) -> Ended:
        with pytest.raises(SystemExit) as end:
            main(arguments)
        out, err = capsys.readouterr()
        return Ended(int(end.value.code or 0), out, err)

    return called


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


@pytest.fixture
def begun(folder: Path) -> Callable[..., subprocess.Popen[str]]:
    """Starts a command in a process of its own."""

    def start(*arguments: str, stdout: int = subprocess.PIPE, **variables: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", STARTED, *arguments]
        return subprocess.Popen(
            command, stdout=stdout, stderr=subprocess.PIPE, encoding="utf-8", errors="backslashreplace", env=environment(**variables)
        )

    return start


@pytest.fixture
def process(begun: Callable[..., subprocess.Popen[str]]) -> Cli:
    """Runs a command in a process of its own."""

    def called(*arguments: str, **variables: str) -> Ended:
        started = begun(*arguments, **variables)
        out, err = started.communicate(timeout=60)
        return Ended(started.returncode, out, err)

    return called
