"""specgen beside what people would otherwise write or pick, each in an environment of its own: seconds, memory, promises kept.

python benchmarks/rivals.py                                     everything, into benchmarks/results/
python benchmarks/rivals.py --scales 1 --only specgen,numpy_pyarrow --cores 1 --out FOLDER
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.pop(0)  # this folder, where faker.py would stand for Faker
sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.harness.catalogue import CATALOGUE, ROOT
from benchmarks.harness.environments import python_of, set_up, vocabulary
from benchmarks.harness.record import record
from benchmarks.harness.report import report
from benchmarks.harness.series import Series, all_cores


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scales", default="1,10,100", help="how many times the rows of the spec")
    parser.add_argument("--only", default=",".join(CATALOGUE), help="the rivals, by name")
    parser.add_argument("--cores", default="1,all")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "results")
    parser.add_argument("--table", action="store_true", help="measure nothing; write rivals.md from rivals.json again")
    return parser.parse_args()


def measure(given: argparse.Namespace) -> None:
    rivals = [CATALOGUE[name] for name in given.only.split(",")]
    for rival in rivals:
        print(f"setting up {rival.name}", flush=True)
        set_up(rival)
    series = Series(rivals, {rival.name: python_of(rival) for rival in rivals}, vocabulary())
    for scale in sorted(float(scale) for scale in given.scales.split(",")):
        for result in series.measure(scale, all_cores(given.cores)):
            case, last = result.case, f"{result.failure}\n{result.failure.said}" if result.failure else f"{result.runs[-1].wall:.2f} s"
            print(f"x{case.scale:g} {case.format} on {case.cores}: {case.rival} {last}", flush=True)
            (given.out / "rivals.json").write_text(json.dumps(record(rivals, series.results), indent=1) + "\n", encoding="utf-8")


def main() -> None:
    given = options()
    given.out.mkdir(parents=True, exist_ok=True)
    if not given.table:
        measure(given)
    figures = json.loads((given.out / "rivals.json").read_text(encoding="utf-8"))
    (given.out / "rivals.md").write_text(report(figures), encoding="utf-8")


if __name__ == "__main__":
    main()
