"""Parts of a page that is otherwise written by hand: each stands between two comments with its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from docs.scripts.pages import ROOT

BEGIN, END = "<!-- {name}: made by `make docs` -->", "<!-- end of {name} -->"


def filled(path: str, parts: Mapping[str, Callable[[], str]]) -> str:
    """The page with its parts made anew."""
    text = (ROOT / path).read_text(encoding="utf-8")
    for name, part in parts.items():
        text = _filled(text, name, part().strip())
    return text


def _filled(text: str, name: str, part: str) -> str:
    begin, end = (comment.format(name=name) for comment in (BEGIN, END))
    before, found, rest = text.partition(f"{begin}\n")
    _, found_too, after = rest.partition(end)
    assert found and found_too and not re.search(re.escape(begin), after), f"the comments of `{name}` are not there, or not once"
    return f"{before}{begin}\n\n{part}\n\n{end}{after}" if part else f"{before}{begin}\n{end}{after}"
