"""A package from outside adds a distribution, a sink and an executor in one file each: used, documented, checked and law-tested."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

TRIANGLE_WAVE = '''
"""A saw that rises and falls."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from specgen.domains import Real, parameter


@dataclass(frozen=True)
class TriangleWave:
    """Between 0 and `top`, most often near `top`, in a straight line."""

    name: ClassVar[str] = "triangle_wave"
    discrete: ClassVar[bool] = False
    example: ClassVar[str] = """\\
specgen: 1
name: triangle_wave_example
tables:
  samples:
    rows: 300
    columns:
      x: {type: 'decimal(10,2)', triangle_wave: {top: 20}}
"""

    top: float = parameter(Real(above=0), typical=20.0, doc="The largest and likeliest value.")

    def quantile(self, u):
        return self.top * np.sqrt(u)

    def cdf(self, x):
        return np.clip(x / self.top, 0.0, 1.0) ** 2

    def mean(self):
        return self.top * 2 / 3

    def support(self):
        return 0.0, self.top


KIND = TriangleWave
'''

PIPES = '''
"""Rows between bars."""

from dataclasses import dataclass
from typing import ClassVar

import pyarrow.compute as pc

from specgen.domains import Text, parameter
from specgen.sinks import FileSink
from specgen.types.text import text


@dataclass(frozen=True)
class PipesOptions:
    edge: str = parameter(Text(("bar", "none")), default="bar", doc="What stands at both ends of a line.")


class PipesSink(FileSink):
    """Writes NAME.pipes for each table."""

    name: ClassVar[str] = "pipes"
    title: ClassVar[str] = "pipe files"
    Options = PipesOptions

    def rows(self, file, schema):
        return PipesRows(file, schema.names, "|" if self.options.edge == "bar" else "")


class PipesRows:
    def __init__(self, file, names, edge):
        self.file, self.names, self.edge = file, names, edge

    def write(self, batch):
        cells = [text(batch.column(name)).fill_null("") for name in self.names]
        line = pc.binary_join_element_wise(*cells, "|")
        self.file.write("".join(pc.binary_join_element_wise(self.edge, line, self.edge + "\\n", "").to_pylist()).encode())

    def close(self):
        pass


KIND = PipesSink
'''

ALONE = '''
"""One thread."""

from specgen.executors.threads import Threads


class Alone(Threads):
    """One thread, however many are asked for."""

    name = "alone"
    forms = ("alone",)

    @classmethod
    def open(cls, address, jobs):
        return cls(1)


