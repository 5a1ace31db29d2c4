"""A virtual environment for each rival, with exactly what its requirements.txt pins; made once and kept."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import venv
from importlib.metadata import version
from pathlib import Path

from .catalogue import RIVALS, ROOT, SPECGEN, Rival

KEPT = ROOT / ".rivals"
"""Ignored by git; delete it to set everything up anew."""


def python_of(rival: Rival) -> Path:
    """The interpreter that runs the rival; specgen runs in the one that runs this."""
    if rival == SPECGEN:
        return Path(sys.executable)
    folder = KEPT / rival.name
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def set_up(rival: Rival) -> None:
    """Installs what the rival needs, unless that is there already."""
    if rival == SPECGEN:
        return
    folder, wanted = KEPT / rival.name, hashlib.sha256(rival.requirements.read_bytes()).hexdigest()
    mark = folder / "requirements.sha256"
    if mark.exists() and mark.read_text(encoding="ascii") == wanted:
        return
    venv.create(folder, clear=True, with_pip=True)
    pip = [str(python_of(rival)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--requirement", str(rival.requirements)], check=True)
    mark.write_text(wanted, encoding="ascii")


def vocabulary() -> Path:
    """The file of names, streets and cities; made from the Faker that specgen has installed."""
    file = KEPT / "vocabulary.json"
    if not file.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, str(RIVALS / "vocabulary.py"), str(file)], check=True)
    return file


def versions(rival: Rival) -> dict[str, str]:
    """Of its main packages: as its requirements.txt pins them, or what runs this."""
    if rival == SPECGEN:
        return {package: version(package) for package in rival.packages}
    lines = rival.requirements.read_text(encoding="utf-8").split()
    pinned = dict(line.split("==", 1) for line in lines)
    return {package: pinned[package] for package in rival.packages}
