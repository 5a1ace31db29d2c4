"""The rivals, by name: what each is, what it can write, and the command that runs it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
RIVALS = ROOT / "benchmarks" / "rivals"
SPEC = "specs/ecommerce.yaml"


@dataclass(frozen=True)
class Rival:
    """A way to make the data set; its folder in `rivals/` holds generate.py and requirements.txt."""

    name: str
    title: str
    packages: tuple[str, ...]
    """What it is made of, as far as a reader cares; requirements.txt has the rest."""
    formats: tuple[str, ...] = ("csv",)
    threaded: bool = False
    """Whether it can use more than one core."""

    @property
    def requirements(self) -> Path:
        return RIVALS / self.name / "requirements.txt"


@dataclass(frozen=True)
class Case:
    """One thing to measure."""

    rival: str
    format: str
    scale: float
    cores: int


SPECGEN = Rival("specgen", "specgen", ("specgen", "numpy", "pyarrow", "duckdb", "faker"), ("csv", "parquet"), threaded=True)
NUMPY = Rival("numpy_pyarrow", "numpy + pyarrow, by hand", ("numpy", "pyarrow"), ("csv", "parquet"), threaded=True)
CATALOGUE = {
    rival.name: rival
    for rival in (
        SPECGEN,
        NUMPY,
        Rival("duckdb_sql", "DuckDB SQL, by hand", ("duckdb",), ("csv", "parquet"), threaded=True),
        Rival("plain_faker", "Faker, as most people write it", ("Faker",)),
        Rival("faker_customers", "Faker for customers only", ("Faker",)),
        Rival("mimesis_fields", "Mimesis", ("mimesis",)),
        Rival("snowfakery_recipe", "Snowfakery", ("snowfakery", "Faker")),
        Rival("misata_yaml", "Misata", ("misata", "numpy", "pandas")),
        Rival("dbldatagen_spark", "dbldatagen on local Spark", ("dbldatagen", "pyspark"), threaded=True),
    )
}


def command(case: Case, python: Path, vocabulary: Path, out: Path) -> list[str]:
    """What makes the data set of a case in the folder `out`, from the root of the project."""
    given = ["--scale", f"{case.scale:g}", "--format", case.format]
    if case.rival == SPECGEN.name:
        return [sys.executable, "-m", "specgen", "generate", SPEC, *given, "--out", str(out), "--jobs", str(case.cores), "--quiet"]
    script = RIVALS / case.rival / "generate.py"
    return [str(python), str(script), str(out), *given, "--vocabulary", str(vocabulary), "--threads", str(case.cores)]
