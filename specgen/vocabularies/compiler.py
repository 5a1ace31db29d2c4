"""Faker's providers as phrases, found by running them: no word of Faker's data is kept here.

A provider is run with stand-ins for its draws; the result is a template. Then each stand-in gives way to each of its values, all
draws at once, and what comes out must be the template filled in. Where it is not, the values are tried one by one: a value may
change its own text only (lower case, ASCII), or it decides what comes next (a format), and then each way is explored by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from specgen.vocabularies import installed
from specgen.vocabularies.exploration import Exploration, Open
from specgen.vocabularies.phrases import NotAPhrase, Phrase
from specgen.vocabularies.tracing import TOO_MANY, Chance, Draw, has_marker

Key = tuple[str, ...]


@dataclass
class Compiler:
    """The providers of one locale; what was compiled is kept, since providers call each other."""

    locale: str
    known: dict[Key, Phrase | NotAPhrase] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._source, self._missing = installed.generator(self.locale), installed.missing()
        self.providers = installed.providers(self._source)
        self._chance: Chance | None = None
        self._opened: frozenset[Key] = frozenset()
        self._busy: set[Key] = set()
        self._said: dict[Key, Draw | str | None] = {}
        self._watch()

    def phrase(self, provider: str, arguments: Mapping[str, Any] | None = None) -> Phrase:
        """A provider as a phrase; NotAPhrase says why it is none."""
        if provider in installed.FILES:
            raise NotAPhrase("a file, not a value")
        settings = dict(arguments or {})
        with installed.steady(self._source, None):
            found = self._find(_key(self.providers[provider], (), settings), lambda: self.providers[provider](**settings))
        if isinstance(found, NotAPhrase):
            raise found
        return found

    def _watch(self) -> None:
        """Let every provider method that another one calls pass through here."""
        for provider, methods in installed.owners(self._source):
            for name, method in methods.items():
                watched = self._watched(method)
                setattr(provider, name, watched)
                if getattr(self._source, name, None) == method:
                    setattr(self._source, name, watched)

    def _watched(self, method: Callable[..., Any]) -> Callable[..., Any]:
        bare = _key(method, (), {})

        def call(*args: Any, **kwargs: Any) -> Any:
            chance = self._chance
            if chance is None or ((args or kwargs) and not _plain(args, kwargs)):
                return method(*args, **kwargs)
            key = _key(method, args, kwargs) if args or kwargs else bare
            if key in self._opened or key in self._busy:
                return method(*args, **kwargs)
            if key not in self._said:
                self._said[key] = self._saying(key, lambda: method(*args, **kwargs))
            said = self._said[key]
            if said is None:
                return method(*args, **kwargs)
            return said if isinstance(said, str) else chance.refer(said)

        return call

    def _saying(self, key: Key, call: Callable[[], Any]) -> Draw | str | None:
        """What another provider's call stands for: a draw from its phrase, its only text, or None where it must be run."""
        found = self._find(key, call)
        if isinstance(found, NotAPhrase):
            if str(found) == TOO_MANY:
                raise found
            return None
        return found.example(0) if found.size == 1 else Draw((), None, found, "\0".join(key))

    def _find(self, key: Key, call: Callable[[], Any]) -> Phrase | NotAPhrase:
        if key not in self.known:
            outside = self._chance, self._opened, self._source.random
            self._busy.add(key)
            try:
                self.known[key] = self._explore(call)
            except NotAPhrase as reason:
                self.known[key] = reason
            finally:
                self._busy.discard(key)
                self._chance, self._opened, self._source.random = outside
        return self.known[key]

    def _explore(self, call: Callable[[], Any]) -> Phrase:
        opened: frozenset[Key] = frozenset()
        while True:
            try:
                return Exploration(lambda chance, opened=opened: self._run(call, chance, opened)).phrase()  # type: ignore[misc]
            except Open as needed:
                opened |= {tuple(needed.key.split("\0"))}

    def _run(self, call: Callable[[], Any], chance: Chance, opened: frozenset[Key]) -> Any:
        outside = self._chance, self._opened, self._source.random
        self._chance, self._opened, self._source.random = chance, opened, chance
        try:
            return call()
        except self._missing as error:
            raise NotAPhrase(str(error)) from None
        finally:
            self._chance, self._opened, self._source.random = outside


def _key(method: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Key:
    owner = type(method.__self__)
    return (owner.__module__, method.__name__, *map(repr, args), *(f"{name}={value!r}" for name, value in sorted(kwargs.items())))


def _plain(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> bool:
    """Whether a call can be told by its arguments: small values, no stand-in among them."""
    values = [*args, *kwargs.values()]
    return all(value is None or isinstance(value, bool | int | str) for value in values) and not any(map(has_marker, values))
