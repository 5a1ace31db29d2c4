"""Which spec is meant when none, or a wrong one, is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from specgen.cli.chosen import chosen
from specgen.errors import SpecError

Cli = Callable[..., Any]


def project(folder: Path, text: str = '[tool.specgen]\nspec = "shop.yaml"\n') -> None:
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")


def fault(named: str | None) -> tuple[str, str]:
    with pytest.raises(SpecError) as caught:
        chosen(named)
    return caught.value.faults[0].code, caught.value.faults[0].help


def test_the_command_line_comes_before_the_variable_and_that_before_the_project(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project(folder)
    of_project = chosen(None)
    monkeypatch.setenv("SPECGEN_SPEC", "ecommerce")
    of_variable = chosen(None)

    assert of_project.path == Path("shop.yaml")
    assert of_variable.path.name == "ecommerce.yaml"
    assert chosen("shop.yaml").path == Path("shop.yaml")


def test_the_projects_spec_is_found_from_a_folder_below_past_other_projects(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project(folder)
    below = folder / "a" / "b"
    below.mkdir(parents=True)
    project(folder / "a", '[tool.other]\nspec = "no.yaml"\n')
    monkeypatch.chdir(below)

    assert chosen(None).path == folder / "shop.yaml"


def test_a_shipped_spec_goes_by_its_name_and_a_file_of_that_name_comes_first(folder: Path) -> None:
    assert chosen("ecommerce").path.is_file()
    (folder / "ecommerce").touch()
    assert chosen("ecommerce").path == Path("ecommerce")


def test_without_any_spec_the_three_ways_are_listed(folder: Path) -> None:
    code, help = fault(None)

    assert code == "no-spec"
    assert [way for way in ("specgen run", "ecommerce", "SPECGEN_SPEC", "[tool.specgen]") if way not in help] == []


def test_a_misspelt_name_gets_the_near_one(folder: Path) -> None:
    assert fault("ecomerce") == ("file-not-found", "did you mean 'ecommerce'?")


@pytest.mark.parametrize("text", ["[tool.specgen]\n", "[tool.specgen]\nspec = 3\n", '[tool]\nspecgen = "shop.yaml"\n'])
def test_a_project_that_names_no_spec_is_told_what_to_write(text: str, folder: Path) -> None:
    project(folder, text)

    assert fault(None) == ("bad-settings", 'write: spec = "shop.yaml"')


def test_a_project_file_that_is_no_toml_is_named_with_the_line(folder: Path, cli: Cli) -> None:
    project(folder, "[tool.specgen\n")

    done = cli("plan")

    assert done.code == 2
    assert "pyproject.toml cannot be read" in done.err and "line 1" in done.err


def test_a_missing_file_is_named_with_the_near_one(cli: Cli) -> None:
    done = cli("plan", "shap.yaml")

    assert done.code == 2
    assert "no file 'shap.yaml'" in done.err and "did you mean 'shop.yaml'?" in done.err
