"""Faker's vocabularies."""

from __future__ import annotations

import datetime
import inspect
from dataclasses import dataclass
from typing import Any, ClassVar

import pyarrow as pa

from specgen.contracts import Frame, Json, Maker, Scope, Site
from specgen.domains import Integer
from specgen.errors import Fault
from specgen.nodes import Node
from specgen.parameters import Filler
from specgen.suggestions import did_you_mean
from specgen.types import parse_value

_POOL = 1_000


@dataclass(frozen=True)
class Faker(Filler):
    """A value of one of Faker's providers, in the spec's `locale`: names, addresses, companies, …

    A pool of values is made once, seeded by the column, and rows draw from it; `pool` is its size. Other settings are the
    provider's own arguments: `{provider: date_of_birth, minimum_age: 18}`. Faker's clock is `as_of`.
    """

    name: ClassVar[str] = "faker"
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
      address: {type: text, faker: {provider: address, pool: 500}}
"""

    provider: str
    locale: str
    pool: int = _POOL
    arguments: tuple[tuple[str, Any], ...] = ()

    @classmethod
    def schema(cls) -> Json:
        named = {"provider": {"type": "string"}, "pool": Integer(minimum=1).schema(), "locale": {"type": "string"}}
        long = {"type": "object", "properties": named, "required": ["provider"]}
        return {"if": {"type": "object"}, "then": long, "else": {"type": "string", "description": "A provider of Faker."}}

    @classmethod
    def bind(cls, node: Node, scope: Scope) -> Faker:
        provider, pool, locale = node.get("provider") or node, node.get("pool"), node.get("locale")
        rest = {key: value.plain for key, value in node.entries.items() if key not in ("provider", "pool", "locale")}
        size = Integer(minimum=1).read(pool, scope) if pool else _POOL
        bound = cls(provider.text, locale.text if locale else scope.locale, size, tuple(sorted(rest.items())))
        bound._check(node, provider)
        return bound

    def _check(self, node: Node, provider: Node) -> None:
        """Refuse an unknown locale, provider or argument before the first row."""
        known = _providers(_faker(self.locale, node), node)
        if self.provider not in known:
            raise provider.fault(
                "unknown-provider", f"Faker has no provider {self.provider!r} for {self.locale}", did_you_mean(self.provider, known)
            )
        accepted = inspect.signature(known[self.provider]).parameters
        for key, _ in self.arguments:
            if key not in accepted:
                fault = Fault(
                    "unknown-key",
                    f"{self.provider} takes no {key!r}",
                    node.keys[key].span,
                    did_you_mean(key, [*accepted, "pool", "locale"]),
                )
                raise type(node.fault("", ""))(fault)

    def prepare(self, site: Site) -> Maker:
        faker = _faker(self.locale, None)
        faker.seed_instance(site.stream("pool").k0)
        call = getattr(_clocked(faker, site.as_of), self.provider)
        settings = dict(self.arguments)
        pool = pa.array([_plain(call(**settings), site) for _ in range(self.pool)], site.type.arrow)
        draw, size = site.draw(), float(self.pool)

        def make(frame: Frame) -> pa.Array:
            return pool.take(pa.array((draw(frame) * size).astype("int64")))

        return make


def _faker(locale: str, node: Node | None) -> Any:
    import faker

    try:
        return faker.Faker(locale)
    except AttributeError:
        assert node is not None
        from faker.config import AVAILABLE_LOCALES

        raise node.fault("unknown-locale", f"Faker has no locale {locale!r}", did_you_mean(locale, AVAILABLE_LOCALES)) from None


def _providers(faker: Any, node: Node) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for provider in faker.get_providers():
        found |= {name: getattr(provider, name) for name in dir(provider) if not name.startswith("_") and callable(getattr(provider, name))}
    return found


def _clocked(faker: Any, as_of: datetime.date | None) -> Any:
    return faker


def _plain(value: Any, site: Site) -> Any:
    """A provider's value as the column's type."""
    return parse_value(value if isinstance(value, str | int | bool | float | None) else str(value), site.type)


KIND = Faker
