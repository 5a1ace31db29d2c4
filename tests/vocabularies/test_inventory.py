"""Compiled providers say what Faker says, as often as Faker says it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from specgen.streams import stream
from specgen.vocabularies import TESTED_LOCALES, NotAPhrase, accepts, column, generator, phrase, providers

NAMED = [
    "name", "name_male", "name_female", "first_name", "first_name_male", "first_name_female", "last_name", "user_name", "email",
    "safe_email", "free_email", "company_email", "phone_number", "street_address", "street_name", "building_number", "address", "city",
    "postcode", "country", "country_code", "company", "company_suffix", "job", "url", "uri_path", "domain_name", "domain_word", "tld",
    "color_name", "license_plate", "word", "sentence", "currency_code",
]  # fmt: skip
ALL = [(locale, provider) for locale in TESTED_LOCALES for provider in providers(locale)]
EVERYWHERE = [(locale, provider) for locale in TESTED_LOCALES for provider in NAMED]
ROWS, MANY = 2_000, 100_000
READ = 10_000
"""So many different texts of Faker are read back: reading takes longer than making."""
P_VALUE = 0.001 / 1_000
"""Bonferroni: some hundred tests of a few tables each; the seeds are fixed."""
PROJECTIONS: dict[str, Callable[[str], str]] = {
    "value": lambda text: text,
    "format": lambda text: re.sub(r"\d", "0", re.sub(r"[^\W\d]+", "a", text)),
    "length": lambda text: str(len(text)),
    "first token": lambda text: re.split(r"\W+", text)[0],
    "last token": lambda text: re.split(r"\W+", text)[-1],
    "last character": lambda text: text[-1:],
}


def from_faker(locale: str, provider: str, rows: int) -> list[str]:
    source = generator(locale)
    source.seed_instance(7)
    call = getattr(source, provider)
    return [str(call()) for _ in range(rows)]


def from_column(locale: str, provider: str, rows: int) -> list[str]:
    made = column(phrase(locale, provider), lambda place: stream(11, locale, provider, place))
    found: list[str] = made(np.arange(rows, dtype=np.uint64)).to_pylist()
    return found


def projected(texts: Mapping[str, int], project: Callable[[str], str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for text, count in texts.items():
        found[project(text)] += count
    return found


def p_value(ours: Counter[str], theirs: Counter[str]) -> float:
    """Chi-square of two samples of one size; rare values are taken together."""
    both = ours + theirs
    common = sorted(value for value, count in both.items() if count >= 20)
    table = [[ours[value], theirs[value]] for value in common]
    rest = [ours.total() - sum(row[0] for row in table), theirs.total() - sum(row[1] for row in table)]
    table += [rest] if sum(rest) >= 20 else []
    return float(chi2_contingency(table, correction=False).pvalue) if len(table) > 1 else 1.0


def compare(locale: str, provider: str, rows: int) -> None:
    said = phrase(locale, provider)
    ours, theirs = from_column(locale, provider, rows), from_faker(locale, provider, rows)
    counts, counted = Counter(ours), Counter(theirs)
    odds = {name: p_value(projected(counts, project), projected(counted, project)) for name, project in PROJECTIONS.items()}
    ours_of, theirs_of = Counter("".join(ours)), Counter("".join(theirs))

    print(f"least p {min(odds.values()):.2g}")
    assert min(odds.values()) > P_VALUE, odds
    assert [text for text in [*counted][:READ] if not accepts(said, text)] == []
    assert {char for char, count in ours_of.items() if count >= 30} <= theirs_of.keys()
    assert {char for char, count in theirs_of.items() if count >= 30} <= ours_of.keys()


@pytest.mark.parametrize(("locale", "provider"), EVERYWHERE[::13])
def test_a_compiled_provider_says_what_faker_says(locale: str, provider: str) -> None:
    compare(locale, provider, ROWS)


@pytest.mark.parametrize(("locale", "provider"), EVERYWHERE)
def test_the_usual_providers_are_compiled(locale: str, provider: str) -> None:
    assert phrase(locale, provider).size > 0


@pytest.mark.slow
@pytest.mark.parametrize(("locale", "provider"), ALL)
def test_every_compiled_provider_says_what_faker_says(locale: str, provider: str) -> None:
    try:
        phrase(locale, provider)
    except NotAPhrase as reason:
        pytest.skip(f"pooled: {reason}")

    compare(locale, provider, MANY)


@pytest.mark.parametrize("provider", ["date_of_birth", "ssn", "iban", "credit_card_number", "uuid4", "words", "passport_gender", "boolean"])
def test_what_computes_is_not_compiled(provider: str) -> None:
    with pytest.raises(NotAPhrase):
        phrase("en_US", provider)


def test_rows_do_not_depend_on_their_neighbours() -> None:
    made = column(phrase("en_US", "address"), lambda place: stream(11, "t", "c", place))
    addresses = np.arange(70_000, dtype=np.uint64)

    whole = made(addresses)

    assert whole.take(np.arange(69_000, 50, -997)).equals(made(addresses[69_000:50:-997]))
    assert made(addresses[:0]).to_pylist() == []
