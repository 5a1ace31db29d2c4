"""The JSON Schema of a whole spec, assembled from what each kind declares: editors and `structure.judge` read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from specgen.language.shapes import flag, listing, mapping, named, one_or_list, percent, text, weight, weights, whole

if TYPE_CHECKING:
    from specgen.contracts import Generator, Json

DRAFT = "https://json-schema.org/draft/2020-12/schema"
PLACEHOLDER = r"\$\{"
_DAY = r"^\d{4}-\d{2}-\d{2}$"
_ROWS = "a whole number, a mapping or a list of mappings"
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
            "filler": mapping(_fillers(generators)) | _exactly_one(generators) | {"title": "a filler such as {uniform: {min: 1, max: 3}}"},
            "branch": _branch(generators),
            "part": mapping({"weight": weight()} | _fillers(generators), required=["weight"]) | _exactly_one(generators),
            "field": _field(generators),
            "weights": weights(),
            "percent": percent(),
            "names": one_or_list("A column, or a list of columns.", "a column or a list of columns"),
            "checks": listing(_check({"expr", "sql"}), "Rules that the rows keep.", "a list of {name, expr} or {name, sql}"),
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
        "name": text("The data set's name: of its database file, and in the manifest."),
        "description": text("What the data set is, in a sentence."),
        "seed": {"type": "integer", "default": 0, "description": "Another seed gives other rows of the same kind.", "examples": [42]},
        "locale": text("The language and country of names and addresses.", default="en_US", examples=["de_DE"]),
        "as_of": text("The last day that the data set knows; no clock is read.", title="a day such as 2025-10-28", pattern=_DAY),
        "params": named({"type": ["number", "string"]}, "Numbers and texts that ${…} and expressions use.", "numbers and texts by name")
        | {"examples": [{"scale": 1, "shop": "Corner"}]},
        "include": one_or_list("Files whose tables, params and checks are part of this spec.", "a file name or a list of file names"),
        "tables": named(tables, "The tables.", "tables by name") | {"minProperties": 1},
        "checks": listing(_check({"sql"}), "Queries over several tables that return the offending rows.", "a list of {name, sql}"),
    }


def _table() -> Json:
    foreign, indexes = "a list of {columns, to}", "a list of lists of columns, or of {columns, unique}"
    properties: Json = {
        "rows": {"$ref": "#/$defs/rows", "title": _ROWS, "description": "How many rows there are, of what.", "examples": [1000]},
        "columns": named({"$ref": "#/$defs/column"}, "The columns, in order.", "columns by name") | {"minProperties": 1},
        "primary_key": {"$ref": "#/$defs/names", "description": "What names a row.", "examples": ["order_id", ["order_id", "line"]]},
        "unique": listing(listing(text("A column.")), "Columns whose values together no two rows share.", "a list of lists of columns"),
        "foreign_keys": listing(_foreign_key(), "References of columns that are filled otherwise.", foreign),
        "checks": {"$ref": "#/$defs/checks"},
        "indexes": listing(_index(), "Indexes of the database.", indexes),
        "versions": _versions(),
        "description": text("What a row is; a comment in the database."),
        "hidden": flag("Used by other tables, never written."),
    }
    properties["unique"] |= {"examples": [[["order_id", "product_id"]]]}
    properties["foreign_keys"] |= {"examples": [[{"columns": "user_id", "to": "customers.customer_id"}]]}
    properties["indexes"] |= {"examples": [[["order_date"], ["customer_id", "order_date"]]]}
    columns = properties["columns"] | {"additionalProperties": {"$ref": "#/$defs/given_column"}}
    given = {"properties": {"rows": {"anyOf": [{"type": "array"}, {"type": "object", "required": ["file"]}]}}, "required": ["rows"]}
    required = ["rows", "columns"]
    return {
        "if": given,
        "then": mapping(properties | {"columns": columns}, required, "A table of given rows."),
        "else": mapping(properties, required, "A table."),
    }


def _rows(generators: Mapping[str, type[Generator]]) -> Json:
    parts = listing(text("A table."), "The tables whose rows are combined; the last changes fastest.", "a list of tables") | {"minItems": 2}
    file = text("A CSV, Parquet or JSON Lines file beside the spec.", title="a file name")
    forms = {
        "cross": mapping({"cross": parts}, ["cross"], "A row for every combination of the rows of other tables."),
        "each": _calendar(),
        "file": mapping({"file": file}, ["file"], "The rows of a file, each cell checked against its column's type."),
    }
    long = _block(generators)
    for key, form in forms.items():
        long = {"if": {"required": [key]}, "then": form, "else": long}
    cell = {"type": ["string", "number", "boolean", "null"]}
    given = listing({"type": "object", "additionalProperties": cell, "minProperties": 1}, "The rows themselves.", "a list of mappings")
    scalar = {"if": {"type": "array"}, "then": given, "else": whole("Independent rows.", "a whole number or a mapping")}
    return {"if": {"type": "object"}, "then": long, "else": scalar}


def _calendar() -> Json:
    moment = {"title": "a date or timestamp"}
    keys = {
        "each": text("How far apart the rows are.", title="day, hour, week, month, quarter, year or a duration such as 15 min"),
        "from": text("The first row.", **moment),
        "to": text("The last day, included; a timestamp is not.", **moment),
    }
    return mapping(keys, list(keys), "A calendar: a row every so often.")


def _block(generators: Mapping[str, type[Generator]]) -> Json:
    filler = mapping(_fillers(generators) | {"exact": flag("The shares hold to the row.")}) | _exactly_one(generators)
    numbered = {"type": "object", "propertyNames": {"pattern": r"^\s*\d"}}
    count = {
        "if": {"type": "object"},
        "then": {"if": numbered, "then": {"$ref": "#/$defs/weights"}, "else": filler},
        "else": whole("Rows for each parent row.", "a whole number, weights or a filler"),
        "description": "How many rows a block has: always so many, weights, or a filler of whole numbers.",
    }
    keys = {
        "per": text("The parent table.", title="a table"),
        "count": count,
        "total": whole("What all counts sum to, exactly; with weights the shares are then exact too."),
    }
    return mapping(keys, ["per", "count"], "A block of rows for each row of a parent table, one block after the other.")


def _column_or_type(generators: Mapping[str, type[Generator]], whole_only: bool) -> Json:
    """`whole_only`: a column without a filler must be a whole number; else the rows give its values."""
    return {
        "if": {"type": "object"},
        "then": _column(generators, whole_only),
        "else": text("A SQL type: a whole number that counts 1, 2, 3.", title="a type or a mapping"),
    }


def _column(generators: Mapping[str, type[Generator]], whole_only: bool) -> Json:
    modifiers = {
        "type": text("The type of its values; left out where the filler knows it.", title="a SQL type", examples=["varchar(50)"]),
        "nulls": {
            "type": ["number", "string", "boolean"],
            "minimum": 0,
            "maximum": 1,
            "title": "a share such as 20% or a condition",
            "description": "Which cells are NULL: so many, or those of rows where the condition holds.",
            "examples": ["20%", "status = 'new'"],
        },
        "unique": flag("No two rows share a value, by construction, where it is not NULL; refused where that cannot be shown."),
        "exact": flag("Declared shares hold to the row: 15% of 1,000 rows are 150."),
        "hidden": flag("Used by other columns, never written."),
        "check": text("What every row keeps; a CHECK in the database.", title="a condition", examples=["quantity > 0"]),
        "default": {
            "type": ["string", "number", "boolean", "null"],
            "description": "The DEFAULT of the DDL; no row is filled by it.",
            "examples": [0],
        },
        "generated": {"enum": ["stored"], "description": "The database computes the `expr` too, as a generated column."},
        "description": text("What the column holds; a comment in the database."),
    }
    countable = {"required": ["type"], "properties": {"type": {"type": "string", "pattern": _WHOLE_TYPE}}}
    present: Json = {"anyOf": [{"required": [name]} for name in sorted(generators)]}
    one = _exactly_one(generators)
    lone_key: Json = {
        "allOf": [countable] if whole_only else [{"required": ["type"]}],
        "not": present,
        "description": "A whole number without a filler counts 1, 2, 3.",
    }
    return mapping(modifiers | _fillers(generators), description="A column.") | one | {"oneOf": [*one["oneOf"], lone_key]}


def _branch(generators: Mapping[str, type[Generator]]) -> Json:
    condition = text("The condition under which this branch fills the cell.", title="a condition")
    chosen = mapping({"if": condition} | _fillers(generators), required=["if"]) | _exactly_one(generators)
    return {
        "if": {"required": ["else"]},
        "then": mapping({"else": {"$ref": "#/$defs/filler", "description": "What fills the cell where no condition holds."}}),
        "else": chosen,
    }


def _field(generators: Mapping[str, type[Generator]]) -> Json:
    own = {"type": text("A SQL type."), "nulls": {"$ref": "#/$defs/percent", "description": "The share of nulls, such as 20%."}}
    value = {"type": ["string", "number", "boolean", "null"], "title": "a value or a mapping"}
    return {"if": {"type": "object"}, "then": mapping(own | _fillers(generators)) | _exactly_one(generators), "else": value}


def _check(ways: Iterable[str]) -> Json:
    words = {"expr": "A condition that every row keeps.", "sql": "A query that returns the offending rows."}
    properties = {
        "name": text("The check's name."),
        **{way: text(words[way], title={"expr": "a condition", "sql": "a query"}[way]) for way in sorted(ways)},
        "severity": {"enum": ["error", "warn"], "default": "error", "description": "`warn` reports and goes on."},
        "tolerance": {"$ref": "#/$defs/percent", "default": 0, "description": "The share of rows that may offend."},
        "description": text("Why it must hold."),
    }
    return mapping(properties, required=["name"]) | {"oneOf": [{"required": [way]} for way in sorted(ways)]}


def _foreign_key() -> Json:
    properties = {
        "columns": {"$ref": "#/$defs/names", "description": "The column, or columns, that hold the key."},
        "to": one_or_list("The column, or columns, of the other table: customers.customer_id.", "a column or a list of columns"),
    }
    return mapping(properties, required=["columns", "to"])


def _index() -> Json:
    columns = {"$ref": "#/$defs/names", "description": "What is indexed, in this order."}
    properties = {"columns": columns, "unique": flag("No two rows share the values."), "name": text("Its name.")}
    short = listing(text("A column.")) | {"title": "a list of columns or a mapping"}
    return {"if": {"type": "object"}, "then": mapping(properties, required=["columns"]), "else": short}


def _versions() -> Json:
    properties = {
        "from": text("When the first version of a block begins.", title="a path such as customer_id.registration_date"),
        "to": text("When the last version ends, as far as the data set knows.", title="as_of"),
        "start": text("The column that holds the beginning of a version."),
        "end": text("The column that holds its end; NULL in the last."),
        "current": text("The column that is true in the last."),
    }
    description = "History: the rows of a block tile [from, to) without gap or overlap."
    return mapping(properties, list(properties), description) | {"title": "a mapping of from, to, start, end and current"}


# ── fillers ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _fillers(generators: Mapping[str, type[Generator]]) -> Json:
    return {
        name: {"$ref": f"#/$defs/filler.{name}", "description": (kind.__doc__ or name).strip().splitlines()[0]}
        for name, kind in sorted(generators.items())
    }


def _exactly_one(generators: Iterable[str]) -> Json:
    return {"oneOf": [{"required": [name]} for name in sorted(generators)], "$comment": FILLER}
