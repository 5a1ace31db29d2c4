"""`faker`: providers, locales, arguments."""

from __future__ import annotations

import datetime

from tests import worlds


def test_values_come_from_the_provider_in_the_locale() -> None:
    german = worlds.cells(worlds.table(300, "x: {type: text, faker: {provider: city, locale: de_DE}}"), "x")
    english = worlds.cells(worlds.table(300, "x: {type: text, faker: city}"), "x")

    assert len(set(german)) > 50
    assert not set(german) & set(english)


def test_the_specs_locale_is_the_default() -> None:
    spec = "specgen: 1\nname: n\nlocale: ja_JP\ntables: {t: {rows: 50, columns: {x: {type: text, faker: last_name}}}}\n"

    assert all(ord(name[0]) > 0x2000 for name in worlds.cells(worlds.engine(spec), "x"))


def test_a_providers_own_arguments_are_passed_on() -> None:
    found = worlds.cells(worlds.table(200, "x: {type: integer, faker: {provider: random_int, min: 5, max: 7}}"), "x")

    assert set(found) == {5, 6, 7}


def test_values_are_read_by_the_columns_type() -> None:
    found = worlds.cells(worlds.table(50, "x: {type: date, faker: date}"), "x")

    assert all(isinstance(day, datetime.date) for day in found)


def test_the_pool_bounds_the_number_of_values() -> None:
    assert len(set(worlds.cells(worlds.table(2_000, "x: {type: text, faker: {provider: address, pool: 40}}"), "x"))) <= 40


def test_columns_and_seeds_differ_and_runs_agree() -> None:
    columns = "x: {type: text, faker: name}", "y: {type: text, faker: name}"
    first, again, other = (worlds.table(60, *columns, seed=seed) for seed in (1, 1, 2))

    assert worlds.cells(first, "x") == worlds.cells(again, "x")
    assert worlds.cells(first, "x") != worlds.cells(first, "y")
    assert worlds.cells(first, "x") != worlds.cells(other, "x")


def test_what_faker_does_not_know_is_refused_with_a_near_name() -> None:
    provider = worlds.fault(lambda: worlds.table(1, "x: {type: text, faker: frist_name}"))
    argument = worlds.fault(lambda: worlds.table(1, "x: {type: integer, faker: {provider: random_int, mni: 5}}"))
    locale = worlds.fault(lambda: worlds.table(1, "x: {type: text, faker: {provider: name, locale: de_ED}}"))

    assert (provider.code, "first_name" in provider.help) == ("unknown-provider", True)
    assert (argument.code, "min" in argument.help) == ("unknown-key", True)
    assert (locale.code, "de_DE" in locale.help) == ("unknown-locale", True)


def test_a_birth_date_is_reckoned_from_as_of() -> None:
    found = worlds.cells(worlds.table(300, "x: {type: date, faker: {provider: date_of_birth, minimum_age: 18, maximum_age: 20}}"), "x")

    assert min(found) >= datetime.date(2004, 10, 27)
    assert max(found) <= datetime.date(2007, 10, 28)
