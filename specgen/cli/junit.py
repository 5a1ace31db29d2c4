"""Checks as a JUnit file, which CI systems show: a suite for each table, a case for each check."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from specgen.checks.results import CheckResult
from specgen.stores.folder import plain_problems

_UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, however it is written."""


def write_junit(path: Path, name: str, checks: Sequence[CheckResult]) -> None:
    """Put the file in its place; a warning that did not pass is no failure, and said in the output of its case."""
    root = ElementTree.Element("testsuites", {"name": name} | _counts(checks))
    for table in dict.fromkeys(check.table for check in checks):
        of_table = [check for check in checks if check.table == table]
        suite = ElementTree.SubElement(root, "testsuite", {"name": table or name} | _counts(of_table))
        for check in of_table:
            _case(suite, check)
    ElementTree.indent(root)
    with plain_problems(path.parent):
        ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _case(suite: ElementTree.Element, check: CheckResult) -> None:
    case = ElementTree.SubElement(suite, "testcase", classname=f"{check.table}.{check.kind}", name=check.name)
    told = _UNWRITABLE.sub("\ufffd", f"observed {check.observed}; expected {check.expected}")
    if check.failed:
        ElementTree.SubElement(case, "failure", message=told, type=check.kind)
    elif not check.passed:
        ElementTree.SubElement(case, "system-out").text = f"warning: {told}"


def _counts(checks: Sequence[CheckResult]) -> dict[str, str]:
    return {"tests": str(len(checks)), "failures": str(sum(check.failed for check in checks))}
