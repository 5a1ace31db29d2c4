"""What is true of the sensors, by SQL of its own: waves, noise, drift and gaps are where they were put."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.facts.offences import broken, written

FACTS = {
    "a reading for each device and hour": """select count(*) n, count(distinct (device_id, hour)) d from readings
        having n <> 60 * 8760 or d <> n""",
    "the calendar has every hour of the year": """select count(*), min(hour), max(hour) from hours
        having count(distinct hour) <> 8760 or min(hour) <> '2025-01-01' or max(hour) <> '2025-12-31 23:00'""",
    "days and weekends follow from the hour": """select * from hours
        where day <> hour::date or hour_of_day <> hour(hour) or is_weekend <> (isodow(hour) >= 6)""",
    "serial numbers differ": "select serial from devices group by 1 having count(*) > 1",
    "a gap has no temperature and all else has": "select * from readings where (status = 'missing') <> (temperature is null)",
    "gaps are two per cent or so": "select avg((status = 'missing')::int) a from readings having a not between 0.01 and 0.04",
    "gaps last about twelve hours": """with m as (
        select *, lag(status) over (partition by device_id order by hour) as previous from readings
        ) select count(*) filter (status = 'missing')
            / count(*) filter (status = 'missing' and previous is distinct from 'missing') l from m
        having l not between 9 and 15""",
    "July is warmer than January in the north, colder in the south": """select site, s from (
        select site, latitude, avg(temperature) filter (month(hour) = 7) - avg(temperature) filter (month(hour) = 1) s
        from readings join devices using (device_id) join sites using (site) group by all)
        where s * sign(latitude) < 2""",
    "afternoons are warmer than nights": """select site, s from (
        select site, daily_swing, avg(temperature) filter (hour(hour) = 14) - avg(temperature) filter (hour(hour) = 2) s
        from readings join devices using (device_id) join sites using (site) group by all)
        where s not between 1.7 * daily_swing and 2.3 * daily_swing""",
    "the mean is the site's, plus the drift": """select device_id, e from (
        select device_id, avg(temperature) - any_value(mean_temperature)
            - any_value(drift) * (date_diff('day', any_value(installed_on), date '2025-07-01') / 365.25) e
        from readings join devices using (device_id) join sites using (site) group by device_id)
        where abs(e) > 0.35""",
    "the better model has less noise": """with r as (
        select device_id, hour, temperature - lag(temperature, 24) over (partition by device_id order by hour) d from readings
        ) select model, s from (select model, any_value(noise) n, stddev(d) s from r join devices using (device_id) group by model)
        where s not between 1.2 * n and 1.7 * n""",
}


@pytest.fixture(scope="module")
def sensors(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    return written("sensors", tmp_path_factory.mktemp("sensors"), scale="0.5")


def test_the_sensors_are_as_promised(sensors: duckdb.DuckDBPyConnection) -> None:
    assert broken(sensors, FACTS) == {}


@pytest.mark.parametrize(
    ("damage", "fact"),
    [
        ("delete from readings where device_id = 7 and hour = '2025-03-01 12:00'", "a reading for each device and hour"),
        ("update readings set temperature = temperature + 1 where device_id = 7", "the mean is the site's, plus the drift"),
        ("update readings set temperature = 5 where status = 'missing' and device_id = 3", "a gap has no temperature and all else has"),
        ("update hours set is_weekend = true where hour = '2025-03-05 12:00'", "days and weekends follow from the hour"),
    ],
)
def test_damage_is_seen(sensors: duckdb.DuckDBPyConnection, damage: str, fact: str) -> None:
    sensors.execute("begin")
    sensors.execute(damage)
    found = broken(sensors, FACTS)
    sensors.execute("rollback")

    assert fact in found


def test_the_shipped_number_of_readings_is_a_million(tmp_path: Path) -> None:
    from specgen import api

    assert sum(table.rows for table in api.load("sensors").plan.written) > 1_000_000
