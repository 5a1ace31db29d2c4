"""Words of other tools, and what the same thing is called here: a word of ours, or a phrase where we have none."""

from __future__ import annotations

KEYS: dict[str, dict[str, str]] = {
    "Snowfakery": {
        "count": "rows",
        "fake": "faker",
        "fields": "columns",
        "for_each": "per",
        "friends": "a table of its own, with `rows: {per: …, count: …}`",
        "include_file": "include",
        "just_once": "a table with `rows: 1`",
        "macro": "a YAML anchor: `x-name: &name {…}`, used as `<<: *name`",
        "nickname": "the name of the table",
        "object": "tables",
        "option": "params",
        "random_choice": "values",
        "random_number": "uniform",
        "random_reference": "references",
        "reference": "references",
        "date_between": "uniform",
        "datetime_between": "uniform",
        "unique_id": "sequence",
        "update_key": "primary_key",
    },
    "Misata": {
        "agg": "aggregate",
        "choices": "values",
        "formula": "expr",
        "from_table": "aggregate",
        "high": "max",
        "low": "min",
        "probabilities": "values",
        "rollup": "aggregate",
        "row_count": "rows",
        "sampling": "pick",
        "text_type": "faker",
        "distribution_params": "the name of the distribution: `normal: {mean: 5, stddev: 2}`",
    },
    "Synth": {
        "categorical": "values",
        "date_time": "time",
        "low_high": "uniform",
        "number": "uniform",
        "one_of": "mixture",
        "optional": "nulls",
        "same_as": "references",
        "series": "sequence",
        "string": "pattern",
        "variants": "parts",
    },
    "dbldatagen": {
        "basecolumn": "expr",
        "begin": "from",
        "columntype": "type",
        "datarange": "uniform",
        "distribution": "the name of the distribution: `normal: {mean: 5, stddev: 2}`",
        "end": "to",
        "interval": "grid",
        "maxvalue": "max",
        "minvalue": "min",
        "omit": "hidden",
        "percentnulls": "nulls",
        "prefix": "`expr: \"'A-' || number\"`",
        "randomseed": "seed",
        "suffix": "`expr: \"number || '-A'\"`",
        "template": "pattern",
        "uniquevalues": "the range of the values: `uniform: {min: 1, max: 100}` has 100",
        "weights": "values",
        "withcolumn": "columns",
    },
    "Data Caterer": {
        "enablenull": "nulls",
        "expression": "expr",
        "isprimarykey": "`primary_key` of the table",
        "isunique": "unique",
        "maxlen": "the type: `varchar(20)`",
        "nullprobability": "nulls",
        "oneof": "values",
        "perfield": "per",
        "records": "rows",
        "regex": "pattern",
        "sql": "expr",
        "steps": "tables",
    },
    "dbt": {
        "accepted_values": "values",
        "data_tests": "checks",
        "data_type": "type",
        "materialized": "hidden",
        "models": "tables",
        "ref": "references",
        "relationships": "references",
        "seeds": "`rows: {file: data.csv}`",
        "sources": "tables",
        "tests": "checks",
        "vars": "params",
        "version": "specgen",
    },
    "SQLAlchemy": {
        "autoincrement": "sequence",
        "constraints": "checks",
        "foreign_key": "references",
        "foreignkey": "references",
        "nullable": "nulls",
        "primary_key": "`primary_key` of the table, which names the column",
        "server_default": "default",
    },
    "Django": {
        "auto_now": "`time: {from: …, to: …}`",
        "db_index": "`indexes` of the table",
        "decimal_places": "the type: `decimal(10,2)`",
        "max_digits": "the type: `decimal(10,2)`",
        "max_length": "the type: `varchar(20)`",
        "null": "nulls",
        "unique_together": "unique",
        "verbose_name": "description",
    },
    "JSON Schema": {
        "const": "constant",
        "enum": "values",
        "examples": "values",
        "exclusivemaximum": "max",
        "exclusiveminimum": "min",
        "format": "faker",
        "items": "array",
        "maximum": "max",
        "maxlength": "the type: `varchar(20)`",
        "minimum": "min",
        "multipleof": "`expr` with `floor`",
        "properties": "columns",
        "required": "the rule that no cell is NULL unless `nulls` says so",
        "title": "description",
    },
    "numpy": {"lam": "mean", "loc": "mean", "mu": "mean", "size": "rows", "std": "stddev", "sd": "stddev", "random_state": "seed"},
    "SQL": {
        "check": "checks",
        "index": "indexes",
        "key": "primary_key",
        "not_null": "the rule that no cell is NULL unless `nulls` says so",
        "pk": "primary_key",
        "serial": "sequence",
        "fk": "references",
    },
    "other tools": {
        "choice": "values",
        "depends_on": "per",
        "desc": "description",
        "end_date": "to",
        "entities": "tables",
        "gaussian": "normal",
        "generator": "the name of the filler: `uniform`, `faker`, `expr`, …",
        "locales": "locale",
        "lower": "min",
        "null_probability": "nulls",
        "null_ratio": "nulls",
        "num_rows": "rows",
        "parameters": "params",
        "parent": "per|references",
        "provider": "faker",
        "start_date": "from",
        "upper": "max",
        "value": "constant|values",
        "variables": "params",
    },
}
"""Small letters; `a|b`: whichever is possible where the word stands; a phrase goes on behind "here it is"."""

