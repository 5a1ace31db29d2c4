"""The table that people read, made from the document of figures and nothing else."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from .catalogue import NUMPY, SPECGEN
from .record import Record

HEAD = "| | wall s | CPU s | × specgen | × numpy | peak MiB | rows/s | MB/s | promises |"
LINE = "|---|--:|--:|--:|--:|--:|--:|--:|--:|"


def report(record: Record) -> str:
    return "\n".join([*_where(record), *_tables(record), *_memory(record), *_broken(record), *_versions(record), ""])


def _where(record: Record) -> Iterator[str]:
    place = record["machine"]
    yield "# Rivals"
    yield ""
    yield f"Measured on {place['date']}: {place['cpu']}, {place['cores']} cores, {place['memory_mib']:,} MiB, {place['system']},"
    yield f"Python {place['python']}. Written by `make bench-rivals` from `rivals.json`; nothing here was typed in."
    yield ""
    yield "Medians of whole processes, files included. `× specgen` and `× numpy` are ratios of wall time: each turn of a series runs every"
    yield "rival once, and they are the medians over the turns, so that a slow minute of the machine is not one rival's. What begins with ≈"
    yield f"would have taken more than {record['longest_seconds'] / 60:.0f} minutes and is extrapolated from smaller scales."


def _tables(record: Record) -> Iterator[str]:
    def section(result: Record) -> tuple[int, float, str]:
        return result["cores"], result["scale"], result["format"]

    for (cores, scale, format), members in groupby(sorted(record["results"], key=section), section):
        yield from _table(record, [*members], f"×{scale:g}, {format}, {'one core' if cores == 1 else f'{cores} cores'}")


def _table(record: Record, results: Sequence[Record], title: str) -> Iterator[str]:
    made = [result for result in results if "failure" not in result]
    yardsticks = [next((result for result in made if result["rival"] == name), None) for name in (SPECGEN.name, NUMPY.name)]
    yield from ("", f"## {title}: {results[0]['rows']:,} rows", "", HEAD, LINE)
    for result in sorted(made, key=wall):
        about = "≈ " if "estimated_wall" in result else ""
        ratios = [f"{about}{_times(result, yardstick):.2f}" if yardstick else "" for yardstick in yardsticks]
        cells = [f"{about}{wall(result):.2f}", _cpu(result), *ratios, _peak(result), f"{about}{result['rows'] / wall(result):,.0f}"]
        cells += [_megabytes(result), _promises(record, result)]
        yield f"| {record['rivals'][result['rival']]['title']} | {' | '.join(cells)} |"
    for result in results:
        if "failure" in result:
            yield f"\n{record['rivals'][result['rival']]['title']} failed: {result['failure']}"


def wall(result: Record) -> float:
    """Median seconds, or the estimate."""
    seconds = result["estimated_wall"] if "estimated_wall" in result else statistics.median(run["wall"] for run in result["runs"])
    return float(seconds)


def _times(result: Record, other: Record) -> float:
    """How many times as long it took: the median over the turns, where both have the same."""
    runs, others = result.get("runs", []), other.get("runs", [])
    turns = [run["wall"] / another["wall"] for run, another in zip(runs, others, strict=False)]
    return statistics.median(turns) if len(runs) == len(others) > 0 else wall(result) / wall(other)


def _cpu(result: Record) -> str:
    return f"{statistics.median(run['user'] + run['system'] for run in result['runs']):.2f}" if "runs" in result else ""


def peak(result: Record) -> float:
    """MiB, of the run that had the most."""
    return float(max(run["peak"] for run in result["runs"])) / 2**20


def _peak(result: Record) -> str:
    return f"{peak(result):,.0f}" if "runs" in result else ""


def _megabytes(result: Record) -> str:
    return f"{result['bytes'] / 1e6 / wall(result):,.1f}" if "bytes" in result else ""


def _promises(record: Record, result: Record) -> str:
    if "runs" not in result:
        return ""
    kept = len(record["promises"]) - len(result["broken"])
    return f"{kept} of {len(record['promises'])}{', other columns or rows' if result['differences'] else ''}"


def _memory(record: Record) -> Iterator[str]:
    """Peaks side by side, and how much they grow from a scale to the next."""
    yield from ("", "## Peak memory, MiB", "", "| | format | cores | at each scale | growth |", "|---|---|--:|---|---|")
    measured = [result for result in record["results"] if "runs" in result]

    def but_for_scale(result: Record) -> tuple[str, int, str]:
        return result["format"], result["cores"], result["rival"]

    for (format, cores, rival), members in groupby(sorted(measured, key=but_for_scale), but_for_scale):
        rising = sorted(members, key=lambda result: float(result["scale"]))
        peaks = ", ".join(f"×{result['scale']:g} {peak(result):,.0f}" for result in rising)
        growth = ", ".join(f"{peak(after) / peak(before):.2f}" for before, after in pairwise(rising))
        yield f"| {record['rivals'][rival]['title']} | {format} | {cores} | {peaks} | {growth} |"


def _broken(record: Record) -> Iterator[str]:
    """A row for each promise that somebody breaks, by what each rival wrote at the largest scale that it was judged at."""
    measured = sorted((result for result in record["results"] if "runs" in result), key=lambda result: float(result["scale"]))
    largest = {result["rival"]: result for result in measured}
    judged = {name: largest[name] for name in record["rivals"] if name in largest}
    titles = [record["rivals"][name]["title"] for name in judged]
    yield from ("", "## Promises", "", f"Not in the table: {len(_kept_by_all(record, judged))} that all keep.", "")
    yield f"| | {' | '.join(titles)} |"
    yield f"|---{'|:-:' * len(titles)}|"
    for promise in record["promises"]:
        if promise not in _kept_by_all(record, judged):
            yield f"| {promise} | {' | '.join('no' if promise in result['broken'] else 'yes' for result in judged.values())} |"
    for name, result in judged.items():
        yield from (f"\n{record['rivals'][name]['title']}: {difference}" for difference in result["differences"])


def _kept_by_all(record: Record, judged: Mapping[str, Record]) -> set[str]:
    return {promise for promise in record["promises"] if not any(promise in result["broken"] for result in judged.values())}


def _versions(record: Record) -> Iterator[str]:
    yield from ("", "## Versions", "")
    for rival in record["rivals"].values():
        yield f"- {rival['title']}: {', '.join(f'{package} {version}' for package, version in rival['versions'].items())}"
