"""From the text of a type to a Type."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyarrow as pa

from specgen import rivals
from specgen.counted import counted
from specgen.suggestions import nearest
from specgen.types.type import Type

if TYPE_CHECKING:
    from sqlglot import exp

_TICKS = {0: "s", 3: "ms", 6: "us"}

_SIMPLE = {
    "SMALLINT": Type("integer", "smallint", pa.int16(), bits=16),
    "INT": Type("integer", "integer", pa.int32(), bits=32),
    "BIGINT": Type("integer", "bigint", pa.int64(), bits=64),
    "FLOAT": Type("double", "real", pa.float32(), bits=32),
    "DOUBLE": Type("double", "double", pa.float64(), bits=64),
    "TEXT": Type("text", "text", pa.string()),
    "BOOLEAN": Type("boolean", "boolean", pa.bool_()),
    "DATE": Type("date", "date", pa.date32()),
    "TIME": Type("time", "time", pa.time64("us")),
    "INTERVAL": Type("interval", "interval", pa.duration("us")),
    "UUID": Type("uuid", "uuid", pa.string()),
    "JSON": Type("json", "json", pa.string()),
    "VARBINARY": Type("bytes", "bytea", pa.binary()),
}
_SIMPLE |= {"VARCHAR": _SIMPLE["TEXT"], "JSONB": _SIMPLE["JSON"], "BLOB": _SIMPLE["VARBINARY"], "BINARY": _SIMPLE["VARBINARY"]}

_WORDS = {
    "smallint": "SMALLINT", "integer": "INT", "int": "INT", "bigint": "BIGINT", "real": "FLOAT", "double": "DOUBLE",
    "double precision": "DOUBLE", "text": "TEXT", "boolean": "BOOLEAN", "date": "DATE", "time": "TIME", "interval": "INTERVAL",
    "uuid": "UUID", "json": "JSON", "jsonb": "JSONB", "bytea": "VARBINARY", "decimal": "DECIMAL", "numeric": "DECIMAL",
    "varchar": "VARCHAR", "char": "CHAR", "timestamp": "TIMESTAMP", "timestamptz": "TIMESTAMPTZ",
    "int2": "SMALLINT", "int4": "INT", "int8": "BIGINT", "float4": "FLOAT", "float8": "DOUBLE", "bool": "BOOLEAN",
}  # fmt: skip
"""What sqlglot calls the words that specs use most: most need not wait 0.1 s for its import."""
_NUMBERED = ("decimal", "numeric", "varchar", "char", "timestamp", "timestamptz")
_LISTED = re.compile(r"([a-z]+\d?(?: precision)?)(?: ?\((\d{1,9})(?:, ?(\d{1,9}))?\))?((?:\[\])*)")

_ALIASES = {"float": "double", "blob": "bytea", "bytes": "bytea", "string": "text", "datetime": "timestamp", "int1": "smallint"}
"""Words whose meaning differs between dialects, or that PostgreSQL does not know."""

_STRUCT = re.compile(r"\s*struct\s*\((.*)\)\s*((?:\[\s*\]\s*)*)", re.IGNORECASE | re.DOTALL)
_FIELD = re.compile(r"\s*([^\W\d]\w*)\s+(\S.*)", re.DOTALL)

SPELLINGS = [
    "smallint", "integer", "bigint", "int", "int2", "int4", "int8", "decimal(10,2)", "numeric(10,2)", "real", "float", "float4",
    "float8", "double", "text", "varchar(50)", "char(10)", "string", "boolean", "bool", "date", "time", "timestamp", "timestamp(0)",
    "timestamp(3)", "timestamptz", "interval", "uuid", "json", "jsonb", "bytea", "blob",
    "struct(a integer, b text)",
]  # fmt: skip


@functools.cache
def parse_type(text: str) -> Type:
    """The type that a SQL text such as `decimal(10,2)` or `integer[]` names; ValueError says what to write instead."""
    if struct := _STRUCT.fullmatch(text):
        return _struct(struct[1], struct[2].count("["), text)
    plain = " ".join(text.strip().lower().split())
    word = plain.split("(")[0].split("[")[0].strip()
    plain = _ALIASES.get(word, word) + plain[len(word) :]
    return _listed(plain, text) or _parsed(plain, text)


def _listed(plain: str, text: str) -> Type | None:
    """The type, where it is a listed word with numbers and brackets behind it."""
    found = _LISTED.fullmatch(plain)
    if found is None or found[1] not in _WORDS or (found[2] and found[1] not in _NUMBERED):
        return None
    made = _named(_WORDS[found[1]], [int(number) for number in found.group(2, 3) if number], text)
    for _ in range(found[4].count("[")):
        made = _array_of(made)
    return made


def _parsed(plain: str, text: str) -> Type:
    import sqlglot
    from sqlglot import exp

    try:
        built = exp.DataType.build(plain, dialect="postgres")
    except (sqlglot.errors.SqlglotError, RecursionError) as error:
        raise ValueError(_unknown(text)) from error
    return _from_tree(built, text)


def _from_tree(tree: exp.DataType, text: str) -> Type:
    name = tree.this.name if hasattr(tree.this, "name") else str(tree.this)
    if name == "ARRAY":
        return _array(tree, text)
    numbers = [int(parameter.name) for parameter in tree.expressions if parameter and parameter.name.isdigit()]
    if len(numbers) != len(tree.expressions):
        raise ValueError(_unknown(text))
    return _named(name, numbers, text)


def _named(name: str, numbers: list[int], text: str) -> Type:
    """The type of a name (sqlglot's) and the numbers in parentheses behind it."""
    if name == "DECIMAL":
        return _decimal(numbers, text)
    if name in ("TIMESTAMP", "TIMESTAMPTZ"):
        return _timestamp(name == "TIMESTAMPTZ", numbers, text)
    if name == "CHAR" or (name == "VARCHAR" and numbers):
        return _characters(name.lower(), numbers or [1], text)
    if name not in _SIMPLE or (numbers and (name, numbers) != ("TIME", [6])):
        raise ValueError(_unknown(text))
    return _SIMPLE[name]


def _array(tree: exp.DataType, text: str) -> Type:
    if len(tree.expressions) != 1 or tree.args.get("values"):
        raise ValueError(_unknown(text))
    return _array_of(_from_tree(tree.expressions[0], text))


def _array_of(item: Type) -> Type:
    return Type("array", f"{item.sql}[]", pa.list_(item.arrow), item=item)


def _struct(inside: str, arrays: int, text: str) -> Type:
    """The struct of these fields or, with brackets behind it, an array of it; names keep their case."""
    found: dict[str, Type] = {}
    for part in _parts(inside):
        field = _FIELD.fullmatch(part)
        if field is None:
            raise ValueError(f"{text}: a struct lists names and types, e.g. struct(a integer, b text)")
        if field[1].lower() in map(str.lower, found):
            raise ValueError(f"{text} names {field[1]} twice")
        found[field[1]] = parse_type(field[2])
    sql = f"struct({', '.join(f'{name} {type}' for name, type in found.items())})"
    made = Type("struct", sql, pa.struct([(name, type.arrow) for name, type in found.items()]), fields=tuple(found.items()))
    for _ in range(arrays):
        made = _array_of(made)
    return made


def _parts(inside: str) -> Iterator[str]:
    """What stands between the commas that are in no parentheses."""
    depth, start = 0, 0
    for at, character in enumerate(inside):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            yield inside[start:at]
            start = at + 1
    yield inside[start:]


def _decimal(numbers: list[int], text: str) -> Type:
    if not numbers or len(numbers) > 2:
        raise ValueError(f"{text} needs its digits, e.g. decimal(10,2): ten in all, two of them after the point")
    precision, scale = numbers[0], numbers[1] if len(numbers) == 2 else 0
    if not 1 <= precision <= 38:
        raise ValueError(f"{text} has {counted(precision, 'digit')}; a decimal has 1 to 38")
    if scale > precision:
        raise ValueError(f"{text} has more digits after the point than in all")
    return decimal_type(precision, scale)


@functools.cache
def decimal_type(precision: int, scale: int) -> Type:
    """The decimal of so many digits, `scale` of them after the point."""
    return Type("decimal", f"decimal({precision},{scale})", pa.decimal128(precision, scale), precision=precision, scale=scale)


def _timestamp(zoned: bool, numbers: list[int], text: str) -> Type:
    digits = numbers[0] if numbers else 6
    if len(numbers) > 1 or digits not in _TICKS:
        raise ValueError(f"{text}: a timestamp counts seconds, (0), thousandths, (3), or millionths, (6)")
    word = "timestamptz" if zoned else "timestamp"
    arrow = pa.timestamp(_TICKS[digits], tz="UTC" if zoned else None)
    return Type("timestamp", word if digits == 6 else f"{word}({digits})", arrow, precision=digits, zoned=zoned)


def _characters(word: str, numbers: list[int], text: str) -> Type:
    if len(numbers) != 1 or not 1 <= numbers[0] <= 10_485_760:
        raise ValueError(f"{text}: the length of a text is 1 to 10485760 characters")
    return Type("text", f"{word}({numbers[0]})", pa.string(), length=numbers[0])


def _unknown(text: str) -> str:
    word = re.split(r"[\s(\[]", text.strip(), maxsplit=1)[0]
    known = {one.split("(")[0] for one in SPELLINGS}
    said, near = rivals.phrase(word, known, rivals.TYPES), nearest(word, sorted(known))
    whole = f"{near}{text.strip()[len(word) :]}" if near else ""
    hint = said or (
        f"did you mean '{whole}'?"
        if near and whole != text.strip()
        else "a type is one of integer, decimal(10,2), text, date, timestamp, …"
    )
    return f"there is no type '{text}'; {hint}"