TYPES: dict[str, dict[str, str]] = {
    "Python": {"str": "text", "dict": "json", "list": "'text[]'", "bytes": "bytea", "int64": "bigint", "float64": "double"},
    "SQL Server": {"bit": "boolean", "datetime2": "timestamp", "money": "'decimal(19,4)'", "nvarchar": "varchar", "tinyint": "smallint"},
    "Oracle": {"number": "'decimal(10,2)'", "varchar2": "varchar", "clob": "text"},
    "Spark": {"long": "bigint", "short": "smallint", "byte": "smallint", "binary": "bytea"},
    "MySQL": {"mediumint": "integer", "longtext": "text", "enum": "text, with `values`", "year": "smallint"},
    "JSON Schema": {"object": "json", "array": "'text[]'"},
    "Misata": {"categorical": "text, with `values`", "foreign_key": "left out, with `references`"},
    "PostgreSQL": {"serial": "integer", "bigserial": "bigint", "citext": "text", "hstore": "json"},
}

FUNCTIONS: dict[str, dict[str, str]] = {
    "Oracle": {"decode": "case", "sysdate": "as_of"},
    "SQL Server": {"getdate": "as_of", "isnull": "coalesce"},
    "MySQL": {"if": "case", "curdate": "as_of", "date_format": "cast(… as text)"},
    "PostgreSQL": {"uuid": "the filler `uuid`", "age": "a difference of dates"},
    "other databases": {
        "dateadd": "a date + interval '1 day'",
        "date_add": "a date + interval '1 day'",
        "datediff": "a difference of dates",
        "year": "extract(year from …)",
        "month": "extract(month from …)",
        "day": "extract(day from …)",
        "hour": "extract(hour from …)",
    },
}
"""Those that are not read as one of ours already, as nvl and len are."""


def phrase(word: str, known: set[str], words: dict[str, dict[str, str]]) -> str | None:
    """The sentence for a word that another tool uses for something known here, or that has no word here."""
    for tool, here in words.items():
        said = here.get(word.strip().lower())
        meant = _known(said, known) if said is not None else None
        if meant is not None:
            return f"`{word}` is a word of {tool}; here it is {meant}"
    return None


def _known(said: str, known: set[str]) -> str | None:
    if not all(one.isidentifier() for one in said.split("|")):
        return said
    found = [one for one in said.split("|") if one in known]
    return f"`{found[0]}`" if found else None
