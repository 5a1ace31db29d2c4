"""Types that are read without the parser of SQL are those that it reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specgen.types import parse, parse_type


def _said(read: Callable[[], Any]) -> tuple[str, Any]:
    try:
        return "type", read()
    except ValueError as wrong:
        return "refused", str(wrong)


@given(st.sampled_from([*parse._WORDS]), st.lists(st.integers(0, 40), max_size=2), st.sampled_from(["", " "]), st.integers(0, 2))
def test_a_listed_word_is_read_as_the_parser_of_sql_reads_it(word: str, numbers: list[int], space: str, arrays: int) -> None:
    listed = f",{space}".join(map(str, numbers))
    plain = word + (f"{space}({listed})" if numbers else "") + "[]" * arrays
    quick = _said(lambda: parse._listed(plain, plain))

    assert quick == ("type", None) or quick == _said(lambda: parse._parsed(plain, plain))


@pytest.mark.parametrize("spelling", [one for one in parse.SPELLINGS if not one.startswith("struct")])
def test_most_spellings_need_no_parser(spelling: str) -> None:
    word = spelling.split("(")[0]

    assert word in parse._ALIASES or parse._listed(spelling, spelling) == parse_type(spelling)


def test_nobody_is_told_to_write_what_he_wrote() -> None:
    with pytest.raises(ValueError, match=r"there is no type 'decimal\(5,-2\)'; a type is one of"):
        parse_type("decimal(5,-2)")
