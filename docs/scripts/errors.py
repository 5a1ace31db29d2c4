"""Every fault by its code: what it means, a faulty spec with what mends it, and the message as it is printed."""

from __future__ import annotations

import difflib
import os
import shlex
from collections.abc import Iterator

from click.testing import CliRunner

from docs.scripts.said import QUIET, folder
from specgen import api
from specgen.cli import specgen
from specgen.codes import SECTIONS
from specgen.diagnostics import render
from specgen.errors import SpecError
from specgen.language import load
from tests.error_cases import ERRORS, Case, Command, cases, commands, included

PATH = "docs/errors.md"
CONTEXT = 4
"""Lines of a spec that are shown around what changes."""
PICTURES = {code: 0x2400 + code for code in range(32) if chr(code) not in "\n\t"}
INTRODUCTION = """\
# Errors

A message says where, what is wrong, what was found and what to try. The code in brackets is a heading of this page. All faults
of a spec are shown in one run; with `--json` they come as a document, for editors and scripts. The exit code is then 2.

Below, lines with `-` are the faulty spec and lines with `+` are what mends it.
"""


def page() -> str:
    return "\n".join([INTRODUCTION, *(line for title, codes in SECTIONS.items() for line in _section(title, codes))])


def _section(title: str, codes: dict[str, str]) -> Iterator[str]:
    yield f"## {title}\n"
    for code, meaning in codes.items():
        yield f"### {code}\n"
        yield f"{meaning}\n"
        yield from _shown(code)


def _shown(code: str) -> Iterator[str]:
    """The smallest case of a code."""
    specs = [case for case in cases() if code in {fault.code for fault in case.faults} | {related for _, related in case.related}]
    if specs:
        yield from _spec(min(specs, key=lambda case: (len(case.faults), len(case.text))), code)
    else:
        yield from _command(next(one for one in commands() if code in {fault.code for fault in one.faults}))


def _spec(case: Case, code: str) -> Iterator[str]:
    sources = {str(one.path): one.text for one in [case, *included()]}
    try:
        api.Dataset(load(case.source, name=str(case.path))).run([], jobs=1)
    except SpecError as error:
        fault = next(fault for fault in error.faults if fault.code == code)
        before = case.mended_but(fault.span.line) if fault.span else case.text
        yield from _block("diff", _difference(before if before != case.mended else case.text, case.mended))
        yield from _block("text", render(SpecError(fault), sources=sources).replace(f"{ERRORS}{os.sep}", ""))


def _command(command: Command) -> Iterator[str]:
    with folder(command.files):
        refused = CliRunner(env=QUIET).invoke(specgen, command.arguments, prog_name="specgen").exception
        assert isinstance(refused, SpecError)
        message = render(refused)
    before, after = (shlex.join(["specgen", *arguments]) for arguments in (command.arguments, command.mended))
    files = [f"{name}:\n\n{text}" for name, text in command.files.items() if name not in ("shop.yaml", "specs/shop.yaml")]
    yield from _block("diff", f"- {before}\n+ {after}")
    yield from (line for text in files for line in _block("text", text))
    yield from _block("text", message)


def _difference(before: str, after: str) -> str:
    """Both texts in one: a line of three dots for what is left out."""
    lines = list(difflib.unified_diff(before.rstrip("\n").split("\n"), after.rstrip("\n").split("\n"), n=CONTEXT, lineterm=""))[3:]
    return "\n".join("  …" if line.startswith("@@") else f"{line[:1]} {line[1:]}".rstrip() for line in lines)


def _block(language: str, text: str) -> list[str]:
    """A fenced block; what has no shape of its own is shown by its picture."""
    return [f"```{language}", text.translate(PICTURES).rstrip("\n"), "```\n"]
