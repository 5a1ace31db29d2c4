"""The recipes in the docs run, and do what the text beside them says."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from specgen import api

RECIPES = sorted((Path(__file__).parents[2] / "docs" / "recipes").glob("*.yaml"))


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_a_recipe_runs_and_passes_its_checks(path: Path, tmp_path: Path) -> None:
    outcome = api.load(path).run([api.open_target(f"duckdb:{tmp_path / 'out.duckdb'}")])

    assert outcome.failed == ()
    assert outcome.checks


def test_parts_of_a_person_belong_together(tmp_path: Path) -> None:
    file, places = tmp_path / "out.duckdb", Path(api.find("places.csv"))
    api.load(RECIPES[0].parent / "people.yaml").run([api.open_target(f"duckdb:{file}")])
    with duckdb.connect(str(file)) as shop:
        shop.execute(f"create temp table places as select * from read_csv('{places}', all_varchar = true)")
        strangers = shop.execute("select * from people anti join places using (city, state, postcode)").fetchall()
        others = shop.execute(
            "select * from people where user_name not like lower(first_name) || '.%' "
            "or split_part(email, '+', 1) || '.' || person_id <> user_name"
        ).fetchall()
        largest = shop.execute("select city from people group by 1 order by count(*) desc limit 1").fetchone()

    assert (strangers, others, largest) == ([], [], ("New York",))
