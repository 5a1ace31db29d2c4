"""What kernels compute is what DuckDB computes, to the bit; what it refuses, they leave to it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import specgen
from specgen.expressions import FUNCTIONS, Evaluator, ExpressionFailed, Path, Step, Typed, aimed, infer, text_of
from specgen.expressions.vectorised import vectorised
from specgen.types import Type, from_units, parse_type
from tests.expressions.conftest import ROWS, TYPES, arrays, column, lookup, parsed
from tests.expressions.corpus import FAILING, SAME, listed

DATABASE = Evaluator()
SIZE = 500
COLUMNS = {name: TYPES[name] for name in ("qty", "id", "price", "rate", "wide", "day", "ok", "clock")}
OVER_NUMBERS = listed("""
qty + 1; qty + id; qty - price; price + rate; wide - rate; wide + wide; day + qty; day - qty; day - date '2020-01-01'
qty * qty; qty * price; price * rate * qty; wide * rate; price / rate; price / (qty * (1 - rate)); 1 / price
cast(price / (qty * (1 - rate)) as decimal(10,2)); qty / 3.0; id // qty; id % qty; qty // 7; -7 % qty; mod(id, 3); -qty
-wide; abs(price); abs(id); round(price); round(price, 1); round(price * rate, 2); qty = 3; id <> qty; price < rate
wide >= price; day <= date '2000-01-01'; clock > clock; ok = true; ok <> ok; qty is null; not ok; ok and qty > 0
ok or price > rate; not (ok and qty > 0) or day is null; case when ok then price when qty > 0 then rate end
case when qty > 0 then qty else id end; case when ok then day else date '2020-01-01' end; coalesce(qty, id, 0)
coalesce(price, rate); coalesce(day, date '2020-01-01'); case when ok then 'yes' when price > 0 then 'no' end
'n' || qty || '-' || id; cast(price as integer); cast(wide as decimal(18,0)); cast(price as decimal(6,1))
cast(id as integer); cast(qty as decimal(5,0)); cast(qty as text); cast(rate as decimal(12,9)); cast(qty as smallint); price
""")


def step(text: str, type: Type | None = None) -> Step:
    expression = parsed(text)
    wanted = type or infer(expression, lookup).type
    term = aimed(expression, lookup, wanted)
    return Step("result", text_of(term, "duckdb", column), wanted, term=term)


def queried(step: Step, inputs: Mapping[str, pa.Array], size: int) -> pa.Array | None:
    """What DuckDB gives; None where it stops."""
    try:
        return DATABASE.evaluate([Step(step.name, step.sql, step.type)], inputs, size)["result"]
    except ExpressionFailed:
        return None


def computed(step: Step, inputs: Mapping[str, pa.Array], size: int) -> pa.Array | None:
    found = vectorised([step], inputs, size)
    return None if found is None else found["result"]


@pytest.mark.parametrize("text", [*SAME, *FAILING])
def test_a_kernel_gives_what_the_database_gives(text: str) -> None:
    made = computed(step(text), arrays(), ROWS)

    assert made is None or made.equals(queried(step(text), arrays(), ROWS)), made


@pytest.mark.parametrize("text", FAILING)
def test_what_the_database_refuses_is_left_to_it(text: str) -> None:
    assert computed(step(text), arrays(), ROWS) is None


def drawn(type: Type, seed: int, largest: int) -> pa.Array:
    """Values of a type near 0 and near what the type holds or `largest`, some of them NULL, behind others that do not count."""
    random = np.random.default_rng([seed, *type.sql.encode()])
    high, low = min(type.high, largest), max(type.low, -largest)
    near = random.integers(-9, 10, SIZE + 3)
    edges = np.where(random.random(SIZE + 3) < 0.5, high - np.abs(near), low + np.abs(near))
    values = np.choose(random.integers(0, 3, SIZE + 3), [near, edges, random.integers(low, high, SIZE + 3, endpoint=True)])
    present = random.random(SIZE + 3) < 0.8 if seed % 2 else None
    return from_units(np.clip(values, low, high), type, present).slice(3)


@pytest.mark.parametrize("largest", [10, 10**4, 10**9, 2**62])
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("text", OVER_NUMBERS)
def test_kernels_agree_with_the_database_on_numbers_of_any_size(text: str, seed: int, largest: int) -> None:
    inputs = {name: drawn(type, seed, largest) for name, type in COLUMNS.items()}

    made = computed(step(text), inputs, SIZE)

    if made is None:
        rows = [computed(step(text), {name: array.slice(at, 1) for name, array in inputs.items()}, 1) for at in range(0, SIZE, 25)]
        expected = [queried(step(text), {name: array.slice(at, 1) for name, array in inputs.items()}, 1) for at in range(0, SIZE, 25)]
        assert all(one is None or (other is not None and one.equals(other)) for one, other in zip(rows, expected, strict=True))
    else:
        assert made.equals(queried(step(text), inputs, SIZE))


def ops(shape: Any) -> set[str]:
    return {shape.op}.union(*map(ops, shape.args))


def test_every_kernel_is_reached() -> None:
    """So that none of the comparisons above is one of nothing with nothing."""
    inputs = {name: drawn(type, 2, 100) for name, type in COLUMNS.items()} | {"code": pa.array(["aB", "c"] * (SIZE // 2))}
    texts = [
        *OVER_NUMBERS,
        "lower(code)",
        "code < 'b'",
        "code >= 'b'",
        "upper(code)",
        "lpad(code, 3, '-')",
        "rpad(code, 3, '-')",
        "substring(code, 2)",
        "cast(code as varchar(1))",
    ]
    reached = [text for text in texts if computed(step(text), inputs, SIZE) is not None]

    with_kernels = {name for name, function in FUNCTIONS.items() if function.kernel is not None}
    assert with_kernels - {"mod"} <= set().union(*(ops(parsed(text).shape) for text in reached))


def test_letters_beyond_ascii_are_left_to_the_database() -> None:
    small = step("lower(code)")

    assert computed(small, {"code": pa.array(["A", "bC", None])}, 3).to_pylist() == ["a", "bc", None]  # type: ignore[union-attr]
    assert computed(small, {"code": pa.array(["A", "É"])}, 2) is None


def test_steps_read_earlier_ones() -> None:
    types = {**TYPES, "twice": parse_type("decimal(12,2)"), "label": parse_type("text")}

    def typed(path: Path) -> Typed:
        return Typed(types[path[0]], True)

    texts = {"twice": "price * 2", "label": "'t' || cast(twice as integer)"}
    terms = {name: aimed(parsed(text), typed, types[name]) for name, text in texts.items()}
    steps = [Step(name, "", types[name], level, term) for level, (name, term) in enumerate(terms.items())]
    prices = from_units(np.array([12500, 0]), TYPES["price"], np.array([True, False]))

    found = vectorised(steps[::-1], {"price": prices}, 2)

    assert found is not None and [array.to_pylist() for array in found.values()] == [["t250", None], [Decimal("250.00"), None]]


def test_steps_that_were_left_once_are_left_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    evaluator, asked = Evaluator(), []

    def counted(steps: Any, inputs: Any, size: int) -> Any:
        asked.append(size)
        return vectorised(steps, inputs, size)

    monkeypatch.setattr("specgen.expressions.evaluate.vectorised", counted)
    for letters in (["A"], ["É", "B"], ["C", "D", "E"]):
        found = evaluator.evaluate([step("lower(code)")], {"code": pa.array(letters)}, len(letters))
        assert found["result"].to_pylist() == [letter.lower() for letter in letters]

    assert asked == [1, 2]


def test_nothing_and_dictionaries_are_computed_too() -> None:
    for text in ("price * 2", "case when ok then 'a' else code end", "lower(code)", "qty = 3 and code = 'b'"):
        empty = {name: pa.array([], type.arrow) for name, type in TYPES.items()}
        coded = {name: array.dictionary_encode() for name, array in arrays().items() if name not in ("token",)}

        assert computed(step(text), empty, 0).equals(queried(step(text), empty, 0))  # type: ignore[union-attr]
        made = computed(step(text), coded, ROWS)
        assert made is None or made.equals(queried(step(text), arrays(), ROWS))


@pytest.mark.parametrize(("spec", "scale"), [("ecommerce", 0.1), ("tpch", 0.001)])
def test_the_rows_of_shipped_specs_need_no_database(spec: str, scale: float) -> None:
    data = specgen.load(f"specs/{spec}.yaml", {"scale": scale})

    assert sum(data[name].to_arrow().num_rows for name in data) > 1_000
    assert "_database" not in vars(data.engine.evaluator)


def test_duckdb_is_not_imported_for_them() -> None:
    made = "data = specgen.load('specs/ecommerce.yaml', {'scale': 0.1}); data['order_items'].to_arrow()"
    ran = subprocess.run(
        [sys.executable, "-c", f"import sys, specgen; {made}; print('duckdb' in sys.modules)"], capture_output=True, text=True
    )

    assert ran.stdout.strip() == "False", ran.stderr
