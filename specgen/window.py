"""A window of time: from a moment on, up to another and without it."""

from __future__ import annotations

import datetime
import re

import numpy as np
import numpy.typing as npt

from specgen.errors import Fault, SpecError
from specgen.records import record

Moment = str | datetime.date
"""A date (its midnight) or a timestamp, or such as text: 2025-10-27, 2025-10-27 18:30."""

FIRST, LAST = np.iinfo(np.int64).min, np.iinfo(np.int64).max
_EPOCH = datetime.datetime(1970, 1, 1)
_WRITTEN = re.compile(r"(\d{4}-\d\d-\d\d)(?:[ T](\d\d(?::\d\d(?::\d\d(?:\.\d{1,6})?)?)?))?", re.ASCII)
_WHOLE = len("18:30:00.000000")


@record
class Window:
    """Moments from `since` on and before `until`; None: without an end on that side. Raises SpecError if there is none between."""

    since: datetime.datetime | None = None
    until: datetime.datetime | None = None

    def __post_init__(self) -> None:
        if self.low >= self.high:
            what = f"the window is empty: it begins at {shown(self.since)} and ends before {shown(self.until)}"
            raise SpecError(Fault("empty-window", what, None, "a day is --since 2025-10-27 --until 2025-10-28"))

    @property
    def low(self) -> int:
        """Microseconds since 1970."""
        return FIRST if self.since is None else micros(self.since)

    @property
    def high(self) -> int:
        return LAST if self.until is None else micros(self.until)

    def holds(self, moments: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Which of these moments, in microseconds since 1970, lie in it."""
        return (moments >= self.low) & (moments < self.high)

    @property
    def ends(self) -> tuple[str | None, str | None]:
        """Both ends as text."""
        return shown(self.since) or None, shown(self.until) or None

    def __str__(self) -> str:
        ends = (f"from {shown(self.since)}" if self.since else "", f"before {shown(self.until)}" if self.until else "")
        return " ".join(filter(None, ends))


def timeless(spec: str) -> SpecError:
    """What is said where windows are asked of a data set in which no rows come in the order of a time."""
    help = "write `ordered: true` into the `time` of a table that is not `per` another"
    return SpecError(Fault("no-ordered-time", f"no table of {spec} has rows in the order of a time, so it has no windows", None, help))


def window(since: Moment | None, until: Moment | None) -> Window | None:
    """The window between two moments; None if neither is given."""
    if since is None and until is None:
        return None
    return Window(_read("since", since), _read("until", until))


def micros(moment: datetime.datetime) -> int:
    """Microseconds since 1970."""
    return (moment - _EPOCH) // datetime.timedelta(microseconds=1)


def written(moment: int) -> str:
    """Microseconds since 1970 as a date or timestamp."""
    return shown(_EPOCH + datetime.timedelta(microseconds=moment))


def shown(moment: datetime.datetime | None) -> str:
    """As it is written on the command line: a midnight as its day."""
    if moment is None:
        return ""
    return str(moment.date() if moment.time() == datetime.time() else moment)


def parsed(text: str) -> datetime.date | datetime.datetime:
    """A date, or a timestamp without a time zone, as people write it: 2025-10-28, 2025-10-28 18:30. ValueError for anything else.

    What `fromisoformat` takes besides depends on the version of Python.
    """
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise ValueError(text)
    day, time = found.groups()
    if time is None:
        return datetime.date.fromisoformat(day)
    return datetime.datetime.fromisoformat(f"{day} {time.ljust(_WHOLE, '0') if '.' in time else time}")


def _midnight(moment: datetime.date) -> datetime.datetime:
    return moment if isinstance(moment, datetime.datetime) else datetime.datetime(moment.year, moment.month, moment.day)


def _read(name: str, moment: Moment | None) -> datetime.datetime | None:
    try:
        found = moment if moment is None else _midnight(moment if isinstance(moment, datetime.date) else parsed(str(moment)))
        if found is None or found.tzinfo is None:
            return found
    except ValueError:
        pass
    help = "write it like 2025-10-28 or 2025-10-28 18:30, without a time zone"
    raise SpecError(Fault("not-a-moment", f"--{name} takes a date or timestamp, got {str(moment)!r}", None, help))
