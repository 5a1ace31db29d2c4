"""What goes wrong, as the person who called sees it: the exit code, the words, the place."""

from __future__ import annotations

import json
import re
import stat
import subprocess
import sys
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from specgen.cli.commands import specgen
from specgen.cli.exits import guarded
from specgen.errors import EnvironmentProblem

Cli = Callable[..., Any]

FAULTS = {
    "wrong key": ("values: {bronze: 50", "valuse: {bronze: 50", "unknown-key"),
    "wrong type": ("rows: ${20 * scale}", "rows: many", "wrong-type"),
    "wrong reference": ("customers.customer_id}", "customers.customer}", ""),
    "cycle": (
        "total: {type: 'decimal(8,2)', uniform: {min: 1, max: 9}}",
        "total: {type: integer, expr: other}\n      other: {type: integer, expr: total}",
        "",
    ),
    "wrong weight": ("bronze: 50, gold: 50", "bronze: 50, gold: -1", ""),
}
"""By name: what of the spec is replaced, by what, and the code of the fault where it is fixed."""


def spoil(folder: Path, *names: str) -> None:
    spec = folder / "shop.yaml"
    text = spec.read_text(encoding="utf-8")
    for name in names:
        right, wrong, _ = FAULTS[name]
        assert right in text
        text = text.replace(right, wrong)
    spec.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("name", FAULTS)
def test_a_faulty_spec_is_shown_at_its_place(name: str, cli: Cli, folder: Path) -> None:
    spoil(folder, name)

    done = cli("run", "shop.yaml")

    assert (done.code, done.out) == (2, "")
    assert re.search(r"^shop\.yaml:\d+:\d+: .*\[[a-z0-9-]+\]$", done.err, re.M)
    assert re.search(r"^ +\| +\^+$", done.err, re.M)
    assert f"[{FAULTS[name][2]}" in done.err
    assert "Traceback" not in done.err
    assert [path.name for path in folder.iterdir()] == ["shop.yaml"]


def test_two_faults_are_shown_together(cli: Cli, folder: Path) -> None:
    spoil(folder, "wrong key", "wrong type")

    done = cli("run", "shop.yaml")

    assert done.code == 2
    assert "[unknown-key]" in done.err and "[wrong-type]" in done.err
    assert done.err.splitlines()[-1] == "2 faults"


def test_faults_in_json_are_a_document_on_standard_output(cli: Cli, folder: Path) -> None:
    spoil(folder, "wrong key")

    done = cli("run", "shop.yaml", "--json")

    told = json.loads(done.out)
    assert (done.code, done.err, told["verdict"]) == (2, "", "refused")
    assert [(fault["code"], fault["file"], fault["line"]) for fault in told["faults"]] == [("unknown-key", "shop.yaml", 12)]


READERS = [name for name, command in specgen.commands.items() if "spec" in {param.name for param in command.params}]
READERS = [name for name in READERS if name not in ("doctor", "new")]
"""The commands that read a spec; doctor tells of a faulty one as of anything else that stands in the way, and new writes one."""


def test_the_commands_that_read_a_spec_are_found() -> None:
    assert {"run", "generate", "load", "validate", "ddl", "checks", "plan", "preview"} <= set(READERS)


@pytest.mark.parametrize("command", READERS)
def test_every_command_that_reads_a_spec_gives_its_faults_to_editors(command: str, cli: Cli, folder: Path) -> None:
    spoil(folder, "wrong key", "wrong type")

    done = cli(command, *(("orders", "0..1", "--spec") if command == "rows" else ()), "shop.yaml", "--json")

    told = json.loads(done.out)
    assert (done.code, done.err, told["verdict"]) == (2, "", "refused")
    assert [fault["code"] for fault in told["faults"]] == ["wrong-type", "unknown-key"]
    assert all(fault["line"] and fault["column"] and fault["end_column"] for fault in told["faults"])


@pytest.mark.parametrize("command", READERS)
def test_the_help_says_that_json_gives_faults_too(command: str, cli: Cli) -> None:
    assert "of faults too (exit code 2)" in " ".join(cli(command, "--help").out.split())


@pytest.mark.parametrize("command", ["ddl", "checks"])
def test_a_script_comes_as_a_document_where_asked(command: str, cli: Cli) -> None:
    shown, document = (
        cli(command, "shop.yaml", "--dialect", "postgres").out,
        cli(command, "shop.yaml", "--dialect", "postgres", "--json").out,
    )

    assert json.loads(document) == {"dialect": "postgres", "sql": shown}


