"""The language: every key, row form, filler, type and function, from the schema and the kinds themselves."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import yaml

from docs.scripts.pages import ROOT
from docs.scripts.prose import code, preview, rendered, table
from specgen.cli.catalog import Kind, found
from specgen.contracts import Distribution
from specgen.expressions import arithmetic, logic, numeric, textual
from specgen.expressions.functions import FUNCTIONS
from specgen.generators.drawn import Drawn
from specgen.language.arithmetic import FUNCTIONS as PLACEHOLDER_FUNCTIONS
from specgen.language.load import fillers, load
from specgen.language.schema import json_schema
from specgen.language.settings import Form, Setting, chapters, forms, settings
from specgen.types.parse import SPELLINGS, parse_type

PATH = "docs/language.md"
ROW_FORMS = ("fixed", "per", "each", "cross", "file", "given")
"""Each form of `rows`, and its file `docs/examples/rows_….yaml`, in the order of the page."""
SCALARS = {"a whole number or a mapping": "fixed", "a list of mappings": "given"}
TITLES = {"fixed": "A whole number", "given": "A list of mappings"}
BARS = "▁▂▃▄▅▆▇█"
WIDEST = 32
"""Bars of a density."""


def page() -> str:
    schema = json_schema(fillers())
    parts = schema["$defs"]
    return rendered(
        "language.md.j2",
        top=settings(schema, parts),
        of_table=settings(parts["table"], parts),
        of_column=settings(parts["column"], parts),
        of_check=settings(parts["checks"]["items"], parts),
        of_versions=settings(parts["table"]["else"]["properties"]["versions"], parts),
        rows=_rows(forms(parts["rows"], parts)),
        chapters=list(_chapters()),
        types=_types(),
        functions=_functions(),
        arithmetic=", ".join(f"`{name}`" for name in PLACEHOLDER_FUNCTIONS),
        checks=table(["check", ""], ([f"`{kind.name}`", kind.first] for kind in found() if kind.family == "check")),
    )


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class RowForm:
    """One way to write `rows`, and the file that shows it."""

    title: str
    doc: str
    settings: tuple[Setting, ...]
    file: str
    tables: tuple[str, ...]
    """Those of the file whose rows have the form."""


def _rows(found: list[Form]) -> list[RowForm]:
    """The forms of `rows`, the plain number first."""
    known = {(form.settings[0].name if form.settings else SCALARS[form.takes]): form for form in found}
    return [_row_form(name, form) for name, form in sorted(known.items(), key=lambda item: ROW_FORMS.index(item[0]))]


def _row_form(name: str, form: Form) -> RowForm:
    file = f"docs/examples/rows_{name}.yaml"
    tables = yaml.safe_load((ROOT / file).read_text(encoding="utf-8"))["tables"]
    shown = tuple(
        table for table, said in tables.items() if name in SCALARS.values() or (isinstance(said["rows"], dict) and name in said["rows"])
    )
    return RowForm(TITLES.get(name, f"`{name}`"), form.doc, form.settings or (), file, shown)


# ── fillers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Filler:
    """What the page says of a filler."""

    name: str
    first: str
    rest: str
    takes: str
    """What may be written instead of a mapping."""
    settings: tuple[Setting, ...]
    shape: str
    example: str
    rows: str


@dataclass(frozen=True)
class Chapter:
    """Fillers that are for the same thing."""

    name: str
    about: str
    fillers: list[Filler]


def _chapters() -> Iterator[Chapter]:
    kinds = {kind.name: kind for kind in found() if kind.family in ("generator", "distribution")}
    groups = {name: filler.group for name, filler in fillers().items()}
    for name, about in chapters(groups.values()).items():
        yield Chapter(name, about, [_filler(kinds[filler]) for filler, group in groups.items() if group == name])


def _filler(kind: Kind) -> Filler:
    first, _, rest = kind.doc.partition("\n")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"{kind.name}.yaml")
        path.write_text(kind.of.example, encoding="utf-8")
        spec = load(path)
        about = [name for name, one in spec.tables.items() if any(column.filler.name == kind.name for column in one.visible)]
        rows = preview(path, *about)
    drawn = next((column.filler for one in spec.tables.values() for column in one.visible if column.filler.name == kind.name), None)
    shape = _shape(cast(Drawn, drawn).law_) if kind.family == "distribution" else ""
    long = next((form.settings for form in kind.forms if form.settings is not None), ())
    short = " or ".join(code(form.takes) for form in kind.forms if form.settings is None)
    return Filler(kind.name, first, rest.strip(), short, long, shape, kind.of.example, rows)


def _shape(law: Distribution) -> str:
    """The density of a law as a row of bars, and from where to where it goes."""
    low, high = (float(end) for end in law.quantile(np.array([0.005, 0.995])))
    discrete = law.discrete and high - low < WIDEST
    edges = np.arange(low - 0.5, high + 1) if discrete else np.linspace(low, high, WIDEST + 1)
    heights = np.diff(law.cdf(edges))
    bars = np.ceil(heights / heights.max() * len(BARS) - 1e-9).astype(int)
    return f"`{''.join(BARS[max(bar, 1) - 1] for bar in bars)}` {low:.3g} to {high:.3g}"


# ── types and functions ──────────────────────────────────────────────────────────────────────────────────────────────


def _types() -> str:
    """Each type once, with the other words for it."""
    words: dict[str, list[str]] = {}
    for text in SPELLINGS:
        words.setdefault(parse_type(text).sql, []).append(text)
    rows = [
        [f"`{sql}`", ", ".join(f"`{text}`" for text in texts if text != sql), f"`{parse_type(sql).arrow}`"] for sql, texts in words.items()
    ]
    return table(["type", "also written", "in Arrow"], [*rows, ["`integer[]`", "a list of any type", f"`{parse_type('integer[]').arrow}`"]])


def _functions() -> list[tuple[str, str]]:
    """The tables of functions, each with its title."""
    modules = {"Comparisons, conditions, dates": logic, "Arithmetic": arithmetic, "Numbers": numeric, "Text": textual}
    names = [name.upper() for name in ("logic", "arithmetic", "numeric", "textual")]
    groups = {title: getattr(module, name) for (title, module), name in zip(modules.items(), names, strict=True)}
    assert sum(map(len, groups.values())) == len(FUNCTIONS)
    return [(title, table(["", ""], ([f"`{one.signature}`", one.line] for one in group))) for title, group in groups.items()]
