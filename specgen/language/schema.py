"""The JSON Schema of a whole spec, assembled from what each kind declares: editors and `structure.judge` read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from specgen.contracts import Generator, Json

DRAFT = "https://json-schema.org/draft/2020-12/schema"
PLACEHOLDER = r"\$\{"
_PERCENT = r"^\s*\d+(\.\d+)?\s*%\s*$"
_NAME = r"^[^\s.,;:'\"`(){}\[\]/\\]+$"
_WHOLE_TYPE = r"(?i)^\s*(tiny|small|medium|big)?int"

FILLER = "filler"
"""The `$comment` of a `oneOf` that says: exactly one key of these fills it."""


def json_schema(generators: Mapping[str, type[Generator]]) -> Json:
    """The schema (draft 2020-12) of a spec in which these generators may fill columns.

    A generator's own schema may refer to `#/$defs/filler`, `branch` (a filler under an `if`), `part` (one with a weight), `field` (one
    with a type, or a value), `weights` and `percent`.
    """
    return {
        "$schema": DRAFT,
        "title": "specgen",
        "description": "What a relational data set is.",
        "type": "object",
        "required": ["specgen", "tables"],
        "properties": _top_level(),
        "patternProperties": {"^x-": {"description": "Anything; a place for YAML anchors."}},
        "additionalProperties": False,
        "$defs": {
            "table": _table(),
            "rows": _rows(generators),
            "column": _column_or_type(generators, whole_only=True),
            "given_column": _column_or_type(generators, whole_only=False),
            "filler": _mapping(_fillers(generators)) | _exactly_one(generators),
            "branch": _branch(generators),
            "part": _mapping({"weight": _weight()} | _fillers(generators), required=["weight"]) | _exactly_one(generators),
            "field": _field(generators),
            "weights": _weights(),
            "percent": _percent(),
            "names": _one_or_list("A column, or a list of columns.", "a column or a list of columns"),
            "checks": _list(_check({"expr", "sql"}), "Rules that every row keeps."),
            **{f"filler.{name}": kind.schema() for name, kind in sorted(generators.items())},
        },
    }


def for_editors(schema: Json) -> Json:
    """The schema of a spec before `${…}` is replaced: wherever a number or true/false stands, a placeholder may."""
    return {key: value if key == "if" else _relaxed(value) for key, value in _with_placeholder(schema).items()}


def _relaxed(part: Any) -> Any:
    if isinstance(part, dict):
        return for_editors(part)
    return [_relaxed(item) for item in part] if isinstance(part, list) else part


def _with_placeholder(schema: Json) -> Json:
    kinds = schema.get("type")
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if not isinstance(kinds, list) or not {"integer", "number", "boolean"} & set(kinds):
        return schema
    if "string" in kinds:
        return schema | ({"pattern": f"{schema['pattern']}|{PLACEHOLDER}"} if "pattern" in schema else {})
    return schema | {"type": [*kinds, "string"], "pattern": PLACEHOLDER}


# ── the parts of a spec ──────────────────────────────────────────────────────────────────────────────────────────────


def _top_level() -> Json:
    tables = {"$ref": "#/$defs/table"}
    return {
        "specgen": {"const": 1, "description": "The version of the language.", "examples": [1]},
        "name": _text("The data set's name."),
        "description": _text("What the data set is, in a sentence."),
        "seed": {"type": "integer", "description": "Another seed gives other rows of the same kind."},
        "locale": _text("The language and country of names and addresses, such as en_US."),
        "as_of": _text("The last day that the data set knows.", title="a day such as 2025-10-28", pattern=r"^\d{4}-\d{2}-\d{2}$"),
        "params": _named({"type": ["number", "string"]}, "Numbers and texts that ${…} and expressions use."),
        "include": _one_or_list("Files whose tables, params and checks are part of this spec.", "a file name or a list of file names"),
        "tables": _named(tables, "The tables, by name.") | {"minProperties": 1},
        "checks": _list(_check({"sql"}), "Queries over several tables that return the offending rows."),
    }


def _table() -> Json:
    properties: Json = {
        "rows": {"$ref": "#/$defs/rows", "examples": [1000]},
        "columns": _named({"$ref": "#/$defs/column"}, "The columns, in order.") | {"minProperties": 1},
        "primary_key": {"$ref": "#/$defs/names", "description": "The column, or columns, that name a row."},
        "unique": _list(_list(_text("A column.")), "Lists of columns that no two rows share: [[order_id, product_id]]."),
        "foreign_keys": _list(_foreign_key(), "References declared for columns that are filled otherwise."),
        "checks": {"$ref": "#/$defs/checks"},
        "indexes": _list(_index(), "Indexes: [a, b], or {columns: [a, b], unique: true}."),
        "versions": _versions(),
        "description": _text("What a row is."),
        "hidden": _flag("Used by other tables, never written."),
    }
    columns = properties["columns"] | {"additionalProperties": {"$ref": "#/$defs/given_column"}}
    given = {"properties": {"rows": {"anyOf": [{"type": "array"}, {"type": "object", "required": ["file"]}]}}, "required": ["rows"]}
    required = ["rows", "columns"]
    return {
        "if": given,
        "then": _mapping(properties | {"columns": columns}, required, "A table of given rows."),
        "else": _mapping(properties, required, "A table."),
    }


def _rows(generators: Mapping[str, type[Generator]]) -> Json:
    filler = _mapping(_fillers(generators) | {"exact": _flag("The shares hold to the row.")}) | _exactly_one(generators)
    numbered = {"type": "object", "propertyNames": {"pattern": r"^\s*\d"}}
    mapping = {"if": numbered, "then": {"$ref": "#/$defs/weights"}, "else": filler}
    count = {"if": {"type": "object"}, "then": mapping, "else": _whole("Rows for each parent row.", "a whole number or a mapping")}
    block = {
        "per": _text("The parent table: a block of rows for each of its rows."),
        "count": count | {"description": "How many rows a block has: weights, or a filler such as {geometric: {mean: 6}}."},
        "total": _whole("All counts sum to this."),
    }
    moment = _text("A date or timestamp; a date as `to` includes that day.")
    each = {"each": _text("day, hour, month, … or a duration such as 15 min."), "from": moment, "to": moment}
    cross = {"cross": _list(_text("A table."), "Every combination of the rows of these tables.") | {"minItems": 2}}
    file = {"file": _text("A CSV, Parquet or JSON Lines file beside the spec.")}
    forms = {"each": (each, list(each)), "cross": (cross, ["cross"]), "file": (file, ["file"])}
    long = _mapping(block, required=["per", "count"])
    for key, (properties, required) in forms.items():
        long = {"if": {"required": [key]}, "then": _mapping(properties, required=required), "else": long}
    cell = {"type": ["string", "number", "boolean", "null"]}
    given = _list({"type": "object", "additionalProperties": cell, "minProperties": 1}, "The rows themselves.") | {"minItems": 1}
    scalar = {"if": {"type": "array"}, "then": given, "else": _whole("How many rows.", "a whole number or a mapping")}
    return {"if": {"type": "object"}, "then": long, "else": scalar}


def _column_or_type(generators: Mapping[str, type[Generator]], whole_only: bool) -> Json:
    """`whole_only`: a column without a filler must be a whole number; else the rows give its values."""
    return {"if": {"type": "object"}, "then": _column(generators, whole_only), "else": _text("A SQL type.", title="a type or a mapping")}


def _column(generators: Mapping[str, type[Generator]], whole_only: bool) -> Json:
    modifiers = {
        "type": _text("A SQL type, such as varchar(50) or 'decimal(10,2)'."),
        "nulls": {
            "type": ["number", "string", "boolean"],
            "minimum": 0,
            "maximum": 1,
            "description": "A share such as 20%, or a condition.",
        },
        "unique": _flag("No two rows share a value."),
        "exact": _flag("The declared shares hold to the row."),
        "hidden": _flag("Used by other columns, never written."),
        "check": _text("A condition that every row keeps."),
        "default": {"type": ["string", "number", "boolean", "null"], "description": "The DEFAULT of the DDL."},
        "generated": {"enum": ["stored"], "description": "The expr is a generated column of the DDL too."},
        "description": _text("What the column holds."),
    }
    whole = {"required": ["type"], "properties": {"type": {"type": "string", "pattern": _WHOLE_TYPE}}}
    present: Json = {"anyOf": [{"required": [name]} for name in sorted(generators)]}
    one = _exactly_one(generators)
    lone_key: Json = {
        "allOf": [whole] if whole_only else [{"required": ["type"]}],
        "not": present,
        "description": "A whole number without a filler counts 1, 2, 3.",
    }
    return _mapping(modifiers | _fillers(generators), description="A column.") | one | {"oneOf": [*one["oneOf"], lone_key]}


def _branch(generators: Mapping[str, type[Generator]]) -> Json:
    condition = _text("The condition under which this branch fills the cell.")
    chosen = _mapping({"if": condition} | _fillers(generators), required=["if"]) | _exactly_one(generators)
    return {"if": {"required": ["else"]}, "then": _mapping({"else": {"$ref": "#/$defs/filler"}}), "else": chosen}


def _field(generators: Mapping[str, type[Generator]]) -> Json:
    own = {"type": _text("A SQL type."), "nulls": {"$ref": "#/$defs/percent", "description": "The share of nulls, such as 20%."}}
    value = {"type": ["string", "number", "boolean", "null"], "title": "a value or a mapping"}
    return {"if": {"type": "object"}, "then": _mapping(own | _fillers(generators)) | _exactly_one(generators), "else": value}


def _check(ways: Iterable[str]) -> Json:
    words = {"expr": "A condition that every row keeps.", "sql": "A query that returns the offending rows."}
    properties = {
        "name": _text("The check's name."),
        **{way: _text(words[way]) for way in sorted(ways)},
        "severity": {"enum": ["error", "warn"], "description": "`warn` reports and goes on."},
        "tolerance": {"$ref": "#/$defs/percent", "description": "The share of rows that may offend."},
        "description": _text("Why it must hold."),
    }
    return _mapping(properties, required=["name"]) | {"oneOf": [{"required": [way]} for way in sorted(ways)]}


def _foreign_key() -> Json:
    properties = {
        "columns": {"$ref": "#/$defs/names"},
        "to": _one_or_list("The column, or columns, of the other table: customers.customer_id.", "a column or a list of columns"),
    }
    return _mapping(properties, required=["columns", "to"])


def _index() -> Json:
    properties = {"columns": {"$ref": "#/$defs/names"}, "unique": _flag("No two rows share a value."), "name": _text("Its name.")}
    short = _list(_text("A column.")) | {"title": "a list of columns or a mapping"}
    return {"if": {"type": "object"}, "then": _mapping(properties, required=["columns"]), "else": short}


def _versions() -> Json:
    properties = {
        "from": _text("The time at which a block begins, as a path: customer_id.registration_date."),
        "to": _text("The time at which it ends: as_of, or a path."),
        "start": _text("The column that holds the beginning of a version."),
        "end": _text("The column that holds its end; NULL in the last."),
        "current": _text("The column that is true in the last."),
    }
    return _mapping(properties, required=list(properties), description="History: a block's rows tile [from, to) without gap or overlap.")


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _fillers(generators: Mapping[str, type[Generator]]) -> Json:
    return {
        name: {"$ref": f"#/$defs/filler.{name}", "description": (kind.__doc__ or name).strip().splitlines()[0]}
        for name, kind in sorted(generators.items())
    }


def _exactly_one(generators: Iterable[str]) -> Json:
    return {"oneOf": [{"required": [name]} for name in sorted(generators)], "$comment": FILLER}


def _weight() -> Json:
    return {"type": ["number", "string"], "minimum": 0, "pattern": _PERCENT, "title": "a weight such as 30 or 30%"}


def _weights() -> Json:
    return {"type": "object", "minProperties": 1, "additionalProperties": _weight(), "title": "weights such as {a: 70, b: 30}"}


def _percent() -> Json:
    return {"type": ["number", "string"], "minimum": 0, "maximum": 1, "pattern": _PERCENT, "title": "a share such as 20% or 0.2"}


def _mapping(properties: Json, required: Iterable[str] = (), description: str = "") -> Json:
    made: Json = {"type": "object", "properties": properties, "additionalProperties": False}
    return made | ({"required": list(required)} if required else {}) | ({"description": description} if description else {})


def _named(values: Json, description: str) -> Json:
    return {"type": "object", "propertyNames": {"pattern": _NAME}, "additionalProperties": values, "description": description}


def _list(items: Json, description: str = "") -> Json:
    return {"type": "array", "items": items, "minItems": 1} | ({"description": description} if description else {})


def _one_or_list(description: str, title: str) -> Json:
    item = _text(title=title)
    return {"if": {"type": "array"}, "then": _list(_text()), "else": item, "description": description}


def _text(description: str = "", **more: str) -> Json:
    return {"type": "string"} | ({"description": description} if description else {}) | more


def _flag(description: str) -> Json:
    return {"type": "boolean", "description": description}


def _whole(description: str, title: str = "a whole number") -> Json:
    return {"type": "integer", "minimum": 0, "description": description, "title": title}
