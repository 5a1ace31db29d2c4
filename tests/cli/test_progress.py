"""Progress: silent where it is quick, a few lines where it is not."""

from __future__ import annotations

import itertools
import time

import pytest

from specgen.cli.progress import shown


def test_quick_work_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with shown(10, quiet=False) as progress:
        progress("orders", 10)

    assert capsys.readouterr() == ("", "")


def test_an_hour_of_work_says_a_dozen_lines(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = itertools.count()
    monkeypatch.setattr(time, "monotonic", lambda: float(next(seconds)))

    with shown(3600, quiet=False) as progress:
        for _ in range(3600):
            progress("orders", 1)

    lines = capsys.readouterr().err.splitlines()
    assert 8 <= len(lines) <= 14
    assert lines[-1].startswith("  orders: ") and lines[-1].endswith("% of 3,600 rows")


def test_quiet_work_says_nothing_however_long(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = itertools.count(step=100)
    monkeypatch.setattr(time, "monotonic", lambda: float(next(seconds)))

    with shown(10, quiet=True) as progress:
        progress("orders", 10)

    assert capsys.readouterr() == ("", "")
