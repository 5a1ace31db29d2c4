"""Roll-ups over a scattered key: rows arrive in any pieces and add up under the row that they refer to."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from specgen.numeric.blocks import INT64_MAX, Mask, largest, refuse_wrapped
from specgen.streams import Floats, Ints

Values = npt.NDArray[np.int64] | npt.NDArray[np.float64]


class Rollup:
    """sum, count, min, max, first, last or avg for each of m owners; 9 bytes an owner, for avg 16.

    Additions happen in the given order, so how rows are cut into pieces does not change a bit; integers stay exact, and where sums
    of them may need more than 64 bits they are kept as doubles besides (8 bytes an owner).
    """

    def __init__(self, function: str, m: int):
        self.function = function
        self._counted = function in ("count", "avg")
        self._counts: npt.NDArray[np.int64] | Mask = np.zeros(m, np.int64 if self._counted else np.bool_)
        """How many rows an owner has, or only whether it has any."""
        self._values: Values = np.zeros(m, np.int64)
        self._reach = 0
        """No sum of integers is further from 0."""
        self._about: Floats | None = None

    def add(self, owner: Ints, values: Values, valid: Mask | None = None) -> None:
        """Take the next rows: `owner` -1 (no reference) and rows that are not valid (NULL) do not count."""
        taken = owner >= 0 if valid is None else (owner >= 0) & valid
        owner, values = owner[taken], values[taken]
        if values.dtype == np.float64 and self._values.dtype != np.float64:
            self._values = self._values.astype(np.float64)
        self._fold(owner, values)
        if self._counted:
            np.add.at(self._counts, owner, 1)
        else:
            self._counts[owner] = True

    def result(self) -> tuple[Values, Mask]:
        """(m,) values and where they are defined: sum and count always (0 of nothing), the others where a row counted.

        Raises TooLarge for the first owner whose sum of integers has no room in 64 bits.
        """
        if self._about is not None:
            refuse_wrapped(self._values, self._about)
        filled = self._counts > 0
        if self.function == "count":
            return self._counts.astype(np.int64, copy=False), np.ones_like(filled)
        if self.function == "avg":
            return self._values / np.maximum(self._counts, 1), filled
        return self._values, filled if self.function != "sum" else np.ones_like(filled)

    def _fold(self, owner: Ints, values: Values) -> None:
        if self.function in ("sum", "avg"):
            self._watch(owner, values)
            np.add.at(self._values, owner, values)
        elif self.function == "last":
            self._values[owner] = values
        elif self.function != "count":
            self._start(owner, values)
        if self.function in ("min", "max"):
            {"min": np.minimum, "max": np.maximum}[self.function].at(self._values, owner, values)

    def _watch(self, owner: Ints, values: Values) -> None:
        """Keep the sums as doubles too from the first rows on that may take one out of 64 bits."""
        if values.dtype == np.int64:
            self._reach += largest(values) * len(values)
        if self._about is None and self._reach > INT64_MAX:
            self._about = self._values.astype(np.float64)
        if self._about is not None:
            np.add.at(self._about, owner, values)

    def _start(self, owner: Ints, values: Values) -> None:
        """Owners without a value take their first: written backwards, the first row of each owner is the last to be written."""
        new = np.flatnonzero(self._counts[owner] == 0)[::-1]
        self._values[owner[new]] = values[new]
