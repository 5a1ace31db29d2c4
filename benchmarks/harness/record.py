"""The figures as a document: everything that was measured, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from .catalogue import Rival
from .environments import versions
from .machine import machine
from .promises import PROMISES, counts
from .series import LONGEST_SECONDS, Result

Record = dict[str, Any]


def record(rivals: Sequence[Rival], results: Sequence[Result]) -> Record:
    return {
        "machine": machine(),
        "longest_seconds": LONGEST_SECONDS,
        "rivals": {rival.name: {"title": rival.title, "versions": versions(rival)} for rival in rivals},
        "promises": [*PROMISES],
        "results": [_result(result) for result in results if result.runs or result.settled],
    }


def _result(result: Result) -> Record:
    rows = counts(result.case.scale)
    made: Record = {**asdict(result.case), "rows": sum(rows.values()) - rows["sessions"]}
    if result.estimate is not None:
        return made | {"estimated_wall": round(result.estimate, 1)}
    if result.failure is not None:
        return made | {"failure": str(result.failure)}
    verdict = result.verdict
    assert verdict is not None
    return made | {
        "bytes": verdict.bytes,
        "runs": [{name: round(value, 3) for name, value in asdict(run).items()} for run in result.runs],
        "differences": [*verdict.columns, *verdict.rows],
        "broken": [name for name, holds in verdict.promises.items() if not holds],
    }
