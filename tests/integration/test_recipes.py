"""The recipes in the docs do what the text beside them says; that they run is seen in tests/docs."""

from __future__ import annotations

from pathlib import Path

import duckdb

from specgen import api

RECIPES = Path(__file__).parents[2] / "docs" / "recipes"


def test_parts_of_a_person_belong_together(tmp_path: Path) -> None:
    file, places = tmp_path / "out.duckdb", Path(api.find("places.csv"))
    api.load(RECIPES / "people.yaml").run([api.open_target(f"duckdb:{file}")])
    with duckdb.connect(str(file)) as shop:
        shop.execute(f"create temp table places as select * from read_csv('{places}', all_varchar = true)")
        strangers = shop.execute("select * from people anti join places using (city, state, postcode)").fetchall()
        others = shop.execute(
            "select * from people where user_name not like lower(first_name) || '.%' "
            "or split_part(email, '+', 1) || '.' || person_id <> user_name"
        ).fetchall()
        largest = shop.execute("select city from people group by 1 order by count(*) desc limit 1").fetchone()

    assert (strangers, others, largest) == ([], [], ("New York",))
