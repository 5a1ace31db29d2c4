"""The installed Faker: its locales, its providers, and a clock that shows the day of the spec."""

from __future__ import annotations

import contextlib
import datetime
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

FILES = frozenset(["binary", "csv", "dsv", "fixed_width", "image", "json", "json_bytes", "psv", "tar", "tsv", "xml", "zip"])
"""Providers that give whole files."""
_ONE_CLOCK = threading.RLock()


def locales() -> list[str]:
    """Every locale that Faker knows, as `de_DE`."""
    from faker.config import AVAILABLE_LOCALES

    return sorted(AVAILABLE_LOCALES)


def generator(locale: str) -> Any:
    """Faker's generator for a locale, with weights; ValueError if there is no such locale."""
    from faker.factory import Factory

    try:
        return Factory.create(locale)
    except AttributeError:
        raise ValueError(f"Faker has no locale {locale!r}") from None


def files() -> list[str]:
    """The files of Faker that were read so far."""
    modules = [module for name, module in sorted(sys.modules.items()) if name.partition(".")[0] == "faker"]
    return [module.__file__ for module in modules if module.__file__]


def missing() -> type[Exception]:
    """What Faker raises where a provider needs a library that is not there."""
    from faker.exceptions import UnsupportedFeature

    feature: type[Exception] = UnsupportedFeature
    return feature


def providers(source: Any) -> dict[str, Callable[..., Any]]:
    """The methods of a generator that give values, by name; of equal names the one that Faker itself would call."""
    found: dict[str, Callable[..., Any]] = {}
    for provider in reversed(source.get_providers()):
        found |= {name: method for name, method in _methods(provider) if name not in _PLUMBING}
    return dict(sorted(found.items()))


def owners(source: Any) -> list[tuple[Any, dict[str, Callable[..., Any]]]]:
    """Each provider of a generator and what it offers itself, without the tools that all share."""
    from faker.providers import BaseProvider

    shared = set(dir(BaseProvider))
    return [(provider, {name: method for name, method in _methods(provider) if name not in shared}) for provider in source.get_providers()]


_PLUMBING = frozenset({"get_words_list", "add_element", "get_random_value", "generator"})
"""Public methods that give no value for a cell."""


def _methods(provider: Any) -> list[tuple[str, Callable[..., Any]]]:
    named = ((name, getattr(provider, name)) for name in dir(provider) if not name.startswith("_"))
    return [(name, value) for name, value in named if callable(value) and hasattr(value, "__self__")]


@contextlib.contextmanager
def steady(source: Any, day: datetime.date | None) -> Iterator[None]:
    """Inside, Faker's providers read noon UTC of `day` from the clock, and what they draw past the generator comes from it too.

    ValueError if they read the clock and there is no day.
    """
    with _ONE_CLOCK:
        faces = [(sys.modules["random"], source.random), *_faces(day).items()]
        modules = [module for name, module in sorted(sys.modules.items()) if name.startswith("faker.providers")]
        replaced = [
            (module, name, value) for module in modules for name, value in vars(module).items() if any(value is face for face, _ in faces)
        ]
        for module, name, original in replaced:
            setattr(module, name, next(face for value, face in faces if value is original))
        try:
            yield
        finally:
            for module, name, original in replaced:
                setattr(module, name, original)


def _faces(day: datetime.date | None) -> dict[Any, Any]:
    """Stand-ins for the two classes that know the time: equal to them in all else, `isinstance` too."""

    def noon(zone: datetime.tzinfo | None = None) -> datetime.datetime:
        if day is None:
            raise ValueError("it reads the clock, and the spec has no as_of")
        fixed = datetime.datetime(day.year, day.month, day.day, 12, tzinfo=datetime.timezone.utc)
        return fixed.astimezone(zone) if zone else fixed.replace(tzinfo=None)

    return {
        datetime.date: _Face("date", (datetime.date,), {"today": staticmethod(lambda: noon().date())}),
        datetime.datetime: _Face("datetime", (datetime.datetime,), {
            "now": staticmethod(noon), "utcnow": staticmethod(noon), "today": staticmethod(noon),
        }),
    }  # fmt: skip


class _Face(type):
    """A class whose instances are those of the class it stands in for, and which makes such ones."""

    def __instancecheck__(cls, value: Any) -> bool:
        return isinstance(value, cls.__mro__[1])

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        return cls.__mro__[1](*args, **kwargs)
