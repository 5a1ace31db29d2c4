from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.harness.judging import Columns, expected

RIVALS = Path(__file__).parents[2] / "benchmarks" / "rivals"


@pytest.fixture(scope="session")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("vocabulary") / "vocabulary.json"
    subprocess.run([sys.executable, RIVALS / "vocabulary.py", file], check=True)
    return file


@pytest.fixture(scope="session")
def columns() -> Columns:
    return expected("ecommerce")
