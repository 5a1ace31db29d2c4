"""Faker's vocabularies: names, addresses, companies, … of a locale."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

import pyarrow as pa

from specgen import rivals
from specgen.contracts import Json, Maker, Read, Reading, RowCount, Scope, Site
from specgen.counted import counted
from specgen.domains import Integer
from specgen.errors import Fault, SpecError
from specgen.nodes import Node
from specgen.numeric.quantiles import StepTable
from specgen.parameters import Filler
from specgen.records import record
from specgen.suggestions import did_you_mean, unique_ways
from specgen.types import Type, parse_value, pick
from specgen.vocabularies import (
    NotAPhrase,
    Numbering,
    Phrase,
    column,
    generator,
    listed,
    locales,
    missing,
    numbering,
    phrase,
    providers,
    steady,
)

_POOL = 1_000
_OWN = ("provider", "pool", "locale")


@record
class Faker(Filler):
    """A value of one of Faker's providers, in the spec's `locale` or one of its own: names, addresses, companies, …

    Lists and what is put together from them are drawn directly, with Faker's own frequencies, at about the cost of a number.
    Providers that compute (dates, check digits, …) fill a pool once, seeded by the column, and rows draw from it; `pool` is its
    size. `specgen kinds faker --locale de_DE` says which is which. Other settings are the provider's own arguments:
    `{provider: date_of_birth, minimum_age: 18}`. Faker's clock is `as_of`. With `unique: true` the texts are numbered and each is
    used once, all alike, where it can be shown that no two are equal.
    """

    name: ClassVar[str] = "faker"
    group: ClassVar[str] = "text"
    short: ClassVar[str | None] = "provider"
    example: ClassVar[str] = """\
specgen: 1
name: faker_example
seed: 1
locale: de_DE
tables:
  people:
    rows: 20
    columns:
      name: {type: text, faker: name}
      address: {type: text, faker: {provider: address, locale: fr_FR}}
      account: {type: text, faker: {provider: iban, pool: 500}}
"""

    provider: str
    locale: str
    pool: int = _POOL
    arguments: tuple[tuple[str, Any], ...] = ()

    @classmethod
    def schema(cls) -> Json:
        name = {
            "type": "string",
            "title": "a provider such as first_name",
            "description": "Which of Faker's providers makes the value.",
            "examples": ["first_name"],
        }
        pool = Integer(minimum=1).schema() | {"default": _POOL, "description": "How many values a provider that computes makes, once."}
        locale = {"type": "string", "title": "a locale such as de_DE", "description": "The language and country, where not the spec's."}
        long = {"type": "object", "properties": {"provider": name, "pool": pool, "locale": locale}, "required": ["provider"]}
        return {"if": {"type": "object"}, "then": long, "else": name}

    @classmethod
    def bind(cls, node: Node, scope: Scope) -> Faker:
        provider, pool, locale = node.get("provider") or node, node.get("pool"), node.get("locale")
        rest = {key: value.plain for key, value in node.entries.items() if key not in _OWN}
        size = Integer(minimum=1).read(pool, scope) if pool else _POOL
        bound = cls(provider.text, locale.text if locale else scope.locale, size, tuple(sorted(rest.items())))
        bound._check(node, provider, scope)
        if scope.unique:
            bound._numbering(scope.type, provider)
        return bound

    def _check(self, node: Node, provider: Node, scope: Scope) -> None:
        """Refuse an unknown locale, provider or argument before the first row."""
        try:
            known = providers(self.locale)
        except ValueError as error:
            own = node.get("locale")
            help = did_you_mean(self.locale, locales()) or "write it like en_US or de_DE"
            raise SpecError(Fault("unknown-locale", str(error), own.span if own else scope.locale_span or node.span, help)) from None
        if self.provider not in known:
            raise provider.fault(
                "unknown-provider",
                f"Faker has no provider {self.provider!r} for {self.locale}",
                rivals.phrase(self.provider, set(known), rivals.PROVIDERS) or did_you_mean(self.provider.rpartition(".")[2], known),
            )
        accepted = [name for name in known[self.provider] if name not in ("args", "kwargs")]
        strange = [key for key, _ in self.arguments if key not in accepted]
        if strange:
            allowed = [*accepted, *_OWN[1:]]
            faults = [
                Fault("unknown-key", f"{self.provider} takes no {key!r}", node.keys[key].span, did_you_mean(key, allowed))
                for key in strange
            ]
            raise SpecError(faults)

    def _phrase(self) -> Phrase | None:
        """The provider as a phrase, None if it computes."""
        try:
            return phrase(self.locale, self.provider, dict(self.arguments))
        except NotAPhrase:
            return None

    def _numbering(self, type: Type, place: Node | None = None) -> Numbering:
        """The texts of a unique column, numbered; a fault if two numbers could lead to one text."""
        found = self._phrase()
        numbered = numbering(found) if found else None
        if numbered is None:
            why = f"can come about in {found.size:,} ways, of which some may give the same text" if found else "are computed"
            made = "lower(last_name) || '+' || id || '@example.com'" if "email" in self.provider else f"{self.provider} || ' ' || id"
            append = f"append a key to them in another column, e.g. expr: {made}"
            help = append if type.kind == "text" else unique_ways(type.kind)
            raise SpecError(Fault("unproven-unique", f"values of {self.provider} {why}", place.span if place else None, help))
        return numbered

    def distinct(self, site: Reading) -> bool:
        return site.unique

    def reads(self, site: Reading) -> Iterable[Read]:
        return (RowCount(site.table),) if site.exact else ()

    def prepare(self, site: Site) -> Maker:
        if site.unique:
            return self._unique(site)
        found = self._phrase()
        if found is None or site.exact or site.type.kind != "text":
            few = listed(found) if found else None
            return _drawn(few.texts, few.shares, site) if few else _drawn(self._pool(site), None, site)
        made = column(found, site.stream)
        return lambda frame: made(frame.address)

    def _unique(self, site: Site) -> Maker:
        numbered, rows = self._numbering(site.type), site.rows()
        if rows > numbered.size:
            raise ValueError(
                f"{self.provider} has {counted(numbered.size, 'different value')}, and {rows:,} rows are to be unique; append a key"
            )
        made = numbered.column(site.stream("unique"))
        return lambda frame: made(frame.rows).cast(site.type.arrow)

    def _pool(self, site: Site) -> list[Any]:
        """Values of the provider itself, made under the column's own seed."""
        source = generator(self.locale)
        source.seed_instance(site.stream("pool").k0)
        with steady(source, site.as_of):
            try:
                return [_plain(getattr(source, self.provider)(**dict(self.arguments))) for _ in range(self.pool)]
            except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, ImportError, missing()) as error:
                message = f"Faker's {self.provider} gives no value: {error}"
                raise SpecError(Fault("faker-failed", message, help="see its arguments in Faker's own documentation")) from error


def _drawn(values: Sequence[Any], shares: Sequence[float] | None, site: Site) -> Maker:
    """Cells drawn from a list by their shares."""
    pool = pa.array([parse_value(value, site.type) for value in values], site.type.arrow)
    draw, law = site.draw(), StepTable(range(len(pool)), shares or [1.0] * len(pool))
    return lambda frame: pick(pool, law.at(draw(frame)))


def _plain(value: Any) -> Any:
    """A provider's value as a scalar: lists and mappings as JSON."""
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, default=str, ensure_ascii=False)
    if isinstance(value, set | frozenset):
        return json.dumps(sorted(map(str, value)), ensure_ascii=False)
    return value if isinstance(value, str | int | bool | float | None) else str(value)


KIND = Faker
