"""What the chunks of every table have to know: who is in which segment, who buys most, and the pools of texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from columns import joined, numbers, texts
from draws import LAST_DAY, exact, profile, slots, source

SEGMENTS = {"bronze": 50, "silver": 30, "gold": 15, "platinum": 5}
ORDER_HOURS = [1] * 7 + [3] * 4 + [9] * 2 + [4] * 5 + [6] * 2 + [10] * 3 + [3]
SESSION_HOURS = [1] * 7 + [3] * 4 + [9] * 2 + [4] * 6 + [11] * 4 + [4]
NEVER = LAST_DAY + 1


class Shop:
    def __init__(self, scale: float, words: Mapping[str, Any]):
        self.customers, self.orders, self.sessions = (round(rows * scale) for rows in (1_000, 5_000, 8_000))
        self.segment = exact(source("segments"), [*SEGMENTS.values()], 0, self.customers)
        self.shuffled = source("shuffled").permutation(np.arange(1, self.customers + 1, dtype=np.int32))
        self.first_order = np.full(self.customers + 1, NEVER, np.int32)
        self.order_density, self.session_density = profile(ORDER_HOURS, 1.4), profile(SESSION_HOURS, 1.0)
        self.popular = source("popular").permutation(np.arange(1, 201, dtype=np.int32))
        self.popularity = slots(np.arange(1, 201) ** -0.6)
        self.names = [(texts(words[kind]), slots([*words[kind].values()])) for kind in ("first_names", "last_names")]
        self.digits = numbers(0, 10_000, width=4)
        self.address = [
            joined(numbers(100, 30_000), " "),
            texts(f"{street}\n" for street in words["streets"]),
            texts(f"{city}, " for city in words["cities"]),
            texts(f"{state} " for state in words["states"]),
            numbers(501, 99_951, width=5),
        ]
