"""Two runs at the same time do not mix their files."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen.errors import EnvironmentProblem
from specgen.staging import Staging


def test_a_second_run_into_the_same_folder_is_refused_until_the_first_is_done(tmp_path: Path) -> None:
    first, second = Staging(tmp_path), Staging(tmp_path)
    first.begin()
    with pytest.raises(EnvironmentProblem, match="another run is writing"):
        second.begin()
    second.abort()
    with first.create("a.csv") as file:
        file.write(b"mine")
    first.prepare("{}")
    first.commit()
    second.begin()
    second.abort()

    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "manifest.json"]
    assert (tmp_path / "a.csv").read_text() == "mine"


def test_folders_made_in_vain_are_removed_and_those_that_were_there_stay(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    staging = Staging(deep)
    staging.inspect()
    staging.begin()
    staging.abort()

    assert not (tmp_path / "a").exists()
    assert tmp_path.exists()