KIND = Alone
'''

SPEC = """
specgen: 1
name: waves
tables:
  waves:
    rows: 2000
    columns:
      wave_id: integer
      height: {type: 'decimal(10,2)', triangle_wave: {top: 20}}
"""


LOOK = """
import json, sys
from pathlib import Path
from specgen import api
from specgen.errors import SpecError
from specgen.language.load import fillers
from specgen.language.schema import json_schema
from specgen.parameters import fields
from specgen.registry import kinds
def refused(call):
    try:
        call()
    except SpecError as error:
        return [[fault.code, fault.help, fault.span and fault.span.line] for fault in error.faults]
sink = kinds("specgen.sinks", "specgen.sinks")["pipes"]
distribution = kinds("specgen.distributions", "specgen.distributions")["triangle_wave"]
print(json.dumps({
    "schema": json_schema(fillers())["$defs"]["filler.triangle_wave"],
    "docs": [fillers()["triangle_wave"].__doc__, sink.__doc__],
    "parameters": {name: field.metadata["doc"] for kind in (distribution, sink.Options) for name, field in fields(kind).items()},
    "spec": refused(lambda: api.load(Path(sys.argv[1]) / "wrong.yaml")),
    "option": refused(lambda: api.open_files("out", "pipes", options={"edg": "bar"})),
    "word": refused(lambda: api.open_files("out", "pipes", options={"edge": "star"})),
    "format": refused(lambda: api.open_files("out", "pipe")),
}))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of installed packages that holds one: two files and its entry points."""
    site = tmp_path_factory.mktemp("site")
    package, info = site / "waves", site / "waves-1.0.dist-info"
    files = {
        package / "__init__.py": "",
        package / "triangle_wave.py": TRIANGLE_WAVE,
        package / "pipes.py": PIPES,
        package / "alone.py": ALONE,
        info / "METADATA": "Metadata-Version: 2.1\nName: waves\nVersion: 1.0\n",
        info / "entry_points.txt": "[specgen.distributions]\ntriangle_wave = waves.triangle_wave:KIND\n"
        "[specgen.sinks]\npipes = waves.pipes:KIND\n[specgen.executors]\nalone = waves.alone:KIND\n",
        site / "waves.yaml": SPEC,
        site / "wrong.yaml": SPEC.replace("top", "topp"),
    }
    for path, content in files.items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return site


def python(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Python with that folder of packages, in a process of its own."""
    path = os.pathsep.join([str(site), str(ROOT)])
    environment = {**os.environ, "PYTHONPATH": path, "PYTEST_ADDOPTS": "-n0"}
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)


def answer(site: Path, program: str) -> Any:
    """What a program says, as JSON."""
    ran = python(site, "-c", textwrap.dedent(program), str(site))
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_both_are_used_from_yaml_and_the_database_agrees_with_the_law(site: Path) -> None:
    found = answer(
        site,
        """
        import json, sys
        from pathlib import Path
        from specgen import api
        site = Path(sys.argv[1])
        data = api.load(site / "waves.yaml")
        files = api.open_files(str(site / "out"), "pipes", options={"edge": "none"})
        outcome = data.run([files, api.open_target(f"duckdb:{site / 'waves.duckdb'}")], executor="alone")
        lines = (site / "out" / "waves.pipes").read_text().splitlines()
        rows = ["|".join(map(str, row.values())) for row in data.rows("waves", 0, 2000).to_pylist()]
        print(json.dumps({"same": lines == rows, "failed": len(outcome.failed), "checks": sorted({check.kind for check in outcome.checks}),
                          "manifest": json.loads((site / "out" / "manifest.json").read_text())}))
        """,
    )

    assert (found["same"], found["failed"]) == (True, 0)
    assert "quantiles" in found["checks"]
    assert (found["manifest"]["format"], found["manifest"]["options"]) == ("pipes", {"edge": "none"})


def test_both_are_documented_and_in_the_schema_and_faults_in_them_are_placed(site: Path) -> None:
    found = answer(site, LOOK)

    assert found["schema"]["properties"]["top"] == {
        "type": "number",
        "exclusiveMinimum": 0,
        "description": "The largest and likeliest value.",
    }
    assert set(found["schema"]["properties"]) == {"top", "min", "max"}
    assert found["docs"] == ["Between 0 and `top`, most often near `top`, in a straight line.", "Writes NAME.pipes for each table."]
    assert found["parameters"] == {"top": "The largest and likeliest value.", "edge": "What stands at both ends of a line."}
    assert ["unknown-key", "did you mean 'top'?", 9] in found["spec"]
    assert found["option"] == [["unknown-option", "did you mean 'edge'?", None]]
    assert found["word"] == [["not-among", "one of bar, none", None]]
    assert found["format"] == [["unknown-format", "did you mean 'pipes'?", None]]


@pytest.mark.parametrize(
    ("tests", "kind", "laws"),
    [
        ("tests/laws/test_law_1_cells_are_pure.py", "triangle_wave", 4),
        ("tests/sinks/test_laws.py", "pipes and not killed and not disk", 7),
    ],
)
def test_the_laws_are_tried_on_both_without_a_line_written_for_them(site: Path, tests: str, kind: str, laws: int) -> None:
    ran = python(site, "-m", "pytest", "-q", "-p", "no:cacheprovider", tests, "-k", kind)

    assert ran.returncode == 0, ran.stdout
    assert int(ran.stdout.rpartition(" passed")[0].split()[-1]) >= laws
