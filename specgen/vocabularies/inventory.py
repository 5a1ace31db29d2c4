"""What Faker offers in a locale, and which of it is a column: the one place to ask for a phrase."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from specgen import shelf
from specgen.records import record
from specgen.vocabularies import installed, written
from specgen.vocabularies.phrases import NotAPhrase, Phrase

if TYPE_CHECKING:
    from specgen.vocabularies.compiler import Compiler

_ONE_AT_A_TIME = threading.RLock()


@record
class Entry:
    """How a provider is served in a locale, and for a pooled one why."""

    state: Literal["compiled", "pooled", "absent"]
    reason: str = ""


def phrase(locale: str, provider: str, arguments: Mapping[str, Any] | None = None) -> Phrase:
    """A provider as a phrase; NotAPhrase says why it is none, ValueError that there is no such locale."""
    asked = shelf.question("phrase", locale, provider, dict(arguments or {}))
    with _ONE_AT_A_TIME:
        if asked not in _FOUND:
            _FOUND[asked] = shelf.get(asked, _found) or _compiled(asked, locale, provider, arguments)
        found = _FOUND[asked]
    if isinstance(found, NotAPhrase):
        raise found
    return found


_FOUND: dict[str, Phrase | NotAPhrase] = {}


def _compiled(asked: str, locale: str, provider: str, arguments: Mapping[str, Any] | None) -> Phrase | NotAPhrase:
    try:
        found = _compiler(locale).phrase(provider, arguments)
    except NotAPhrase as reason:
        shelf.put(asked, str(reason), installed.files())
        return reason
    shelf.put(asked, written.written(found), installed.files())
    return found


def _found(answer: Any) -> Phrase | NotAPhrase:
    return NotAPhrase(answer) if isinstance(answer, str) else written.read(answer)


@cache
def providers(locale: str) -> Mapping[str, tuple[str, ...]]:
    """A locale's providers, and the arguments that each takes by name; ValueError if there is no such locale."""
    asked = shelf.question("providers", locale)
    with _ONE_AT_A_TIME:
        return shelf.get(asked, _read_providers) or _looked_up(asked, locale)


def _looked_up(asked: str, locale: str) -> Mapping[str, tuple[str, ...]]:
    methods = _compiler(locale).providers
    found = {name: tuple(inspect.signature(method).parameters) for name, method in methods.items()}
    shelf.put(asked, found, installed.files())
    return found


def _read_providers(answer: Any) -> Mapping[str, tuple[str, ...]]:
    return {name: tuple(names) for name, names in answer.items()}


def inventory(locale: str) -> Mapping[str, Entry]:
    """Every provider that Faker has in any tested locale, by name: compiled, pooled (and why), or absent in this one."""
    here = providers(locale)
    everywhere = sorted({name for other in (locale, *TESTED_LOCALES) for name in providers(other)})
    return {name: _entry(locale, name) if name in here else Entry("absent") for name in everywhere}


TESTED_LOCALES = ("en_US", "de_DE", "fr_FR", "ja_JP", "pt_BR")


def _entry(locale: str, provider: str) -> Entry:
    try:
        phrase(locale, provider)
    except NotAPhrase as reason:
        return Entry("pooled", str(reason))
    return Entry("compiled")


@cache
def _compiler(locale: str) -> Compiler:
    from specgen.vocabularies.compiler import Compiler

    return Compiler(locale)
