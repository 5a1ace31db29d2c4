"""What is known of Faker is kept for the next run, and changes nothing but its time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from specgen import shelf

PROGRAM = """
import sys
from pathlib import Path
from tests import worlds
print({name: values.to_pylist() for name, values in worlds.whole(worlds.engine(Path(sys.argv[1])), "people").items()})
print("faker" in sys.modules)
"""
SPEC = """
specgen: 1
name: shelf
tables:
  people:
    rows: 300
    columns:
      name: {type: text, faker: last_name}
      phone: {type: text, faker: phone_number}
      plate: {type: text, faker: {provider: license_plate, locale: pt_BR}, unique: true}
      number: {type: integer, faker: {provider: random_int, min: 5, max: 70}}
"""


def started(folder: Path | str, spec: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, shelf.VARIABLE: str(folder), "PYTHONPATH": str(Path(__file__).parents[1])}
    return subprocess.Popen([sys.executable, "-c", PROGRAM, str(spec)], env=environment, stdout=subprocess.PIPE, text=True)


def said(run: subprocess.Popen[str]) -> tuple[str, bool]:
    """The rows, and whether Faker was imported."""
    out, _ = run.communicate()
    assert run.returncode == 0
    rows, _, imported = out.strip().rpartition("\n")
    return rows, imported == "True"


def test_the_same_rows_come_from_a_full_an_empty_and_a_damaged_shelf_or_none(tmp_path: Path) -> None:
    kept, spec = tmp_path / "kept", tmp_path / "spec.yaml"
    spec.write_text(SPEC)
    rows, imported = said(started("", spec))
    assert imported and len(rows) > 10_000

    both_at_once = [started(kept, spec), started(kept, spec)]
    found = [said(run) for run in both_at_once]
    assert [each for each, _ in found] == [rows, rows]
    assert any(asked for _, asked in found)  # who comes later may find all that the other has put there
    assert said(started(kept, spec)) == (rows, False)

    files = [file for file in kept.rglob("*") if file.is_file()]
    assert len(files) == 7  # six answers of Faker, and what structure was found sound
    for number, file in enumerate(files):
        file.write_bytes(file.read_bytes()[: 10 * number])
    assert said(started(kept, spec)) == (rows, True)
    assert said(started(kept, spec)) == (rows, False)


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(shelf.VARIABLE, str(tmp_path))
    return tmp_path


def test_an_answer_is_given_to_its_own_question_only(empty: Path) -> None:
    shelf.put("one", {"texts": ["ä", "\n"]}, [])
    (file,) = (file for file in empty.rglob("*") if file.is_file())
    shelf.put("other", [], [])
    (other,) = (path for path in empty.rglob("*") if path.is_file() and path != file)
    assert shelf.get("one", dict) == {"texts": ["ä", "\n"]}

    other.replace(file)

    assert shelf.get("one", dict) is None


PUT_AND_GET = """
import sys
from specgen import shelf
print(shelf.get("one", int))
shelf.put("one", 1, [sys.argv[1]])
"""


def test_an_answer_is_given_as_long_as_its_files_are_as_they_were(empty: Path) -> None:
    words = empty / "words.py"
    found = []
    for text in ("Smith", "Smith", "Smythe", "Smythe", None):
        if text and (not words.exists() or words.read_text() != text):
            words.write_text(text)
        elif not text:
            words.unlink()
        found.append(subprocess.check_output([sys.executable, "-c", PUT_AND_GET, str(words)], text=True).strip())

    assert found == ["None", "1", "None", "1", "None"]


def test_an_answer_of_another_shape_is_none(empty: Path) -> None:
    shelf.put("one", {"texts": []}, [])

    assert shelf.get("one", lambda answer: answer["words"]) is None
    assert shelf.get("one", lambda answer: answer[0]) is None


@pytest.mark.parametrize("folder", ["", "a file", "a file/below"])
def test_where_nothing_can_be_kept_nothing_is(folder: str, empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (empty / "a file").write_text("")
    monkeypatch.setenv(shelf.VARIABLE, folder and str(empty / folder))

    shelf.put("one", 1, [])

    assert shelf.get("one", int) is None
    assert [*empty.rglob("*")] == [empty / "a file"]


@pytest.mark.parametrize(
    ("platform", "settings", "expected"),
    [
        ("linux", {"XDG_CACHE_HOME": ""}, "home/.cache/specgen"),
        ("linux", {"XDG_CACHE_HOME": "relative"}, "home/.cache/specgen"),
        ("linux", {"XDG_CACHE_HOME": "{base}/mine"}, "mine/specgen"),
        ("darwin", {}, "home/Library/Caches/specgen"),
        ("win32", {"LOCALAPPDATA": "{base}/local"}, "local/specgen"),
        ("win32", {"LOCALAPPDATA": ""}, None),
    ],
)
def test_it_stands_in_the_users_cache_folder(
    platform: str, settings: dict[str, str], expected: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(shelf.VARIABLE)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sys, "platform", platform)
    for name, value in settings.items():
        monkeypatch.setenv(name, value.format(base=tmp_path))

    assert shelf.folder() == (tmp_path / expected if expected else None)
