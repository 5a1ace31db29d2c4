"""Every faulty command ends with exit code 2 and exactly the faults that its comments declare, and its mended twin with 0."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from specgen.cli import main
from specgen.shelf import VARIABLE
from tests.error_cases import Command, commands

CASES = commands()
pytestmark = pytest.mark.parametrize("case", CASES, ids=lambda case: case.path.stem)


@pytest.fixture
def folder(case: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with the files of the case, and none of the settings of this machine."""
    for name in [*filter(lambda name: name.startswith(("SPECGEN", "POSTGRES")) and name != VARIABLE, os.environ)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    for name, text in case.files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def ended(arguments: list[str]) -> object:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    return end.value.code


def test_a_faulty_command_is_refused_with_its_declared_faults(case: Command, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = ended([*case.arguments, "--json"])

    told = json.loads(capsys.readouterr().out)
    assert (code, told["verdict"]) == (2, "refused"), told
    assert sorted(fault["code"] for fault in told["faults"]) == sorted(fault.code for fault in case.faults)
    for fault in case.faults:
        assert any(fault.words in f"{one['message']} {one['help']}" for one in told["faults"] if one["code"] == fault.code), told


def test_the_mended_command_ends_well(case: Command, folder: Path) -> None:
    assert ended(case.mended) == 0
