"""Tables of a DuckDB file become specs that make such tables anew."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from specgen import api
from specgen.errors import EnvironmentProblem
from tests.drafting.conftest import Drafted

Draft = Callable[..., Drafted]
SHIPPED = {"ecommerce": {"scale": 0.02}, "library": {"scale": 0.1}, "sensors": {"last_day": "2025-01-02"}, "tpch": {"scale": 0.001}}


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    """Makes a DuckDB file, and the spec of its tables."""

    def made(ddl: str, schema: str | None = None) -> Drafted:
        with duckdb.connect(tmp_path / "there.duckdb") as connection:
            connection.execute(ddl)
        return drafted(tmp_path / "there.duckdb", schema)

    return made


def drafted(file: Path, schema: str | None = None) -> Drafted:
    path = file.with_name("drafted.yaml")
    found = api.draft(f"duckdb:{file}", schema, path)
    path.write_text(found.text, encoding="utf-8")
    return Drafted(path, found.text, found.todo)


def fill(made: Drafted) -> Path:
    """The rows of a draft in a file of their own; it raises where a check fails."""
    file = made.path.with_name("made.duckdb")
    api.load(made.path).run([api.open_target(f"duckdb:{file}")], jobs=1)
    return file


def ask(file: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(file, read_only=True) as connection:
        return connection.execute(query).fetchall()


def lines(made: Drafted) -> dict[str, str]:
    """What is said of each column; of several of one name the last."""
    return {found[1].strip("'"): found[2] for found in re.finditer(r"^      ([\w']+): (.*?)(?:   +#.*)?$", made.text, re.M)}


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_spec_comes_back_from_the_tables_that_it_made(name: str, tmp_path: Path) -> None:
    file = tmp_path / f"{name}.duckdb"
    api.load(name, SHIPPED[name]).run([api.open_target(f"duckdb:{file}")], jobs=1)

    made = drafted(file)
    again = fill(made)

    assert made.todo == ()
    columns = "SELECT table_name, column_name, data_type, is_nullable FROM duckdb_columns() WHERE NOT internal ORDER BY ALL"
    assert ask(again, columns) == ask(file, columns)
    keys = """SELECT table_name, constraint_type, constraint_column_names, referenced_table, referenced_column_names
        FROM duckdb_constraints() WHERE constraint_type IN ('PRIMARY KEY', 'UNIQUE', 'FOREIGN KEY') ORDER BY ALL"""
    assert ask(again, keys) == ask(file, keys)


def test_every_kind_of_rule_is_kept(draft: Draft) -> None:
    made = draft("""
        CREATE TYPE mood AS ENUM ('sad', 'it''s fine');
        CREATE SEQUENCE numbers;
        CREATE TABLE parents (
            Id INTEGER PRIMARY KEY DEFAULT nextval('numbers'), mood mood NOT NULL,
            price DECIMAL(8,2) NOT NULL CHECK (PRICE > 0 AND price < 9),
            stars TINYINT CHECK (stars BETWEEN 2 AND 4), code VARCHAR NOT NULL UNIQUE CHECK (regexp_matches(code, '^[A-Z]{3}[0-9]+$')),
            state VARCHAR CHECK (state IN ('new', 'it''s')), since DATE NOT NULL, until DATE, CHECK (until >= since),
            born DATE CHECK (born >= DATE '2000-01-01'), name VARCHAR CHECK (trim(name) != ''), twice INTEGER AS (id * 2));
        CREATE TABLE children (
            parent INTEGER REFERENCES parents(ID), line SMALLINT, up INTEGER UNIQUE, low INTEGER REFERENCES children(up),
            PRIMARY KEY (parent, line));
        COMMENT ON TABLE parents IS 'Who has children.'; COMMENT ON COLUMN parents.stars IS 'Two to four.';
        CREATE INDEX found ON children (up, LINE); CREATE UNIQUE INDEX once ON parents (lower(name));
        CREATE VIEW seen AS SELECT 1 AS n;
    """)

    file = fill(made)

    said = lines(made)
    assert made.todo == ()
    assert "  seen:" not in made.text
    assert "description: Who has children." in made.text
    assert "indexes: [[up, line]]" in made.text
    assert "# twice is left out: the database computes it" in made.text
    assert said["mood"] == '{type: text, values: [sad, "it\'s fine"]}'
    assert said["stars"].endswith("check: stars >= 2 and stars <= 4, description: Two to four.}")
    assert "check: price > 0 and price < 9" in said["price"]
    assert "expr: since + until_gap" in said["until"]
    assert ask(file, "SELECT count(*) FROM parents WHERE code !~ '[A-Z]{3}[0-9]+'") == [(0,)]
    assert ask(file, "SELECT count(*) FROM children") != [(0,)]


def test_types_that_no_spec_has_are_left_out_or_stand_as_texts(draft: Draft) -> None:
    made = draft("""
        CREATE TABLE a (id UUID PRIMARY KEY, h HUGEINT, u UNION(a INTEGER, b VARCHAR), m MAP(VARCHAR, INTEGER), s STRUCT(a INTEGER),
            f INTEGER[3], n INTEGER[][], bits BIT NOT NULL, wide HUGEINT NOT NULL, zoned TIMETZ NOT NULL, l INTEGER[] NOT NULL,
            ml ENUM('x', 'y')[] NOT NULL, ub UBIGINT NOT NULL, ns TIMESTAMP_NS, ms TIMESTAMP_MS, s0 TIMESTAMP_S, z TIMESTAMPTZ,
            b BLOB, j JSON)
    """)

    fill(made)

    types = {"h": "HUGEINT", "u": "UNION(a INTEGER, b VARCHAR)", "m": "MAP(VARCHAR, INTEGER)", "s": "STRUCT(a INTEGER)", "f": "INTEGER[3]"}
    for name, type in (types | {"n": "INTEGER[][]"}).items():
        assert f"# {name} is left out: specgen has no type {type}, and it may be empty" in made.text
    assert "guess: texts that are read as HUGEINT" in made.text
    assert [lines(made)[name].split(",")[0] for name in ("ns", "ms", "s0", "ub")] == [
        "{type: timestamp", "{type: timestamp(3)", "{type: timestamp(0)", "{type: 'decimal(20",
    ]  # fmt: skip


def test_a_rule_about_a_list_is_tried(draft: Draft) -> None:
    made = draft("CREATE TABLE a (tags VARCHAR[] NOT NULL CHECK (len(tags) < 3))")

    assert made.todo == ()
    assert ask(fill(made), "SELECT count(*) FROM a WHERE len(tags) < 3") == [(100,)]


def test_names_that_are_words_or_have_capitals_are_kept(draft: Draft) -> None:
    columns = '"order" INTEGER PRIMARY KEY, "Größe" INTEGER NOT NULL, "date" DATE'
    made = draft(f'CREATE TABLE "Select" ({columns}, CHECK (größe > 5), CHECK ("Order" > 0))')

    assert ask(fill(made), 'SELECT min("Größe") > 5 FROM "Select"') == [(True,)]
    assert "check: '\"Größe\" > 5'" in lines(made)["Größe"]


@pytest.mark.parametrize(
    ("ddl", "said"),
    [
        ('CREATE TABLE "order items" (id INTEGER)', "a spec cannot say these names: order items"),
        ("CREATE TABLE a (s STRUCT(a INTEGER) NOT NULL)", "a.s is STRUCT(a INTEGER), which specgen cannot fill, and must have a value"),
        ("CREATE VIEW a AS SELECT 1 AS n", "there is no table in schema main"),
        ("CREATE SCHEMA x; CREATE TABLE x.a (n TEXT); CREATE SCHEMA y; CREATE TABLE y.b (n TEXT)", "several schemas have tables: x, y"),
    ],
)
def test_what_no_spec_can_say_is_refused_by_its_name(ddl: str, said: str, draft: Draft) -> None:
    with pytest.raises(EnvironmentProblem, match=re.escape(said)):
        draft(ddl)


def test_another_schema_is_drafted_by_its_name(draft: Draft) -> None:
    ddl = "CREATE SCHEMA app; CREATE TABLE app.a (id INTEGER PRIMARY KEY); INSERT INTO app.a FROM range(7); CREATE TABLE b (id INTEGER)"

    made = draft(ddl, "app")

    assert "  b:" not in made.text
    assert ask(fill(made), "SELECT count(*) FROM a") == [(7,)]