@pytest.mark.parametrize(
    ("arguments", "code"), [(("run", "no.yaml"), 2), (("run", "--nope"), 2), (("load", "shop.yaml", "--to", "postgres://localhost:1/x"), 1)]
)
def test_with_json_every_failure_is_a_document(arguments: tuple[str, ...], code: int, cli: Cli) -> None:
    done = cli(*arguments, "--json")

    assert (done.code, done.err) == (code, "")
    assert json.loads(done.out)["verdict"] in ("refused", "stopped")


def test_a_file_where_a_folder_should_be_is_a_problem_of_the_machine(cli: Cli, folder: Path) -> None:
    (folder / "csv").write_text("mine", encoding="utf-8")

    done = cli("generate", "shop.yaml", "--out", "csv")

    assert done.code == 1
    assert "cannot write to csv" in done.err and "= help: " in done.err
    assert (folder / "csv").read_text(encoding="utf-8") == "mine"


def test_a_folder_that_may_not_be_written_to_is_a_problem_of_the_machine(cli: Cli, folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir()
    closed.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        (closed / "probe").touch()
    except PermissionError:
        assert cli("generate", "shop.yaml", "--out", "closed/csv").code == 1
    else:
        pytest.skip("this user may write everywhere")


def test_a_table_of_somebody_else_is_replaced_with_force_only(cli: Cli, folder: Path) -> None:
    import duckdb

    with duckdb.connect(str(folder / "x.duckdb")) as connection:
        connection.execute("CREATE TABLE orders (mine integer)")

    refused, forced = (cli("load", "shop.yaml", "--to", "duckdb:x.duckdb", *more) for more in ((), ("--force",)))

    assert (refused.code, forced.code) == (1, 0)
    assert "--force" in refused.err


def test_a_bug_says_where_the_traceback_is(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SPECGEN_TRACEBACK", raising=False)

    code = guarded(lambda: 1 // 0, as_json=False)

    shown = capsys.readouterr().err
    found = re.search(r"a bug: ZeroDivisionError: .*\n.*please report it with the traceback in (\S+)", shown)
    assert code == 3 and found is not None and "Traceback" not in shown
    file = Path(found[1])
    assert "ZeroDivisionError" in file.read_text(encoding="utf-8")
    file.unlink()


def test_a_bug_shows_its_traceback_where_asked(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPECGEN_TRACEBACK", "1")

    assert guarded(lambda: 1 // 0, as_json=False) == 3
    assert "Traceback (most recent call last)" in capsys.readouterr().err


def raising(error: BaseException) -> Callable[[], int]:
    def command() -> int:
        raise error

    return command


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt(), 130), (EnvironmentProblem("no disk"), 1), (MemoryError(), 1)])
def test_an_exception_has_its_exit_code_and_one_line(error: BaseException, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(raising(error), as_json=False) == code
    assert re.fullmatch(r"specgen: .+\n(  = help: .+\n)?", capsys.readouterr().err)


@pytest.mark.parametrize(
    "arguments", [("plan", "\udcff.yaml"), ("plan", "shop.yaml", "--set", "name=\udcff"), ("generate", "shop.yaml", "--out", "\udcff")]
)
def test_what_is_not_utf_8_is_refused_in_one_line(arguments: tuple[str, ...], cli: Cli, folder: Path) -> None:
    done = cli(*arguments)

    assert (done.code, done.out) == (2, "")
    assert re.search(r"^Error: '.*\\udcff.*' is not UTF-8", done.err, re.M)
    assert [path.name for path in folder.iterdir()] == ["shop.yaml"]


def test_a_command_may_be_called_in_any_thread(capsys: pytest.CaptureFixture[str]) -> None:
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(guarded, raising(EnvironmentProblem("no disk")), False).result() == 1


def test_a_command_that_is_interrupted_while_it_is_imported_says_so(tmp_path: Path) -> None:
    (tmp_path / "click.py").write_text("raise KeyboardInterrupt\n", encoding="utf-8")

    ended = subprocess.run([sys.executable, "-m", "specgen", "--help"], cwd=tmp_path, capture_output=True, text=True)

    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "specgen: interrupted\n")


def test_what_a_problem_asks_for_is_told_by_its_traceback() -> None:
    told = "".join(traceback.format_exception(EnvironmentProblem("polars is not installed", "pip install polars")))

    assert ("  = help: pip install polars" in told) == (sys.version_info >= (3, 11))
