"""Expressions put together at random: kernels give what DuckDB gives or leave it to DuckDB, and what it refuses no kernel computes."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pytest

from specgen.errors import SpecError
from specgen.types import Type, from_units
from tests.expressions.conftest import TYPES
from tests.expressions.test_vectorised import computed, queried, step

ROWS, TEXTS = 12, ["", "a", "Ab", "é", "😀x", "e\u0301", "abc def", "-5"]
FORMS = {
    "number": """qty; id; small; price; rate; wide; fine; 0; 1; 3; -1; 0.5; 2.50; 0.000001; 2147483647; 3000000000; (number + number)
        (number - number); (number * number); (number / number); (number // number); (number % number); (-(number)); abs(number)
        round(number); round(number, 1); coalesce(number, number); (case when truth then number end); (day - moment_day)
        (case when truth then number when truth then number else number end); cast(number as integer); cast(number as bigint)
        cast(number as decimal(10,2)); cast(number as decimal(18,4)); cast(number as decimal(5,0)); cast(number as decimal(20,18))""",
    "moment_day": """day; date '2020-01-01'; (moment_day + qty); (moment_day - 1); coalesce(moment_day, day)
        (case when truth then moment_day end)""",
    "truth": """ok; true; false; (number = number); (number <> number); (number < number); (number >= number); (words = words)
        (words < words); (moment_day <= moment_day)
        (truth and truth); (truth or truth); (not truth); (number is null); (words is not null); (truth = truth)
        coalesce(truth, truth); (case when truth then truth end); (clock > clock)""",
    "words": """name; code; 'b'; ''; (words || words); (words || qty); (words || id); lower(words); upper(words); lpad(words, 3, '-')
        rpad(words, 4, 'é'); substring(words, 2); substring(words, 1, 2); coalesce(words, words); cast(words as varchar(2))
        cast(qty as text); (case when truth then words else words end); (case when truth then words end)""",
}
PARTS = {kind: [part.strip() for part in re.split(r";|\n", text)] for kind, text in FORMS.items()}


def grown(kind: str, depth: int, random: np.random.Generator) -> str:
    parts = PARTS[kind]
    leaves = [part for part in parts if not re.search(r"\b(number|moment_day|truth|words)\b", part)]
    chosen = str(random.choice(parts if depth else leaves))
    return re.sub(r"\b(number|moment_day|truth|words)\b", lambda found: grown(found[1], depth - 1, random), chosen)


def cells(type: Type, largest: int, random: np.random.Generator) -> pa.Array:
    """Values near 0 and at the edges, a quarter of them NULL, behind others that do not count."""
    present = random.random(ROWS + 2) < 0.75
    if type.kind == "text":
        return pa.array([text if there else None for text, there in zip(random.choice(TEXTS, ROWS + 2), present, strict=True)], type.arrow)[
            2:
        ]
    low, high = max(type.low, -largest), min(type.high, largest)
    drawn = random.integers(low, high, ROWS + 2, endpoint=True)
    return from_units(np.choose(random.integers(0, 3, ROWS + 2), [drawn, random.choice([low, high], ROWS + 2), drawn % 7]), type, present)[
        2:
    ]


def agrees(text: str, random: np.random.Generator) -> bool | None:
    """Whether kernels compute the expression, which then has to be equal; None if it is none."""
    try:
        made = step(text)
    except SpecError:
        return None
    largest = int(random.choice([9, 30_000, 2**62]))
    names = [name for name in TYPES if re.search(rf"\b{name}\b", text)]
    inputs = {name: cells(TYPES[name], largest, random) for name in names}
    size = ROWS
    found = computed(made, inputs, size)
    expected = queried(made, inputs, size) if found is not None else None
    assert found is None or (expected is not None and found.equals(expected)), (text, found, expected)
    return found is not None


@pytest.mark.parametrize("seed", [pytest.param(seed, marks=[pytest.mark.slow] if seed > 4 else []) for seed in range(1, 60)])
def test_any_expression_is_computed_alike_or_left(seed: int) -> None:
    random = np.random.default_rng(seed)
    texts = [grown(str(random.choice([*PARTS])), int(random.integers(1, 4)), random) for _ in range(100)]

    found = [agrees(text, random) for text in texts]

    assert found.count(True) > 30


@pytest.mark.parametrize(
    "text",
    [
        "cast(qty as decimal(38,20))", "price / rate", "qty // small", "qty % small", "mod(qty, small)",
        "coalesce(price / rate, 0)", "coalesce(small, 0) + 1", "coalesce(small, 0) * 1000", "-coalesce(small, 0)",
        "case when ok then small else 1 end + 32767", "greatest(small, 1) + 32767", "name || case when 1 > 2 then 5 end",
        "case when false then 5 end", "qty % -1", "qty // -1", "qty // -1 > 0", "-2147483648 - 1", "-2147483648 + qty",
        "substring(name, 5000000000)", "substring(name, 2, 9223372036854775807)", "id // -1", "abs(id)",
        "-(2147483647) - abs(fine)", "day + cast('3 days' as interval)", "coalesce(cast(rate as decimal(38,20)), id)",
        "coalesce(fine, cast(wide as decimal(38,0)))",
        "fine = wide", "coalesce(cast(rate as decimal(10,4)), cast(id as decimal(38,0)))", "wide * rate * rate * rate",
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("error")
def test_edges_are_computed_alike_or_left(text: str) -> None:
    names = [name for name in TYPES if re.search(rf"\b{name}\b", text)]
    for low in (True, False):
        edges, zeros = ({name: edge(TYPES[name], which) for name in names} for which in (low, None))
        mixed = [{**edges, name: zeros[name]} for name in names]
        lacking = [{**zeros, name: pa.nulls(1, TYPES[name].arrow)} for name in names]
        for inputs in (edges, *mixed, *lacking):
            made = step(text)
            found, expected = computed(made, inputs, 1), queried(made, inputs, 1)
            assert found is None or (expected is not None and found.equals(expected)), (inputs, found, expected)


def edge(type: Type, low: bool | None) -> pa.Array:
    """The least value of a type, the greatest, or what stands for nothing."""
    if type.kind == "text":
        return pa.array(["" if low is None else "Zoë"], type.arrow)
    return from_units(np.array([0 if low is None else max(type.low, -(2**63)) if low else min(type.high, 2**63 - 1)]), type)
