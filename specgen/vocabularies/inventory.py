"""What Faker offers in a locale, and which of it is a column: the one place to ask for a phrase."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from specgen.vocabularies.compiler import Compiler
from specgen.vocabularies.phrases import Phrase
from specgen.vocabularies.tracing import NotAPhrase

_ONE_AT_A_TIME = threading.RLock()


@dataclass(frozen=True)
class Entry:
    """How a provider is served in a locale, and for a pooled one why."""

    state: Literal["compiled", "pooled", "absent"]
    reason: str = ""


def phrase(locale: str, provider: str, arguments: Mapping[str, Any] | None = None) -> Phrase:
    """A provider as a phrase; NotAPhrase says why it is none, ValueError that there is no such locale."""
    with _ONE_AT_A_TIME:
        return _compiler(locale).phrase(provider, arguments)


def providers(locale: str) -> Sequence[str]:
    """The names of a locale's providers; ValueError if there is no such locale."""
    with _ONE_AT_A_TIME:
        return list(_compiler(locale).providers)


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
    return Compiler(locale)
