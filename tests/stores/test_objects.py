"""An object store takes files as a folder does: the same bytes, all or nothing; and says plainly why it cannot."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from specgen import api
from specgen.errors import EnvironmentProblem, SpecError, SpecgenError
from specgen.executors.threads import Threads
from specgen.staging import Staging
from specgen.stores import STAGED, objects, opened
from tests.object_stores import SECRET, Bucket, bucket, s3_server

ROOT = Path(__file__).parents[2]
FAULTY = """\
specgen: 1
name: faulty
tables:
  t:
    rows: 200000
    columns:
      id: integer
      x: {type: integer, expr: '100 // (id - 190000)'}
"""
FORMATS = [("csv", {}), ("csv", {"compression": "gzip"}), ("jsonl", {"compression": "zstd"}), ("jsonl", {}), ("parquet", {})]


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with s3_server() as url:
        yield url


@pytest.fixture
def there(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    return bucket(endpoint, monkeypatch)


def local(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def begun(there: Bucket, *more: str) -> subprocess.Popen[str]:
    """A long run, when its uploads have begun."""
    command = [sys.executable, "-m", "specgen", "generate", "ecommerce", "--scale", "30", "--out", f"{there.url}/shop", *more]
    started = subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    for _ in range(600):
        if there.uploads():
            return started
        assert started.poll() is None, started.communicate()
        time.sleep(0.05)
    started.kill()
    pytest.fail("no upload after 30 seconds")


@pytest.mark.parametrize(("format", "options"), FORMATS, ids=lambda value: str(value))
def test_the_files_are_those_of_a_local_run(format: str, options: Mapping[str, str], there: Bucket, tmp_path: Path) -> None:
    data = api.load("ecommerce", {"scale": "0.1"})
    data.run([api.open_files(str(tmp_path), format, options=options)])
    data.run([api.open_files(f"{there.url}/a/b", format, options=options)])

    assert there.files("a/b/") == local(tmp_path)
    assert there.uploads() == []


def test_a_bucket_itself_takes_files(there: Bucket) -> None:
    api.load("ecommerce", {"scale": "0.1"}).run([api.open_files(there.url)], tables=["products"])

    assert there.keys() == ["manifest.json", "products.csv"]


def test_a_run_that_fails_leaves_nothing(there: Bucket, tmp_path: Path) -> None:
    (tmp_path / "faulty.yaml").write_text(FAULTY, encoding="utf-8")

    with pytest.raises(SpecError):
        api.load(tmp_path / "faulty.yaml").run([api.open_files(f"{there.url}/data")])

    assert (there.keys(), there.uploads()) == ([], [])


def test_a_run_that_fails_leaves_the_files_of_the_run_before_and_the_next_replaces_them(there: Bucket, tmp_path: Path) -> None:
    data = api.load("ecommerce", {"scale": "0.1"})
    data.run([api.open_files(f"{there.url}/data")])
    before = there.files()
    (tmp_path / "faulty.yaml").write_text(FAULTY, encoding="utf-8")

    with pytest.raises(SpecError):
        api.load(tmp_path / "faulty.yaml").run([api.open_files(f"{there.url}/data")])
    after = there.files()
    api.load("ecommerce", {"scale": "0.1", "seed": "7"}).run([api.open_files(f"{there.url}/data")])

    assert after == before
    replaced = there.files()
    assert replaced.keys() == before.keys()
    assert all(replaced[name] != content for name, content in before.items())


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_an_interrupted_run_leaves_nothing(there: Bucket) -> None:
    started = begun(there)

    started.send_signal(signal.SIGINT)

    _, err = started.communicate(timeout=60)
    assert (started.returncode, err.splitlines()[-1]) == (130, "specgen: interrupted")
    assert (there.keys(), there.uploads()) == ([], [])


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_what_a_killed_run_left_has_no_name_and_is_cleared_by_the_next(there: Bucket) -> None:
    started = begun(there)
    started.kill()
    started.communicate()
    left = there.keys()
    api.load("ecommerce", {"scale": "0.1"}).run([api.open_files(f"{there.url}/shop")], tables=["products"])

    assert left and all(key.startswith(f"shop/{STAGED}/") for key in left if not key.endswith("/"))
    assert list(there.files("shop/")) == ["manifest.json", "products.csv"]


def test_the_run_that_began_last_has_the_place(there: Bucket) -> None:
    first, second = Staging(f"{there.url}/data"), Staging(f"{there.url}/data")
    for staging, content in (first, b"first"), (second, b"second"):
        staging.inspect()
        staging.begin()
        with staging.create("t.csv") as file:
            file.write(content)
        staging.prepare("{}")

    with pytest.raises(EnvironmentProblem, match="another run began to write"):
        first.commit()
    first.abort()
    second.commit()

    assert there.files("data/") == {"manifest.json": b"{}", "t.csv": b"second"}


def test_a_file_too_large_for_one_request_is_copied_too(there: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects, "LARGEST_COPY", 1000)
    monkeypatch.setattr(objects, "_BLOCK", 512)

    api.load("ecommerce", {"scale": "0.1"}).run([api.open_files(f"{there.url}/x")], tables=["products"])

    assert there.files("x/")["products.csv"].count(b"\n") == 201


@pytest.mark.parametrize("format", ["csv", "parquet", "jsonl"])
def test_files_are_loaded_from_there(format: str, there: Bucket, tmp_path: Path) -> None:
    made = api.load("ecommerce", {"scale": "0.1", "seed": "7"}).run([api.open_files(f"{there.url}/shop", format)])

    loaded = api.load("ecommerce").reload(f"{there.url}/shop", [api.open_target(f"duckdb:{tmp_path / 'x.duckdb'}")])

    assert loaded.checks and not loaded.failed
    assert loaded.manifest.tables == made.manifest.tables


def refused(place: str) -> EnvironmentProblem:
    with pytest.raises(EnvironmentProblem) as problem:
        api.load("ecommerce", {"scale": "0.1"}).run([api.open_files(place)], tables=["products"])
    assert "\n" not in str(problem.value) and SECRET not in str(problem.value)
    return problem.value


def test_a_bucket_that_is_not_there_is_told(there: Bucket) -> None:
    problem = refused("s3://nowhere-at-all/data")

    assert str(problem) == "cannot write to s3://nowhere-at-all/data: The specified bucket does not exist"
    assert problem.help == "make the bucket first, or name another one"


@pytest.fixture
def strict(endpoint: str) -> Iterator[None]:
    """The server asks who it is, and nobody has a right."""
    for allowed in b"0", b"inf":
        asked = urllib.request.Request(f"{endpoint}/moto-api/reset-auth", allowed, {"Content-Type": "text/plain"})
        urllib.request.urlopen(asked).close()
        if allowed == b"0":
            yield


def test_credentials_without_the_right_to_write_are_told(there: Bucket, strict: None) -> None:
    problem = refused(f"{there.url}/data")

    assert str(problem) == f"cannot write to {there.url}/data: access denied"
    assert "AWS_PROFILE" in problem.help


def test_a_server_that_is_not_there_is_told(there: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")

    problem = refused(f"{there.url}/data")

    assert re.search("Failed to connect to 127.0.0.1(:| port )9 .*Could not connect to server", str(problem)), problem
    assert "AWS_ENDPOINT_URL" in problem.help


def test_a_folder_that_holds_no_manifest_is_told(there: Bucket) -> None:
    with pytest.raises(EnvironmentProblem, match=rf"{there.url}/none/manifest.json cannot be read: No such file") as problem:
        api.load("ecommerce").reload(f"{there.url}/none", [])
    assert "specgen generate" in problem.value.help


def test_what_is_wrong_with_a_url_shows_no_secret() -> None:
    with pytest.raises(SpecError) as problem:
        opened(f"s3://someone:{SECRET}@bucket/data")

    assert SECRET not in str(problem.value) + problem.value.faults[0].help


@pytest.mark.parametrize("url", ["gs://bucket/some/prefix", "az://container/prefix", "s3://bucket"])
def test_a_url_is_shown_as_it_was_given_and_no_server_is_asked(url: str) -> None:
    assert str(opened(f"{url}/")) == url
    assert opened(url).locate("t.csv") == f"{url}/t.csv"


def test_azure_without_an_account_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "AZURE_STORAGE_ACCOUNT_NAME", "AZURE_STORAGE_ACCOUNT":
        monkeypatch.delenv(name, raising=False)

    with pytest.raises(SpecgenError, match="no storage account is named"):
        api.open_files("az://container/data").inspect(["t"])


def test_parts_are_made_there_too(there: Bucket, tmp_path: Path) -> None:
    data = api.load("ecommerce", {"scale": "0.1"})
    made = [data.parts(place, 3).make(Threads(2), lambda what, rows: None) for place in (f"{there.url}/shop", str(tmp_path))]

    assert made[0] == made[1]
    assert there.files("shop/") == local(tmp_path)
