"""What the rows of a DuckDB file show goes into the draft."""

from __future__ import annotations

from tests.drafting.test_duckdb import Draft, ask, draft, fill, lines

__all__ = ["draft"]
ROWS = """
    CREATE TABLE parents (id INTEGER PRIMARY KEY, state VARCHAR, paid BOOLEAN, weight DOUBLE, since DATE, opens TIME, name VARCHAR,
        gone INTEGER,        code VARCHAR, big BIGINT, zoned TIMESTAMPTZ, awkward VARCHAR);
    INSERT INTO parents SELECT i, if(i % 4 = 0, 'new', 'it''s'), i % 5 = 0, i / 8.0 - 3, DATE '2025-02-01' + i::INTEGER, '08:30',
        repeat('x', 20 + (i % 30)::INTEGER), NULL, if(i % 10 = 0, NULL, 'ABC' || chr(65 + (i % 26)::INTEGER)),
        9223372036854775807 - i, TIMESTAMPTZ '2025-01-01 00:30:00+01:00', '${' || i % 2 FROM range(200) r(i);
    CREATE TABLE children (
        parent INTEGER NOT NULL REFERENCES parents(id), line INTEGER, other INTEGER REFERENCES parents(id), PRIMARY KEY (parent, line));
    INSERT INTO children SELECT i, j, if(j = 1, 3, NULL) FROM range(200) r(i), range(1, 3) q(j) WHERE j = 1 OR i % 2 = 0;
    CREATE TABLE nobody (id INTEGER PRIMARY KEY, name VARCHAR);
"""


def test_numbers_shares_values_and_ends_are_those_of_the_rows(draft: Draft) -> None:
    made = draft(ROWS)
    file, said = fill(made), lines(made)

    assert "    rows: ${200 * scale}\n" in made.text
    assert said["state"] == '{type: text, values: {"it\'s": 150, new: 50}, nulls: 0%}'
    assert said["paid"] == "{type: boolean, values: {false: 160, true: 40}, nulls: 0%}"
    assert said["weight"] == "{type: double, uniform: {min: -3, max: 21.88}, nulls: 0%}"
    assert said["since"] == "{type: date, uniform: {min: 2025-02-01, max: 2025-08-19}, nulls: 0%}"
    assert said["opens"] == "{type: time, constant: '08:30', nulls: 0%}"
    assert said["name"] == "{type: text, faker: name, nulls: 0%}"
    assert said["gone"] == "{type: integer, constant: null}"
    assert said["code"] == "{type: text, pattern: '[A-Z]{4}', nulls: 10%}"
    assert said["zoned"] == "{type: timestamptz, constant: 2024-12-31, nulls: 0%}"
    assert "values" not in said["awkward"]
    assert said["other"] == "{references: {to: parents.id, pick: even}, nulls: 33.33%}"
    assert "rows: {per: parents, count: {1: 100, 2: 100}}\n" in made.text
    assert ask(file, "SELECT count(*) FROM parents") == [(200,)]


def test_a_table_without_rows_is_drafted_by_guesses(draft: Draft) -> None:
    made = draft("CREATE TABLE nobody (id INTEGER PRIMARY KEY, name VARCHAR)")

    assert "rows: ${100 * scale}" in made.text
    assert lines(made)["name"] == "{type: text, faker: name, nulls: 10%}"
    assert "numbers, shares and ends" not in made.text


def test_rules_that_are_stricter_than_the_rows_are_kept(draft: Draft) -> None:
    made = draft("""
        CREATE TABLE a (id INTEGER PRIMARY KEY, low INTEGER NOT NULL, high INTEGER NOT NULL, kind VARCHAR CHECK (kind IN ('a', 'b', 'c')),
            n INTEGER CHECK (n < 100), CHECK (low < high));
        INSERT INTO a SELECT i, i % 4, 4 + i % 3, if(i % 3 = 0, 'b', 'a'), i % 50 FROM range(100) r(i);
    """)

    assert ask(fill(made), "SELECT count(*) FROM a WHERE low >= high OR low < 0 OR high > 6 OR n > 49 OR kind = 'c'") == [(0,)]


def test_days_behind_today_are_told(draft: Draft) -> None:
    assert "guess: what today is" in draft("CREATE TABLE a (d DATE); INSERT INTO a VALUES ('2031-01-01')").text
