"""What the help teaches, and what starting costs."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import click
import pytest

import specgen as package
from specgen.cli.commands import SECTIONS, specgen

COMMANDS = [specgen.commands[name] for names in SECTIONS.values() for name in names]
ALLOWED = {
    "specgen",
    "specgen.counted",
    "specgen.errors",
    "specgen.records",
    "specgen.cli",
    *(f"specgen.cli.{name}" for name in ("check", "chosen", "commands", "console", "exits")),
}
ALLOWED |= {f"specgen.cli.{name}" for name in ("learn", "look", "make", "new", "options", "progress", "rows", "sheet", "targets")}


def loaded(code: str) -> set[str]:
    """The modules that a new process has after the code, without the standard library and what every process has."""
    show = "import json, sys; sys.stderr.write(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", f"{code}\n{show}"], capture_output=True, text=True, check=True)
    return {name for name in json.loads(done.stderr) if name.partition(".")[0] not in sys.stdlib_module_names}


def test_help_imports_only_click_and_the_command_line() -> None:
    help = "from specgen.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass"

    strangers = {name for name in loaded(help) - loaded("pass") if name.partition(".")[0] != "click"}

    assert strangers == ALLOWED


def test_every_command_is_in_the_help_once_under_its_heading(cli: Callable[..., Any]) -> None:
    shown = cli("--help")

    assert shown.code == 0
    assert [heading for heading in SECTIONS if f"\n{heading}:\n" not in shown.out] == []
    assert [command.name for command in COMMANDS if shown.out.count(f"\n  {command.name} ") != 1] == []
    assert sorted(specgen.commands) == sorted(str(command.name) for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: str(command.name))
def test_the_help_of_a_command_has_an_example_and_says_what_each_option_does(command: click.Command, cli: Callable[..., Any]) -> None:
    shown = cli(str(command.name), "--help")

    assert shown.code == 0
    assert f"\n    specgen {command.name}" in shown.out
    options = [option for option in command.params if isinstance(option, click.Option)]
    assert [option.name for option in options if not option.help] == []


EXAMPLES = [
    (command, line.partition("  ")[0].split(" > ")[0].split(" | ")[0])
    for command in COMMANDS
    for line in map(str.strip, (command.help or "").splitlines())
    if line.startswith("specgen ")
]


@pytest.mark.parametrize(("command", "typed"), EXAMPLES, ids=[typed for _, typed in EXAMPLES])
def test_what_an_example_types_is_understood(command: click.Command, typed: str) -> None:
    program, name, *arguments = shlex.split(typed)

    assert (program, name) == ("specgen", command.name)
    with command.make_context(name, arguments) as context:
        assert context.args == []


def test_the_version_is_the_packages(cli: Callable[..., Any]) -> None:
    assert cli("--version").out == f"specgen {package.__version__}\n"


def test_a_wrong_word_gets_the_near_one(cli: Callable[..., Any]) -> None:
    command, option = cli("pln"), cli("run", "--sclae", "2")

    assert (command.code, option.code) == (2, 2)
    assert "'plan'" in command.err
    assert "'--scale'" in option.err


def test_a_command_imports_neither_pandas_nor_a_database() -> None:
    """pyarrow would import pandas with the first Python value that it sees; the shop's expressions need no DuckDB."""
    pytest.importorskip("pandas")
    command = [sys.executable, "-X", "importtime", "-m", "specgen", "preview", "ecommerce"]

    done = subprocess.run(command, capture_output=True, text=True, check=True)

    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    assert "pyarrow.lib" in imported
    assert not [name for name in imported if name.startswith(("pandas.", "duckdb"))]


def test_a_command_whose_standard_output_is_closed_ends_well() -> None:
    closed = "import os, sys; os.close(1); os.execv(sys.executable, [sys.executable, '-m', 'specgen', '--version'])"

    done = subprocess.run([sys.executable, "-c", closed], stderr=subprocess.PIPE, text=True)

    assert (done.returncode, done.stderr) == (0, "")
