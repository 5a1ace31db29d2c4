"""The registry: a folder of files is the list of kinds."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from specgen.errors import EnvironmentProblem
from specgen.packages import forget
from specgen.registry import kind, kinds, names

KIND = "class Kind:\n    name = {name!r}\n\nKIND = Kind\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty package `somekinds` that can be imported."""
    package = tmp_path / "somekinds"
    package.mkdir()
    (package / "__init__.py").write_text("", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    kinds.cache_clear()
    forget()
    yield package
    for name in [name for name in sys.modules if name.partition(".")[0] in ("somekinds", "elsewhere")]:
        del sys.modules[name]
    kinds.cache_clear()
    forget()


def write(folder: Path, module: str, text: str) -> None:
    (folder / f"{module}.py").write_text(text, encoding="utf-8")


def publish(site: Path, name: str, value: str) -> None:
    """Install a package, as far as entry points can tell."""
    info = site / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[somekinds.plugins]\n{name} = {value}\n", encoding="utf-8")


def test_a_file_with_a_kind_is_found_under_its_own_name_sorted(folder: Path) -> None:
    write(folder, "zeta", KIND.format(name="beta"))
    write(folder, "alpha", KIND.format(name="gamma"))
    write(folder, "drawing", "SHARED = 1\n")

    assert list(kinds("somekinds")) == ["beta", "gamma"]


def test_names_are_listed_without_an_import(folder: Path) -> None:
    write(folder, "broken", "raise RuntimeError\n")
    write(folder, "_private", "")

    assert names("somekinds") == ["broken"]


def test_an_entry_point_adds_a_kind(folder: Path) -> None:
    write(folder, "near", KIND.format(name="near"))
    write(folder.parent, "elsewhere", KIND.format(name="far"))
    publish(folder.parent, "far", "elsewhere:KIND")

    assert list(kinds("somekinds", "somekinds.plugins")) == ["far", "near"]
    assert list(kinds("somekinds")) == ["near"]


def test_two_kinds_of_one_name_are_refused_and_both_are_named(folder: Path) -> None:
    write(folder, "near", KIND.format(name="same"))
    write(folder.parent, "elsewhere", KIND.format(name="same"))
    publish(folder.parent, "same", "elsewhere:KIND")

    with pytest.raises(EnvironmentProblem, match=r"'same': one in somekinds\.near, one in elsewhere:KIND"):
        kinds("somekinds", "somekinds.plugins")


def test_an_entry_point_that_does_not_load_is_named(folder: Path) -> None:
    publish(folder.parent, "gone", "elsewhere_not:KIND")

    with pytest.raises(EnvironmentProblem, match="the entry point 'gone'"):
        kinds("somekinds", "somekinds.plugins")


def test_a_kind_in_the_file_of_its_name_is_found_without_the_others(folder: Path) -> None:
    write(folder, "near", KIND.format(name="near"))
    write(folder, "two_words", KIND.format(name="two-words"))
    write(folder, "broken", "raise RuntimeError\n")

    assert [kind("somekinds", name).name for name in ("near", "two-words")] == ["near", "two-words"]


def test_a_kind_is_found_wherever_it_is(folder: Path) -> None:
    write(folder, "near", KIND.format(name="other"))
    write(folder.parent, "elsewhere", KIND.format(name="far"))
    publish(folder.parent, "far", "elsewhere:KIND")

    assert [kind("somekinds", name, "somekinds.plugins").name for name in ("other", "far")] == ["other", "far"]
    assert kind("somekinds", "near", "somekinds.plugins") is None


def test_two_kinds_of_one_name_are_refused_though_only_one_is_wanted(folder: Path) -> None:
    write(folder, "near", KIND.format(name="near"))
    write(folder.parent, "elsewhere", KIND.format(name="near"))
    publish(folder.parent, "same", "elsewhere:KIND")

    with pytest.raises(EnvironmentProblem, match="two kinds are called 'near'"):
        kind("somekinds", "near", "somekinds.plugins")
