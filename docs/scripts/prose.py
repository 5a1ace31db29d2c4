"""Pages of prose with made parts: a Jinja template beside the scripts, which asks for tables, files and real output."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import jinja2
import yaml

from docs.scripts.pages import ROOT
from docs.scripts.said import said
from specgen.language.settings import Setting, plain

_LITERAL = re.compile(r"\{(?:[^{}]|\{[^{}]*\})*\}|\b[a-z]+\([\w.]+\)|\b[a-z_]+\.[a-z_]+\b")
MADE = "<!-- Made by `make docs` from docs/scripts/{template}; do not edit it here. -->\n\n"


def rendered(template: str, **values: Any) -> str:
    """The page that a template of this folder makes."""
    asked = {"said": said, "shown": shown, "file": file, "preview": preview, "settings": settings, "table": table}
    text = _ENVIRONMENT.get_template(template).render(**asked, **values)
    return MADE.format(template=template) + text.strip() + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [[cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows]
    marks = ["---"] * len(heads)
    return "\n".join(f"| {' | '.join(line)} |" for line in [heads, marks, *lines])


def settings(found: Sequence[Setting]) -> str:
    """The keys of a mapping: what each takes, its default or an example, and what it is for."""
    return table(["key", "takes", "", ""], ([f"`{one.name}`", code(one.takes), _besides(one), one.doc] for one in found))


def code(takes: str) -> str:
    """What a key takes, with what is literal set as code."""
    return _LITERAL.sub(r"`\g<0>`", takes)


def _besides(setting: Setting) -> str:
    if setting.required:
        return "required"
    if setting.default is not None:
        return f"default `{plain(setting.default)}`"
    return " or ".join(f"`{written(example)}`" for example in setting.examples)


def written(value: Any) -> str:
    """A value on one line, as a spec holds it."""
    if isinstance(value, str):
        return value
    return str(yaml.safe_dump(value, default_flow_style=True, width=10_000, sort_keys=False)).strip().removesuffix("\n...")


def file(path: str, language: str = "yaml") -> str:
    """A file of the project in a fence."""
    return shown((ROOT / path).read_text(encoding="utf-8"), language)


def shown(text: str, language: str = "text") -> str:
    """A text in a fence."""
    return f"```{language}\n{text.rstrip()}\n```"


def preview(path: str | Path, *tables: str, rows: int = 4) -> str:
    """The first rows of a spec's tables, as `specgen preview` prints them."""
    named = ["--tables", ",".join(tables)] if tables else []
    return shown(said("preview", ROOT / path, *named, "--rows", str(rows)))


_ENVIRONMENT = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent),
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=False,
    autoescape=False,
)
