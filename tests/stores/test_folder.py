"""A folder as a place for files: names with folders in them, and what a crash left."""

from __future__ import annotations

from pathlib import Path

from specgen.staging import Staging
from specgen.stores import STAGED


def tree(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def write(staging: Staging, *names: str) -> None:
    for name in names:
        with staging.create(name) as file:
            file.write(name.encode())


def test_files_in_folders_get_their_names_together(tmp_path: Path) -> None:
    staging = Staging(tmp_path)
    staging.begin()
    write(staging, "orders/month=1/part-00000.csv", "orders/month=2/part-00000.csv")
    staging.prepare("{}")
    before = [name for name in tree(tmp_path) if not name.startswith(STAGED)]
    staging.commit()

    assert before == []
    assert tree(tmp_path) == [
        "manifest.json",
        "orders",
        "orders/month=1",
        "orders/month=1/part-00000.csv",
        "orders/month=2",
        "orders/month=2/part-00000.csv",
    ]


def test_outdated_files_go_with_the_folders_that_they_leave_empty(tmp_path: Path) -> None:
    for names, outdated in (["t/m=1/x.csv", "t/m=2/x.csv"], []), (["t/m=1/x.csv"], ["t/m=1/x.csv", "t/m=2/x.csv"]):
        staging = Staging(tmp_path)
        staging.begin()
        write(staging, *names)
        staging.prepare("{}", outdated)
        staging.commit()

    assert tree(tmp_path) == ["manifest.json", "t", "t/m=1", "t/m=1/x.csv"]


def test_what_a_crash_left_is_cleared(tmp_path: Path) -> None:
    (tmp_path / STAGED / "orders").mkdir(parents=True)
    (tmp_path / STAGED / "orders" / "half.csv").write_text("1,")
    staging = Staging(tmp_path)

    staging.begin()
    staging.abort()

    assert tree(tmp_path) == []
