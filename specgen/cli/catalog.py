"""What there is to say in a spec and to the program: every kind, from the folders themselves."""

from __future__ import annotations

import dataclasses
import importlib.resources
import inspect
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from specgen.cli import console
from specgen.errors import Fault, SpecError
from specgen.language.load import fillers
from specgen.parameters import fields
from specgen.registry import kinds
from specgen.render.environment import template_names
from specgen.suggestions import did_you_mean

_TEMPLATES = importlib.resources.files("specgen.templates") / "checks"
FAMILIES = ("generator", "distribution", "sink", "dialect", "check")


@dataclass(frozen=True)
class Kind:
    """One kind: its family, its name, what its file says of it."""

    family: str
    name: str
    doc: str
    of: Any
    """What the registry holds; None for a check, which is a template."""

    @property
    def first(self) -> str:
        return self.doc.splitlines()[0] if self.doc else ""


def found() -> list[Kind]:
    """All kinds, family by family."""
    distributions = kinds("specgen.distributions", "specgen.distributions")
    generators = [name for name in fillers() if name not in distributions]
    return [
        *(Kind("generator", name, _doc(fillers()[name]), fillers()[name]) for name in generators),
        *(Kind("distribution", name, _doc(kind), kind) for name, kind in distributions.items()),
        *(Kind("sink", name, _doc(kind), kind) for name, kind in kinds("specgen.sinks", "specgen.sinks").items()),
        *(Kind("dialect", name, _module_doc(f"specgen.dialects.{name}"), kind) for name, kind in kinds("specgen.dialects").items()),
        *(Kind("check", name, _check_doc(name), None) for name in template_names("checks")),
    ]


def listed() -> Iterator[str]:
    """The list, with the first sentence of each."""
    known = found()
    width = max(len(kind.name) for kind in known)
    for family in FAMILIES:
        yield f"{family}s"
        yield from (f"  {kind.name.ljust(width)}  {kind.first}".rstrip() for kind in known if kind.family == family)
        yield ""
    yield "`specgen kinds NAME` shows one, with its parameters and an example."


def one(name: str) -> Iterator[str]:
    """All that is known of the kinds of a name; raises SpecError with a near name if there is none."""
    for number, kind in enumerate(_named(name)):
        if number:
            yield ""
        yield f"{kind.name} ({kind.family})"
        yield from ("", *(f"  {line}".rstrip() for line in kind.doc.splitlines()))
        if parameters := list(_parameters(kind)):
            yield from (
                "",
                "parameters",
                *(f"  {line}" for line in console.columns([(p.name, p.takes, p.default, p.doc) for p in parameters])),
            )
        if example := getattr(kind.of, "example", ""):
            yield from ("", "example", *(f"  {line}".rstrip() for line in example.splitlines()))


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


@dataclass(frozen=True)
class _Parameter:
    name: str
    takes: str
    default: str
    doc: str


def _named(name: str) -> list[Kind]:
    known = found()
    chosen = [kind for kind in known if kind.name == name]
    if not chosen:
        help = did_you_mean(name, dict.fromkeys(kind.name for kind in known)) or "'specgen kinds' lists them all"
        raise SpecError(Fault("unknown-kind", f"there is no kind {name!r}", None, help))
    return chosen


def _described(kind: Kind) -> dict[str, Any]:
    schema = fillers()[kind.name].schema() if kind.family in ("generator", "distribution") else None
    parameters = [dataclasses.asdict(parameter) for parameter in _parameters(kind)]
    described = {"family": kind.family, "name": kind.name, "doc": kind.doc, "parameters": parameters, "schema": schema}
    return described | {"example": getattr(kind.of, "example", None) or None}


def _parameters(kind: Kind) -> Iterator[_Parameter]:
    if kind.family not in ("generator", "distribution") or not dataclasses.is_dataclass(kind.of):
        return
    for name, field in fields(kind.of).items():  # type: ignore[arg-type]
        default = "required" if field.default is dataclasses.MISSING else "" if field.default is None else f"default {field.default}"
        yield _Parameter(name, _takes(field.metadata["domain"]), default, field.metadata["doc"])


def _takes(domain: Any) -> str:
    """What a parameter takes: the first sentence of its domain, its words or its limits."""
    limits = {field.name: getattr(domain, field.name) for field in dataclasses.fields(domain)} if dataclasses.is_dataclass(domain) else {}
    if limits.get("words"):
        return ", ".join(limits["words"])
    said = _doc(type(domain)).split(".")[0].split(":")[0].strip()
    bounds = [f"{word} {limits[key]:g}" for key, word in (("above", "above"), ("minimum", "at least")) if limits.get(key) is not None]
    return " ".join([said[:1].lower() + said[1:], *bounds])


def _doc(kind: Any) -> str:
    return inspect.cleandoc(kind.__doc__ or "")


def _module_doc(module: str) -> str:
    return inspect.cleandoc(getattr(sys.modules.get(module), "__doc__", None) or "")


def _check_doc(name: str) -> str:
    """The comment with which a check's template begins."""
    text = (_TEMPLATES / f"{name}.sql.j2").read_text(encoding="utf-8").lstrip()
    return inspect.cleandoc(text[2 : text.index("#}")]).strip() if text.startswith("{#") else ""
