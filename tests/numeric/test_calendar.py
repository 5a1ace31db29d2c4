from __future__ import annotations

import datetime

import numpy as np
import pytest

from specgen.numeric.calendar import TimeDensity
from specgen.streams import stream

U = stream(1, "t", "c").uniform(np.arange(200_000, dtype=np.uint64))
HOURS = [1.0] * 11 + [9.0, 9.0] + [4.0] * 7 + [10.0] * 3 + [0.0]
WEEKDAYS = [1.0] * 5 + [1.4] * 2


def micros(*moment: int) -> int:
    return (datetime.datetime(*moment) - datetime.datetime(1970, 1, 1)) // datetime.timedelta(microseconds=1)


def close(counts: np.ndarray, shares: np.ndarray) -> bool:
    n = counts.sum()
    return bool((np.abs(counts - n * shares) <= 5 * np.sqrt(n * shares) + 1e-6).all())


DENSITY = TimeDensity(micros(2023, 10, 28), micros(2025, 10, 29), HOURS, WEEKDAYS)
MOMENTS = DENSITY.at(U).astype("datetime64[us]")


def test_moments_keep_the_rhythm_of_hours_and_weekdays():
    hour = (MOMENTS.astype("datetime64[h]") - MOMENTS.astype("datetime64[D]")).astype(int)
    weekday = np.array([date.weekday() for date in MOMENTS[:50_000].astype("datetime64[D]").tolist()])

    assert close(np.bincount(hour, minlength=24), DENSITY.hour_shares())
    assert close(np.bincount(weekday, minlength=7), DENSITY.weekday_shares())
    assert DENSITY.hour_shares() == pytest.approx(np.array(HOURS) / sum(HOURS))
    assert DENSITY.weekday_shares()[5] / DENSITY.weekday_shares()[1] == pytest.approx(1.4, rel=0.02)


def test_moments_rise_with_the_draw_and_stay_in_the_window():
    start, end = micros(2024, 2, 28, 13, 20, 7), micros(2024, 2, 29, 11, 59, 59)
    density = TimeDensity(start, end, HOURS)
    u = np.sort(np.concatenate([U, [2.0**-53, 1 - 2.0**-53]]))

    moments = density.at(u)

    assert (np.diff(moments) >= 0).all() and start <= moments[0] and moments[-1] < end


def test_mass_is_the_share_of_moments_between_and_adds_up():
    start, end = micros(2023, 10, 28), micros(2025, 10, 29)
    low, high = micros(2024, 3, 5, 11, 30), micros(2024, 9, 1, 20, 15)

    share = ((low <= MOMENTS.astype(np.int64)) & (MOMENTS.astype(np.int64) < high)).mean()

    assert share == pytest.approx(DENSITY.mass(low, high), abs=0.006)
    assert DENSITY.mass(start, low) + DENSITY.mass(low, high) + DENSITY.mass(high, end) == pytest.approx(1)


def test_months_growth_and_holidays_change_the_density():
    christmas = {datetime.date(2024, 12, 25): 0.25}
    months = [1.0] * 11 + [3.0]
    density = TimeDensity(micros(2023, 1, 1), micros(2025, 1, 1), months=months, growth=1.5, holidays=christmas)

    def day(*date: int) -> float:
        return density.mass(micros(*date), micros(*date) + 86_400_000_000)

    assert day(2024, 12, 25) == pytest.approx(day(2024, 12, 24) / 4, rel=0.01)
    assert day(2023, 12, 1) == pytest.approx(3 * day(2023, 11, 30), rel=0.01)
    assert day(2024, 6, 3) == pytest.approx(1.5 * day(2023, 6, 3), rel=0.01)


def test_an_hour_without_weight_is_never_drawn():
    assert DENSITY.hour_shares()[23] == 0
    assert DENSITY.mass(micros(2024, 1, 1, 23), micros(2024, 1, 2)) == 0


@pytest.mark.parametrize("end, hours", [((2024, 1, 1), HOURS), ((2024, 1, 1, 1), [0.0] * 24)])
def test_windows_without_time_or_weight_are_refused(end, hours):
    with pytest.raises(ValueError, match="the window of time"):
        TimeDensity(micros(2024, 1, 1), micros(*end), hours)
