"""TPC-H as CSV and Parquet files, on one core and on all: specgen beside tpchgen-cli and DuckDB's dbgen.

    python benchmarks/tpch.py               scale factor 1, as in results/tpch.txt
    python benchmarks/tpch.py 0.1 3         scale factor 0.1, three rounds

Whole processes, in turns. Each table has to have equally many rows and columns in all of them: specgen is told how many lines
tpchgen-cli's random numbers lead to. Its rows carry fingerprints, the others' none.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

sys.path.pop(0)  # this folder, where faker.py would stand for Faker
sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.harness.catalogue import RIVALS, Rival
from benchmarks.harness.environments import python_of, set_up, versions
from benchmarks.harness.machine import cores, machine
from benchmarks.harness.measuring import Failed, Run, run
from specgen import __version__

LIMIT = 900
GENERATOR = Rival("tpchgen_cli", "tpchgen-cli", ("tpchgen-cli",))
DBGEN = Rival("tpch_dbgen", "DuckDB's dbgen", ("duckdb",))
HEAD = f"{'':34}{'wall s':>9}{'CPU s':>9}{'x tpchgen':>11}{'peak MiB':>10}{'MB':>9}{'rows/s':>13}"

Shape = dict[str, tuple[int, int]]
"""Rows and columns of each table."""


@dataclass(frozen=True)
class Maker:
    """One way to make the files."""

    title: str
    formats: tuple[str, ...]
    command: Callable[[str, str, int, Path], list[str]]
    """(scale, format, cores, folder) → what makes them there."""


def generator(title: str, formats: tuple[str, ...], *given: str) -> Maker:
    program = str(python_of(GENERATOR).parent / "tpchgen-cli")
    return Maker(title, formats, lambda scale, format, cpus, out: [
        program, format, "-s", scale, "-n", str(cpus), "--output-dir", str(out), "--quiet", *given
    ])  # fmt: skip


def dbgen() -> Maker:
    script, python = str(RIVALS / DBGEN.name / "generate.py"), str(python_of(DBGEN))
    return Maker(DBGEN.title, ("csv", "parquet"), lambda scale, format, cpus, out: [
        python, script, str(out), "--scale", scale, "--format", format, "--threads", str(cpus)
    ])  # fmt: skip


def specgen(lines: int) -> Maker:
    return Maker("specgen", ("csv", "parquet"), lambda scale, format, cpus, out: [
        sys.executable, "-m", "specgen", "generate", "tpch", "--scale", scale, "--set", f"tables.lineitem.rows.total={lines}",
        "--format", format, "--jobs", str(cpus), "--out", str(out), "--quiet",
    ])  # fmt: skip


def shape(folder: Path, format: str) -> Shape:
    read = "read_csv('{}', header = true, all_varchar = true)" if format == "csv" else "read_parquet('{}')"
    found = {}
    for file in sorted(folder.glob(f"*.{format}")):
        columns = duckdb.execute(f"describe from {read.format(file)}").fetchall()
        found[file.stem] = (duckdb.execute(f"select count(*) from {read.format(file)}").fetchall()[0][0], len(columns))
    return found


def made(maker: Maker, scale: str, format: str, cpus: int) -> tuple[Run, Shape, int]:
    """What a run took, what it made, and the bytes of that."""
    with tempfile.TemporaryDirectory(prefix="specgen-bench-") as folder:
        out = Path(folder) / "made"
        took = run(maker.command(scale, format, cpus, out), cpus, LIMIT)
        return took, shape(out, format), sum(file.stat().st_size for file in out.glob(f"*.{format}"))


def prepared(*rivals: Rival) -> list[Rival]:
    """Those that can be installed; of the others the reason is printed."""
    there = []
    for rival in rivals:
        try:
            set_up(rival)
        except subprocess.CalledProcessError as problem:
            print(f"without {rival.title}, which is not to be had: {problem}")
        else:
            there.append(rival)
    return there


def main(scale: str = "1", rounds: str = "5") -> None:
    there, place = prepared(GENERATOR, DBGEN), machine()
    if GENERATOR not in there:
        return
    named = ", ".join(f"{name} {version}" for rival in there for name, version in versions(rival).items())
    print(f"{place['date']}: {place['cpu']}, {place['cores']} cores, Python {place['python']}; specgen {__version__}, {named}")
    plain, packed = generator("tpchgen-cli", ("csv",)), generator("tpchgen-cli", ("parquet",), "--compression", "ZSTD(1)")
    wanted = made(packed, scale, "parquet", cores())[1]
    rivals = [plain, packed, generator("tpchgen-cli, packed by snappy", ("parquet",))] + ([dbgen()] if DBGEN in there else [])
    makers = [specgen(wanted["lineitem"][0]), *rivals]
    rows = sum(count for count, _ in wanted.values())
    print(f"scale factor {scale}: {rows:,} rows in {len(wanted)} tables; medians of {rounds} rounds, Parquet packed by zstd", flush=True)
    for cpus in dict.fromkeys([1, cores()]):
        for format in ("csv", "parquet"):
            print(f"\n{format} on {cpus} core{'s' if cpus > 1 else ''}\n{HEAD}")
            chosen = [maker for maker in makers if format in maker.formats]
            print("\n".join(table(chosen, scale, format, cpus, int(rounds), wanted)), flush=True)


def table(makers: list[Maker], scale: str, format: str, cpus: int, rounds: int, wanted: Shape) -> Iterator[str]:
    """A line for each maker, and what one of them makes otherwise or why it made nothing."""
    runs, sizes, remarks = defaultdict(list), dict[str, int](), dict[str, str]()
    for _ in range(rounds):
        for maker in (maker for maker in makers if maker.title not in remarks):
            try:
                took, found, sizes[maker.title] = made(maker, scale, format, cpus)
            except Failed as problem:
                remarks[maker.title] = f"{maker.title}: {problem}: {problem.said.strip()[-200:]}"
                continue
            runs[maker.title].append(took)
            if found != wanted:
                remarks[maker.title] = f"{maker.title} makes other rows or columns: {dict(found.items() - wanted.items())}"
    rows, rival = sum(count for count, _ in wanted.values()), statistics.median(took.wall for took in runs["tpchgen-cli"])
    for title, taken in runs.items():
        wall, cpu = statistics.median(took.wall for took in taken), statistics.median(took.cpu for took in taken)
        peak = max(took.peak for took in taken) / 2**20
        yield f"{title:34}{wall:9.2f}{cpu:9.2f}{wall / rival:11.2f}{peak:10,.0f}{sizes[title] / 1e6:9,.0f}{rows / wall:13,.0f}"
    yield from remarks.values()


if __name__ == "__main__":
    main(*sys.argv[1:])
