"""Spark that cannot start is a problem of the machine, told in a line with what to do; the rows it makes are in `tests/test_spark.py`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("pyspark")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the Java of these tests is a shell script")


def told(folder: Path, executor: str, **environment: str) -> tuple[int, str]:
    """The exit code of a run by Spark, and all that it says from specgen's own line on."""
    command = [sys.executable, "-m", "specgen", "generate", "ecommerce", "--out", "out", "--executor", executor]
    done = subprocess.run(command, cwd=folder, env=os.environ | environment, capture_output=True, text=True)
    return done.returncode, done.stderr[done.stderr.find("specgen: ") :]


def test_a_java_home_without_java_is_told(tmp_path: Path) -> None:
    code, said = told(tmp_path, "spark", JAVA_HOME=str(tmp_path))

    assert code == 1
    assert said.startswith(f"specgen: Spark needs Java, and JAVA_HOME={tmp_path} holds none\n") and "Java 17" in said


def test_a_java_that_does_not_run_spark_is_told(tmp_path: Path) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\necho 'UnsupportedClassVersionError' >&2\nexit 1\n", encoding="utf-8")
    java.chmod(0o755)

    code, said = told(tmp_path, "spark:local[2]", JAVA_HOME=str(tmp_path))

    assert code == 1
    assert said.startswith("specgen: Spark does not start with the master local[2]: ") and "Java 17 or newer" in said


@pytest.mark.skipif(shutil.which("java") is None, reason="needs a Java")
def test_a_master_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    code, said = told(tmp_path, "spark://127.0.0.1:1,127.0.0.1:2")

    assert code == 1
    assert "Spark does not start with the master spark://127.0.0.1:1,127.0.0.1:2: nothing listens there" in said
