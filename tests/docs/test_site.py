"""The site builds in strict mode, asks nobody for anything, and works in a browser."""

from __future__ import annotations

import functools
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from specgen.language.load import fillers
from tests.docs.markdown import PAGES, ROOT

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
LOADED = re.compile(r"<(?:link|script|img|iframe)\b[^>]*?(?:href|src)=[\"']?(https?:)?//", re.IGNORECASE)
"""What a page fetches by itself from another host; links that a reader may follow are none."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as `make site` does it."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    built = subprocess.run(command, cwd=ROOT, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


@dataclass(frozen=True)
class Visit:
    """What a browser made of a page, and what it complained of."""

    document: str
    complaints: list[str]


@pytest.fixture(scope="module")
def server(site: Path) -> Iterator[tuple[str, dict[str, int]]]:
    """The site on a loopback port, and the status of each path that was asked for."""
    answers: dict[str, int] = {}

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            answers[self.path.partition("?")[0]] = int(code)

        def log_message(self, format: str, *arguments: object) -> None:
            """Nothing to the terminal."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site))) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}", answers
        running.shutdown()
        thread.join()


def visited(address: str, profile: Path) -> Visit:
    """A page as a browser without a screen shows it, which can reach no other host."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        pytest.skip(f"none of {', '.join(BROWSERS)} is installed")
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={profile}", "--enable-logging=stderr"]
    alone = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    command = [browser, *options, alone, "--virtual-time-budget=15000", "--dump-dom", address]
    shown = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace", timeout=120)
    return Visit(shown.stdout, [line for line in shown.stderr.splitlines() if "CONSOLE" in line])


def test_every_page_of_the_docs_is_a_page_of_the_site(site: Path) -> None:
    pages = {path.relative_to(ROOT / "docs").with_suffix(".html") for path in PAGES if path.is_relative_to(ROOT / "docs")}

    assert [str(page) for page in sorted(pages) if not (site / page).exists()] == []
    assert "make run" in (site / "index.html").read_text(encoding="utf-8")


def test_no_page_fetches_anything_from_elsewhere(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))

    found = {str(page.relative_to(site)): LOADED.findall(page.read_text(encoding="utf-8")) for page in pages}

    assert len(pages) > 20
    assert {page: links for page, links in found.items() if links} == {}


def test_code_and_specs_that_pages_link_to_are_in_the_site(site: Path) -> None:
    assert "def run" in re.sub(r"<[^>]*>", "", (site / "source/specgen/run.py.html").read_text(encoding="utf-8"))
    assert (site / "source/docs/tutorial/step_01.yaml.html").exists()


@pytest.mark.parametrize("page", ["index.html", "language.html", "how-it-works.html"])
def test_a_browser_shows_a_page_without_a_complaint(page: str, server: tuple[str, dict[str, int]], tmp_path: Path) -> None:
    address, answers = server

    visit = visited(f"{address}/{page}", tmp_path)

    assert visit.complaints == []
    assert {path: code for path, code in answers.items() if code >= 400} == {}
    assert 'data-md-component="search-query"' in visit.document


def test_the_search_is_fetched_and_knows_every_filler(server: tuple[str, dict[str, int]], site: Path, tmp_path: Path) -> None:
    address, answers = server

    visited(f"{address}/index.html?q=lognormal", tmp_path)

    assert answers["/search/search_index.json"] == 200
    assert [code for path, code in answers.items() if "/workers/search" in path] == [200]
    indexed = {entry["location"] for entry in json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))["docs"]}
    assert [name for name in fillers() if f"language.html#{name}" not in indexed] == []


def test_a_complaint_of_a_browser_is_noticed(server: tuple[str, dict[str, int]], site: Path, tmp_path: Path) -> None:
    (site / "broken.html").write_text("<script>nothing_of_that_name()</script>", encoding="utf-8")

    assert visited(f"{server[0]}/broken.html", tmp_path).complaints
