"""What is installed from a built wheel is whole: an empty folder, no network, and the shipped specs and templates are there."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
from pathlib import Path

import pytest
from packaging.markers import Marker, default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import specgen
from specgen.shelf import VARIABLE

ROOT = Path(__file__).parents[1]
BUILT_FROM = ("setup.cfg", "pyproject.toml", "README.md", "LICENSE", "specgen", "specs", "templates")
BUILD_SDIST = "from setuptools import build_meta; build_meta.build_sdist('dist')"
BUILD_WHEEL = "from setuptools import build_meta; build_meta.build_wheel('dist')"


def ran(*command: str | Path, cwd: Path) -> str:
    """Standard output of a command that has to succeed, run without the paths and settings of this process."""
    own = [name for name in os.environ if name.startswith(("PYTHON", "SPECGEN", "POSTGRES")) and name != VARIABLE]
    environment = {name: value for name, value in os.environ.items() if name not in own}
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, env=environment, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked source distribution, built from a copy so that the tree stays as it is."""
    source, unpacked = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("unpacked")
    for name in BUILT_FROM:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, source / name)
    ran(sys.executable, "-c", BUILD_SDIST, cwd=source)
    (archive,) = (source / "dist").glob("*.tar.gz")
    with tarfile.open(archive) as tar:
        tar.extractall(unpacked)
    (project,) = unpacked.iterdir()
    return project


@pytest.fixture(scope="module")
def scripts(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts of a new environment with the wheel in it; the libraries are those of this one, nothing is fetched."""
    ran(sys.executable, "-c", BUILD_WHEEL, cwd=sdist)
    (wheel,) = (sdist / "dist").glob("*.whl")
    home = tmp_path_factory.mktemp("environment")
    builder = venv.EnvBuilder(with_pip=False)
    builder.create(home)
    python = Path(builder.ensure_directories(home).env_exe)
    own = ran(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home).strip()
    (Path(own) / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    options = ["--quiet", "--no-index", "--no-deps", "--ignore-installed", "--disable-pip-version-check"]
    ran(sys.executable, "-m", "pip", "--python", python, "install", *options, wheel, cwd=home)
    return python.parent


def configured() -> configparser.ConfigParser:
    config = configparser.ConfigParser(interpolation=None)
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    return config


def supported() -> list[str]:
    said = configured()["metadata"]["classifiers"].splitlines()
    return [line.rpartition(" ")[2] for line in said if line.startswith("Programming Language :: Python :: 3.")]


@pytest.mark.parametrize("python", supported())
def test_what_is_required_is_pinned_once_on_every_python(python: str) -> None:
    def wanted(marker: Marker | None) -> bool:
        return marker is None or marker.evaluate({**default_environment(), "python_version": python})

    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = [canonicalize_name(pin.name) for pin in map(Requirement, lines[1:]) if wanted(pin.marker)]
    config = configured()
    listed = [config["options"]["install_requires"], *config["options.extras_require"].values()]
    required = [each for text in listed for each in map(Requirement, filter(None, text.splitlines())) if wanted(each.marker)]

    assert len(pinned) == len(set(pinned))
    assert {canonicalize_name(each.name) for each in required} - set(pinned) == set()


def test_the_packages_listed_are_the_folders_that_hold_code() -> None:
    listed = configured()["options"]["packages"].split()
    folders = {".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "specgen").rglob("*.py")}

    assert sorted(listed) == sorted(folders | {"specgen.specs", "specgen.templates"})


def test_every_shipped_file_is_in_the_source_distribution(sdist: Path) -> None:
    files = {path.relative_to(ROOT) for folder in ("specs", "templates") for path in (ROOT / folder).rglob("*") if path.is_file()}
    shipped = {path for path in files if "__pycache__" not in path.parts}

    assert [str(path) for path in sorted(shipped) if not (sdist / path).exists()] == []


def test_the_installed_command_knows_its_version(scripts: Path, tmp_path: Path) -> None:
    assert specgen.__version__ in ran(scripts / "specgen", "--version", cwd=tmp_path)


def test_a_shipped_spec_goes_by_its_name_in_an_empty_folder(scripts: Path, tmp_path: Path) -> None:
    ddl = ran(scripts / "specgen", "ddl", "ecommerce", cwd=tmp_path).lower()

    assert [table for table in ("customers", "orders", "order_items", "clickstream_events") if table not in ddl] == []
    assert "create table" in ddl
    assert list(tmp_path.iterdir()) == []


def test_the_installed_package_is_the_one_in_the_new_environment(scripts: Path, tmp_path: Path) -> None:
    where = ran(scripts / Path(sys.executable).name, "-c", "import specgen.specs; print(specgen.specs.__file__)", cwd=tmp_path)

    assert Path(where.strip()).is_relative_to(scripts.parent)
