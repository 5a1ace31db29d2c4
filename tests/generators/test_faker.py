"""`faker`: providers, locales, arguments."""

from __future__ import annotations

import datetime

import pytest

from specgen.errors import SpecError
from specgen.vocabularies import accepts, phrase
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
    assert len(set(worlds.cells(worlds.table(2_000, "x: {type: text, faker: {provider: iban, pool: 40}}"), "x"))) <= 40


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


def test_a_column_has_a_locale_of_its_own() -> None:
    made = worlds.table(300, "a: {type: text, faker: {provider: city, locale: ja_JP}}", "b: {type: text, faker: city}")

    assert all(accepts(phrase("ja_JP", "city"), text) for text in worlds.cells(made, "a"))
    assert all(accepts(phrase("en_US", "city"), text) for text in worlds.cells(made, "b"))


def test_unique_texts_are_distinct_and_faker_could_make_them() -> None:
    made = worlds.table(5000, "plate: {type: text, faker: {provider: license_plate, locale: pt_BR}, unique: true}")

    found = worlds.cells(made, "plate")
    assert len(set(found)) == 5000
    assert all(accepts(phrase("pt_BR", "license_plate"), text) for text in found[:500])


def test_unique_texts_run_out_before_the_first_row() -> None:
    made = worlds.table(60_000, "word: {type: text, faker: first_name, unique: true}")

    with pytest.raises(SpecError, match=r"has [\d,]+ different values, and 60,000 rows"):
        made.compile(["t"])


def test_texts_that_may_be_equal_are_refused_with_their_count() -> None:
    with pytest.raises(SpecError, match=r"can come about in [\d,]+ ways") as refused:
        worlds.table(10, "name: {type: text, faker: name, unique: true}")

    assert "append a key" in refused.value.faults[0].help


def test_what_computes_is_drawn_from_a_pool() -> None:
    made = worlds.table(500, "id: {type: text, faker: {provider: iban, pool: 20}}")

    assert len(set(worlds.cells(made, "id"))) == 20


def test_fakers_clock_is_as_of() -> None:
    made = worlds.table(500, "born: {type: date, faker: {provider: date_of_birth, minimum_age: 18, maximum_age: 20}}")

    years = {day.year for day in worlds.cells(made, "born")}
    assert years <= {2004, 2005, 2006, 2007}


def test_chance_past_fakers_generator_is_seeded_too() -> None:
    columns = ["g: {type: text, faker: {provider: passport_gender, pool: 50}}"]

    assert worlds.cells(worlds.table(200, *columns), "g") == worlds.cells(worlds.table(200, *columns), "g")


def test_numbers_become_numbers() -> None:
    made = worlds.table(500, "port: {type: integer, faker: port_number}", "ok: {type: boolean, faker: boolean}")

    assert all(0 <= port <= 65_535 for port in worlds.cells(made, "port"))
    assert set(worlds.cells(made, "ok")) == {True, False}


def test_lists_of_values_are_json() -> None:
    made = worlds.table(5, "words: {type: text, faker: words}")

    assert all(text.startswith('["') for text in worlds.cells(made, "words"))


def test_rows_of_a_compiled_column_are_not_limited_by_the_pool() -> None:
    made = worlds.table(3000, "name: {type: text, faker: name}")

    assert len(set(worlds.cells(made, "name"))) > 2500
