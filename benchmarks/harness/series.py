"""Measures every case: scale by scale, in turns, judging what was written; what would take too long is extrapolated."""

from __future__ import annotations

import hashlib
import statistics
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .catalogue import SPEC, Case, Rival, command
from .judging import Columns, Verdict, expected, judged
from .machine import cores
from .measuring import Failed, Run, run

LONGEST_SECONDS = 300.0


@dataclass
class Result:
    """What came of a case: runs with a verdict on their files, an estimate of seconds from smaller scales, or why there is none."""

    case: Case
    runs: list[Run] = field(default_factory=list)
    verdict: Verdict | None = None
    estimate: float | None = None
    failure: Failed | None = None

    @property
    def settled(self) -> bool:
        """Whether there is nothing left to run."""
        return self.estimate is not None or self.failure is not None or (bool(self.runs) and len(self.runs) >= enough(self.runs[0]))

    @property
    def wall(self) -> float:
        return statistics.median(run.wall for run in self.runs)


def cases(rivals: Sequence[Rival], scale: float, numbers_of_cores: Sequence[int]) -> list[Case]:
    """One that can use only one core is not measured on more."""
    return [
        Case(rival.name, format, scale, number)
        for number in numbers_of_cores
        for format in ("csv", "parquet")
        for rival in rivals
        if format in rival.formats and (number == 1 or rival.threaded)
    ]


def enough(first: Run) -> int:
    """How many runs a case gets, by how long the first took; those that are compared with each other get the same number."""
    return 5 if first.wall < 30 else 3 if first.wall < 60 else 1


def extrapolated(scale: float, walls: Mapping[float, float]) -> float | None:
    """Seconds at a scale, from the two largest of the smaller scales: a fixed part and one that grows with the rows."""
    smaller = sorted(known for known in walls if known < scale)[-2:]
    if len(smaller) < 2:
        return walls[smaller[0]] * scale / smaller[0] if smaller else None
    before, last = smaller
    return walls[last] + (walls[last] - walls[before]) / (last - before) * (scale - last)


class Series:
    """The results so far; each call of `measure` adds those of a scale, and yields after every run."""

    def __init__(self, rivals: Sequence[Rival], pythons: Mapping[str, Path], vocabulary: Path):
        self.rivals, self.pythons, self.vocabulary = rivals, pythons, vocabulary
        self.results: list[Result] = []
        self._columns: Columns = expected(SPEC)
        self._verdicts: dict[str, Verdict] = {}

    def measure(self, scale: float, numbers_of_cores: Sequence[int]) -> Iterator[Result]:
        added = [Result(case, estimate=self._too_long(case)) for case in cases(self.rivals, scale, numbers_of_cores)]
        self.results += added
        while waiting := [result for result in added if not result.settled]:
            for result in waiting:
                self._run(result)
                yield result

    def _too_long(self, case: Case) -> float | None:
        """The estimate, if it is above what anyone would wait for."""
        alike = [result for result in self.results if result.runs and _but_for_scale(result.case) == _but_for_scale(case)]
        estimate = extrapolated(case.scale, {result.case.scale: result.wall for result in alike})
        return estimate if estimate is not None and estimate > LONGEST_SECONDS else None

    def _run(self, result: Result) -> None:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "made"
            made = command(result.case, self.pythons[result.case.rival], self.vocabulary, out)
            try:
                result.runs.append(run(made, result.case.cores, 2 * LONGEST_SECONDS))
            except Failed as problem:
                result.failure = problem
            else:
                result.verdict = self._verdict(out, result.case)

    def _verdict(self, out: Path, case: Case) -> Verdict:
        """Judged anew unless the very same bytes have been."""
        digest = _digest(out, f"{case.format} {case.scale}")
        if digest not in self._verdicts:
            self._verdicts[digest] = judged(out, case.format, case.scale, self._columns)
        return self._verdicts[digest]


def _but_for_scale(case: Case) -> tuple[str, str, int]:
    return case.rival, case.format, case.cores


def _digest(out: Path, what: str) -> str:
    total = hashlib.sha256(what.encode())
    for path in sorted(path for path in out.rglob("*") if path.is_file() and path.name != "manifest.json"):
        total.update(f"{path.relative_to(out)} {path.stat().st_size}\n".encode())
        with path.open("rb") as file:
            while piece := file.read(2**20):
                total.update(piece)
    return total.hexdigest()


def all_cores(words: str) -> list[int]:
    """The numbers behind `1,all`; on a machine with one core they are the same."""
    return list(dict.fromkeys(cores() if word == "all" else int(word) for word in words.split(",")))
