"""Statements of a file, run in a server that is gone afterwards: by psql, as a role that may make tables and nothing else."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from specgen.errors import EnvironmentProblem
from specgen.postgres import local
from specgen.postgres.address import Address, read
from specgen.postgres.session import Session

_ROLE, _DATABASE = "reader", "tables"
_HARMLESS = re.compile(
    r'role "[^"]*" does not exist|permission denied to (?:create|alter|set) role|must be owner of|must be able to SET ROLE'
)
"""What a dump says of owners and rights, which a spec has no use for."""
_ERROR = re.compile(r"psql:.*?:(\d+): (?:ERROR|error|FATAL):\s+(.*)")
_SKIPPED = re.compile(r"\\(?:restrict|unrestrict|connect|c)\b.*")


@contextmanager
def made_by(path: Path) -> Iterator[Address]:
    """The database in which the statements of a file have run; EnvironmentProblem for one that PostgreSQL does not take."""
    script = _script(path)
    with local.passing() as (url, programs):
        with closing(Session(read(url))) as maker:
            maker.run_alone(f"CREATE ROLE {_ROLE} LOGIN")
            maker.run_alone(f"CREATE DATABASE {_DATABASE} OWNER {_ROLE} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
        own = re.sub(r"//[^@]*@([^/]*)/[^?]*", rf"//{_ROLE}@\1/{_DATABASE}", url)
        _run(script, path, own, programs)
        yield read(own)


def _script(path: Path) -> str:
    """The statements, line for line; what psql is told besides is blank."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as wrong:
        said = getattr(wrong, "strerror", None) or "it is no text in UTF-8"
        raise EnvironmentProblem(f"{path} cannot be read: {said}", "name a file of CREATE TABLE statements") from wrong
    return "\n".join("" if _SKIPPED.fullmatch(line) else line for line in text.splitlines()) + "\n"


def _run(script: str, path: Path, url: str, programs: Path) -> None:
    """Let psql run the statements, in the mode in which it obeys no command of its own but one that no file can hold."""
    word = hashlib.sha256(script.encode()).hexdigest()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    done = subprocess.run(
        [programs / "psql", "--no-psqlrc", "--quiet", "--output", os.devnull, "--command", f"\\restrict {word}", "--file", "-", url],
        input=script, capture_output=True, encoding="utf-8", errors="replace", check=False,
        env=environment | {"PGCLIENTENCODING": "UTF8", "LC_ALL": "C"},
    )  # fmt: skip
    for line in done.stderr.splitlines():
        found = _ERROR.match(line)
        if found and not _HARMLESS.search(found[2]):
            raise EnvironmentProblem(f"{path}:{found[1]}: {found[2]}", "PostgreSQL does not take this statement; mend it, or leave it out")
    if done.returncode:
        raise EnvironmentProblem(f"{path}: psql ended with {done.returncode}: {done.stderr.strip()[-200:]}")
