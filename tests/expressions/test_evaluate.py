"""Evaluating steps over Arrow arrays."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import duckdb
import pyarrow as pa
import pytest

from specgen.expressions import Evaluator, ExpressionFailed, Step
from specgen.types import Type, parse_type


def step(name: str, sql: str, type: str, level: int = 0) -> Step:
    return Step(name, sql, parse_type(type), level)


@pytest.mark.parametrize(
    ("sql", "type"),
    [
        ("1", "smallint"), ("1", "integer"), ("1", "bigint"), ("1", "decimal(10,2)"), ("1", "decimal(30,2)"), ("1", "real"),
        ("1", "double"),
        ("'x'", "text"), ("'x'", "varchar(5)"), ("true", "boolean"), ("DATE '2020-01-01'", "date"), ("TIME '10:00'", "time"),
        ("TIMESTAMP '2020-01-01 10:00:00'", "timestamp"), ("TIMESTAMP '2020-01-01 10:00:00'", "timestamp(0)"),
        ("TIMESTAMP '2020-01-01 10:00:00'", "timestamp(3)"), ("INTERVAL '3 days'", "interval"), ("'{}'", "json"), ("NULL", "integer"),
        ("'123e4567-e89b-42d3-a456-426614174000'", "uuid"), ("'a'::BLOB", "bytea"), ("[1, 2]", "integer[]"), ("NULL", "interval"),
    ],
)  # fmt: skip
def test_a_result_has_exactly_the_arrow_type(sql: str, type: str) -> None:
    found = Evaluator().evaluate([step("x", sql, type)], {}, 3)["x"]

    assert isinstance(found, pa.Array) and found.type == parse_type(type).arrow and len(found) == 3


def arrays(types: list[Type]) -> dict[str, pa.Array]:
    return {f"c{at}": pa.nulls(2, type.arrow) for at, type in enumerate(types)}


def test_inputs_of_every_type_come_back_as_they_were() -> None:
    names = [
        "smallint",
        "bigint",
        "decimal(10,2)",
        "double",
        "text",
        "boolean",
        "date",
        "time",
        "timestamp",
        "timestamp(0)",
        "interval",
        "uuid",
        "bytea",
    ]
    types = [parse_type(name) for name in names]
    inputs = arrays(types)
    steps = [Step(f"r{at}", f'"c{at}"', type) for at, type in enumerate(types)]

    found = Evaluator().evaluate(steps, inputs, 2)

    assert [array.type for array in found.values()] == [type.arrow for type in types]


def test_later_levels_read_earlier_steps_and_dotted_inputs() -> None:
    steps = [step("double", '"order.price" * 2', "decimal(10,2)"), step("label", "'p' || CAST(\"double\" AS VARCHAR)", "text", 1)]
    inputs = {"order.price": pa.array([Decimal("1.25"), None], pa.decimal128(10, 2))}

    found = Evaluator().evaluate(steps, inputs, 2)

    assert found["double"].to_pylist() == [Decimal("2.50"), None]
    assert found["label"].to_pylist() == ["p2.50", None]


def test_dictionary_arrays_are_read() -> None:
    colours = pa.array(["red", "blue", "red"]).dictionary_encode()

    found = Evaluator().evaluate([step("x", "\"c\" || '!'", "text")], {"c": colours}, 3)

    assert found["x"].to_pylist() == ["red!", "blue!", "red!"]


def test_order_holds_over_many_vectors() -> None:
    numbers = pa.array(range(50_000))

    found = Evaluator().evaluate([step("x", '"n"', "bigint")], {"n": numbers}, len(numbers))

    assert found["x"].equals(numbers)


def test_no_rows_give_no_values() -> None:
    assert len(Evaluator().evaluate([step("x", '"n" + 1', "bigint")], {"n": pa.array([], pa.int64())}, 0)["x"]) == 0
    assert len(Evaluator().evaluate([step("x", "1", "bigint")], {}, 0)["x"]) == 0


def test_threads_do_not_see_each_others_batches() -> None:
    evaluator = Evaluator()
    steps = [step("x", '"n" + 1', "bigint")]

    def run(base: int) -> bool:
        batch = pa.array(range(base, base + 1000))
        return evaluator.evaluate(steps, {"n": batch}, 1000)["x"].to_pylist() == list(range(base + 1, base + 1001))

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(run, range(0, 40_000, 1000)))


@pytest.mark.parametrize("row", [0, 1, 4095, 4999])
def test_the_first_bad_row_is_named(row: int) -> None:
    values = [1] * 5000
    values[row] = values[4999] = 40_000
    steps = [step("fine", '"n"', "bigint"), step("narrow", '"fine" + 0', "smallint", 1)]

    with pytest.raises(ExpressionFailed) as raised:
        Evaluator().evaluate(steps, {"n": pa.array(values)}, 5000)

    assert (raised.value.step_name, raised.value.row) == ("narrow", row)
    assert "40000" in raised.value.message and "\n" not in raised.value.message


def test_the_failure_of_the_smallest_row_wins() -> None:
    steps = [
        step("a", 'CAST("n" AS TINYINT)', "smallint"),
        step("b", 'CAST(CASE WHEN "n" = 100 THEN 1000 ELSE 1 END AS TINYINT)', "smallint"),
    ]

    with pytest.raises(ExpressionFailed) as raised:
        Evaluator().evaluate(steps, {"n": pa.array([1, 100, 300])}, 3)

    assert (raised.value.step_name, raised.value.row) == ("b", 1)


def test_an_infinite_result_stops() -> None:
    with pytest.raises(ExpressionFailed) as raised:
        Evaluator().evaluate([step("x", '"n" * 1e308', "double")], {"n": pa.array([1.0, None, 10.0])}, 3)

    assert raised.value.row == 2


def test_no_file_is_read(tmp_path: object) -> None:
    with pytest.raises((duckdb.Error, ExpressionFailed), match="disabled"):
        Evaluator().evaluate([step("x", f"(SELECT count(*) FROM read_text('{tmp_path}/x'))", "bigint")], {}, 1)


def test_decimals_round_half_away_from_zero() -> None:
    inputs = {"n": pa.array([Decimal("1.005"), Decimal("-1.005"), Decimal("1.004")], pa.decimal128(10, 3))}

    found = Evaluator().evaluate([step("x", '"n"', "decimal(10,2)")], inputs, 3)

    assert found["x"].to_pylist() == [Decimal("1.01"), Decimal("-1.01"), Decimal("1.00")]
