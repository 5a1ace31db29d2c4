from __future__ import annotations

import sys

import pytest

from benchmarks.harness.measuring import Failed, run

MIB = 2**20

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="getrusage is not there")


def python(code: str) -> list[str]:
    return [sys.executable, "-S", "-c", code]


def test_a_run_has_the_memory_of_the_largest_process_and_not_of_this_one() -> None:
    held = b"x" * (200 * MIB)
    small, large = run(python("pass"), 1, 60), run(python("x = b'x' * (150 << 20)"), 1, 60)

    assert small.peak < 50 * MIB < 150 * MIB < large.peak < len(held)


def test_a_run_counts_the_time_of_every_process() -> None:
    busy = "import time\nwhile time.process_time() < 0.3: pass"
    took = run(python(f"import subprocess, sys; subprocess.run([sys.executable, '-S', '-c', {busy!r}])"), 1, 60)

    assert 0.3 <= took.cpu <= took.wall + 0.1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux gives orphans to whom asks for them")
def test_a_run_counts_what_outlives_its_parent() -> None:
    busy = "import time\nwhile time.process_time() < 0.3: pass"
    took = run(python(f"import subprocess, sys; subprocess.Popen([sys.executable, '-S', '-c', {busy!r}])"), 1, 60)

    assert took.cpu >= 0.3


def test_a_run_is_stopped_at_its_limit() -> None:
    with pytest.raises(Failed, match="stopped after"):
        run(python("import time; time.sleep(60)"), 1, 0.2)


def test_a_run_that_fails_is_no_figure() -> None:
    with pytest.raises(Failed, match="exit code 3") as failed:
        run(python("import sys; print('what is wrong', file=sys.stderr); raise SystemExit(3)"), 1, 60)

    assert failed.value.said == "what is wrong\n"
