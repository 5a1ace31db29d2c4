"""The recipes in the docs do what the text beside them says; that they run is seen in tests/docs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from specgen import api

RECIPES = Path(__file__).parents[2] / "docs" / "recipes"
SEEDS = ["8", "1", "2"]


@contextmanager
def loaded(recipe: str, folder: Path, **overrides: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database with the rows of a recipe."""
    file = folder / "out.duckdb"
    api.load(RECIPES / f"{recipe}.yaml", overrides).run([api.open_target(f"duckdb:{file}")])
    with duckdb.connect(str(file)) as database:
        yield database


def test_parts_of_a_person_belong_together(tmp_path: Path) -> None:
    with loaded("people", tmp_path) as people:
        people.execute(f"create temp table places as select * from read_csv('{api.find('places.csv')}', all_varchar = true)")
        strangers = people.execute("select * from people anti join places using (city, state, postcode)").fetchall()
        others = people.execute(
            "select * from people where user_name not like lower(first_name) || '.%' "
            "or split_part(email, '+', 1) || '.' || person_id <> user_name"
        ).fetchall()
        largest = people.execute("select city from people group by 1 order by count(*) desc limit 1").fetchone()

    assert (strangers, others, largest) == ([], [], ("New York",))


@pytest.mark.parametrize("seed", SEEDS)
def test_no_room_of_the_hotel_is_taken_twice_in_a_night(seed: str, tmp_path: Path) -> None:
    with loaded("hotel", tmp_path, seed=seed) as hotel:
        nights = "select room_id, unnest(generate_series(arrival, departure - 1, interval 1 day)) as night from bookings"
        twice = hotel.execute(f"select room_id, night from ({nights}) group by all having count(*) > 1").fetchall()
        taken = hotel.execute(f"select count(*) from ({nights})").fetchone()
        declared = hotel.execute("select sum(nights) from bookings").fetchone()
        early = hotel.execute("select booking_id from bookings join rooms using (room_id) where arrival < opened_on").fetchall()

    assert (twice, early) == ([], [])
    assert taken == declared
    assert taken is not None and taken[0] > 5_000


@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_guest_paid_is_what_was_billed(seed: str, tmp_path: Path) -> None:
    with loaded("hotel", tmp_path, seed=seed) as hotel:
        unpaid = hotel.execute(
            "select booking_id, bill, sum(amount) from bookings join payments using (booking_id) group by all having bill <> sum(amount)"
        ).fetchall()
        wrong = hotel.execute(
            "select b.booking_id from bookings b join rooms using (room_id) left join extras e on e.booking_id = b.booking_id "
            "group by b.booking_id, bill, nights, rate having bill <> nights * rate + coalesce(sum(e.price), 0)"
        ).fetchall()
        least = hotel.execute("select min(amount), count(distinct booking_id) = (select count(*) from bookings) from payments").fetchone()

    assert (unpaid, wrong) == ([], [])
    assert least is not None and least[0] >= 5 and least[1]


@pytest.mark.parametrize("seed", SEEDS)
def test_events_of_an_account_lie_in_its_life_one_after_the_other(seed: str, tmp_path: Path) -> None:
    with loaded("accounts", tmp_path, seed=seed) as accounts:
        end = "coalesce(closed_on, date '2025-12-31')"
        lives = f"select account_id, opened_on, {end} as ended_on, events from accounts"
        outside = accounts.execute(
            f"select * from events join ({lives}) using (account_id) where happened_at < opened_on or happened_at >= ended_on"
        ).fetchall()
        behind = "lag(happened_at) over (partition by account_id order by number)"
        disordered = accounts.execute(f"select * from events qualify happened_at < {behind} + interval 1 minute").fetchall()
        firsts = accounts.execute(
            "select distinct what, happened_at = opened_on from events join accounts using (account_id) where number = 1"
        ).fetchall()
        counts = accounts.execute(
            f"select distinct (events - 1) // ((ended_on - opened_on) // 30) from ({lives}) where ended_on - opened_on > 900"
        ).fetchall()
        ends = accounts.execute("select count(closed_on) > 100, count(*) - count(closed_on) > 50 from accounts").fetchone()

    assert (outside, disordered) == ([], [])
    assert firsts == [("opened", True)]
    assert {pace for (pace,) in counts} == {1, 4, 12}
    assert ends == (True, True)


@pytest.mark.skipif(os.name == "nt", reason="a script of the shell")
def test_a_shop_is_loaded_day_by_day(tmp_path: Path) -> None:
    bin = Path(sys.executable).parent
    settings = {name: value for name, value in os.environ.items() if not name.startswith("POSTGRES_SOURCE")}
    command = ["sh", str(RECIPES / "daily.sh"), "2025-10-26", "2025-10-29"]
    done = subprocess.run(command, cwd=tmp_path, env={**settings, "PATH": f"{bin}:{os.environ['PATH']}"}, capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == ["loaded", "2025-10-26", "loaded", "2025-10-27", "loaded", "2025-10-28"]
    with duckdb.connect(str(tmp_path / "data" / "ecommerce.duckdb"), read_only=True) as shop:
        assert shop.execute("select count(*), count(distinct order_id) from orders").fetchone() == (5000, 5000)
        assert shop.execute("select count(*) from customers").fetchone() == (1000,)
        assert "5,000 rows, seed 42" in str(shop.execute("select comment from duckdb_tables() where table_name = 'orders'").fetchone())
