"""What there is to say in a spec and to the program: every kind, from the folders themselves."""

from __future__ import annotations

import dataclasses
import functools
import importlib.resources
import inspect
import re
import sys
from collections.abc import Iterator
from typing import Any

from specgen import parameters
from specgen.cli import console
from specgen.errors import Fault, SpecError
from specgen.language.load import fillers
from specgen.language.schema import json_schema
from specgen.language.settings import Form, Setting, chapters, forms, plain
from specgen.records import record
from specgen.registry import kinds
from specgen.render.environment import template_names
from specgen.suggestions import key_help

_TEMPLATES = importlib.resources.files("specgen.templates") / "checks"
FAMILIES = ("generator", "distribution", "sink", "executor", "dialect", "check")


@record
class Kind:
    """One kind: its family, its name, what its file says of it."""

    family: str
    name: str
    doc: str
    of: Any
    """What the registry holds; None for a check, which is a template."""
    group: str = ""
    """The chapter of the docs that a generator stands in."""

    @property
    def first(self) -> str:
        return self.doc.splitlines()[0] if self.doc else ""

    @property
    def schema(self) -> dict[str, Any] | None:
        """The JSON Schema of a filler, or of the options of a sink."""
        if self.family in ("generator", "distribution"):
            return dict(fillers()[self.name].schema())
        return parameters.schema(self.of.Options) if self.family == "sink" else None

    @property
    def forms(self) -> list[Form]:
        """Every way to write what the kind takes."""
        return [] if self.schema is None else forms(self.schema, _defs())


def found() -> list[Kind]:
    """All kinds, family by family."""
    distributions = kinds("specgen.distributions", "specgen.distributions")
    generators = {name: kind for name, kind in fillers().items() if name not in distributions}
    return [
        *(Kind("generator", name, _doc(kind), kind, kind.group) for name, kind in generators.items()),
        *(Kind("distribution", name, _doc(kind), kind) for name, kind in distributions.items()),
        *(Kind("sink", name, _sink_doc(kind), kind) for name, kind in kinds("specgen.sinks", "specgen.sinks").items()),
        *(Kind("executor", name, _doc(kind), kind) for name, kind in kinds("specgen.executors", "specgen.executors").items()),
        *(Kind("dialect", name, _module_doc(f"specgen.dialects.{name}"), kind) for name, kind in kinds("specgen.dialects").items()),
        *(Kind("check", name, _check_doc(name), None) for name in template_names("checks")),
    ]


def listed() -> Iterator[str]:
    """The list, with the first sentence of each; generators by what they are for."""
    known = found()
    width = max(len(kind.name) for kind in known) + 4
    for family in FAMILIES:
        yield f"{family}s"
        of_family = [kind for kind in known if kind.family == family]
        if family == "generator":
            for group, about in chapters(kind.group for kind in of_family).items():
                yield f"  {group}: {about[:1].lower()}{about[1:]}"
                yield from (_line(kind, "    ", width) for kind in of_family if kind.group == group)
        else:
            yield from (_line(kind, "  ", width) for kind in of_family)
        yield ""
    yield "`specgen kinds NAME` shows one, with its parameters and an example."


def _line(kind: Kind, indent: str, width: int) -> str:
    return f"{(indent + kind.name).ljust(width + 2)}{kind.first}".rstrip()


def one(name: str) -> Iterator[str]:
    """All that is known of the kinds of a name; raises SpecError with a near name if there is none."""
    for number, kind in enumerate(_named(name)):
        if number:
            yield ""
        yield f"{kind.name} ({kind.family})"
        yield from ("", *(f"  {line}".rstrip() for line in kind.doc.splitlines()))
        for form in kind.forms:
            yield from _told(form, kind)
        if example := getattr(kind.of, "example", ""):
            yield from ("", "example", *(f"  {line}".rstrip() for line in example.splitlines()))


def _told(form: Form, kind: Kind) -> Iterator[str]:
    """One way to write the value of a kind: its settings, or what it takes in a word."""
    if form.settings is None:
        yield from ("", *console.folded(f"{kind.name}: ", form.takes))
    elif form.settings:
        yield from ("", "options" if kind.family == "sink" else f"{kind.name}: {{…}}")
        width = max(len(setting.name) for setting in form.settings)
        for setting in form.settings:
            yield from console.folded(f"  {setting.name.ljust(width)}  ", f"{setting.doc} [{setting.takes}{_without(setting)}]")


def _without(setting: Setting) -> str:
    """What holds where a setting is left out."""
    return "; required" if setting.required else "" if setting.default is None else f"; default: {plain(setting.default)}"


def providers(locale: str) -> list[tuple[str, str, str]]:
    """Faker's providers in a locale: compiled to columns, pooled (and why), or absent."""
    from specgen.errors import Fault, SpecError
    from specgen.vocabularies import inventory

    try:
        return [(name, entry.state, entry.reason) for name, entry in inventory(locale).items()]
    except ValueError as wrong:
        raise SpecError(Fault("unknown-locale", str(wrong), None, "write it like en_US or de_DE")) from None


def as_json(name: str | None) -> list[dict[str, Any]]:
    """The same as data, with the JSON Schema that each filler declares."""
    return [_described(kind) for kind in (_named(name) if name else found())]


def _named(name: str) -> list[Kind]:
    known = found()
    chosen = [kind for kind in known if kind.name == name]
    if not chosen:
        spoken = [kind.name for kind in known if re.search(rf"\b{re.escape(name)}", f"{kind.name} {kind.doc}".replace("_", " "), re.I)]
        listed = f"it is spoken of in: {', '.join(dict.fromkeys(spoken))}" if spoken else "'specgen kinds' lists them all"
        help = key_help(name, dict.fromkeys(kind.name for kind in known)) or listed
        raise SpecError(Fault("unknown-kind", f"there is no kind {name!r}", None, help))
    return chosen


def _described(kind: Kind) -> dict[str, Any]:
    parameters = [dataclasses.asdict(setting) for form in kind.forms for setting in form.settings or ()]
    described = {"family": kind.family, "group": kind.group, "name": kind.name, "doc": kind.doc, "parameters": parameters}
    return described | {"schema": kind.schema, "example": getattr(kind.of, "example", None) or None}


@functools.cache
def _defs() -> dict[str, Any]:
    """What the schemas of kinds may refer to."""
    return dict(json_schema(fillers())["$defs"])


def _doc(kind: Any) -> str:
    return inspect.cleandoc(kind.__doc__ or "")


def _sink_doc(kind: Any) -> str:
    """What a sink does, and what its file says of the format."""
    return f"{_doc(kind)}\n\n{_module_doc(kind.__module__)}".strip()


def _module_doc(module: str) -> str:
    return inspect.cleandoc(getattr(sys.modules.get(module), "__doc__", None) or "")


def _check_doc(name: str) -> str:
    """The comment with which a check's template begins."""
    text = (_TEMPLATES / f"{name}.sql.j2").read_text(encoding="utf-8").lstrip()
    return inspect.cleandoc(text[2 : text.index("#}")]).strip() if text.startswith("{#") else ""
