"""What visitors clicked on, session by session."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from columns import Table, pooled, stamps, texts, uuids
from draws import SLOTS, drawn, exact, favoured, slots, source, times
from shop import Shop

DEVICES = {"mobile": 65, "desktop": 30, "tablet": 5}
BROWSERS = ["chrome", "safari", "firefox", "edge"]
BROWSER_OF = np.stack([slots([60, 40, 0, 0]), slots([60, 0, 20, 20]), slots([60, 0, 20, 20])])
TYPES = {"page_view": 60, "add_to_cart": 15, "search": 12, "purchase": 8, "remove_from_cart": 5}
SEARCH = [*TYPES].index("search")
FOLLOWS = [[60, 20, 15, 2, 3], [40, 10, 5, 30, 15], [80, 10, 10, 0, 0], [80, 0, 10, 10, 0], [70, 10, 10, 5, 5]]
"""What tends to follow what, in the order of TYPES."""
PRODUCTS = pa.array([None, *range(1, 201)], pa.int32())
PAGES = texts(["/search", *(f"/products/{number}" for number in range(1, 201))])


def clickstream_events(shop: Shop, start: int, end: int) -> Table:
    rng, sessions = source("clickstream_events", start), end - start
    rows = end * 25 // 4 - start * 25 // 4
    # Geometric lengths, given what they sum to, are the gaps between places drawn without replacement.
    starts = np.append(0, 1 + np.sort(rng.choice(rows - 1, sessions - 1, replace=False, shuffle=False)))
    lengths = np.diff(starts, append=rows)
    parent = np.repeat(np.arange(sessions, dtype=np.int32), lengths)
    kind = event_types(rng, starts, lengths)
    product = rng.integers(1, 201, rows, np.uint8)
    product[kind == SEARCH] = 0
    device = exact(rng, [*DEVICES.values()], start, end)
    browser = BROWSER_OF[device, rng.integers(0, SLOTS, sessions)]
    user = pa.array(favoured(rng, shop.shuffled, sessions), mask=rng.random(sessions) < 0.4)
    seconds = times(rng, shop.session_density, start, end, shop.sessions)[parent] + elapsed(rng, starts, parent)
    return {
        "event_id": uuids(rng, rows),
        "session_id": pooled(uuids(rng, sessions), parent),
        "user_id": pooled(user, parent),
        "event_timestamp": stamps(seconds),
        "event_type": pooled(texts(TYPES), kind),
        "product_id": pooled(PRODUCTS, product),
        "page_url": pooled(PAGES, product),
        "device_type": pooled(texts(DEVICES), device[parent]),
        "browser": pooled(texts(BROWSERS), browser[parent]),
    }


def elapsed(rng: np.random.Generator, starts: np.ndarray, parent: np.ndarray) -> np.ndarray:
    """Whole seconds since the first event of the session."""
    passed = np.cumsum(40 * rng.standard_exponential(len(parent), np.float32), dtype=float)
    return (passed - passed[starts][parent]).astype(np.int64)


def chain() -> np.ndarray:
    """For each event type the draw of the next, scaled until the shares hold over all events."""
    shares, flow = np.array([*TYPES.values()]) / 100, np.array(FOLLOWS, float)
    for _ in range(200):
        flow *= (shares / flow.sum(axis=1))[:, None]
        flow *= shares / flow.sum(axis=0)
    return np.stack([slots(row) for row in flow])


NEXT, OPENING = chain(), slots([*TYPES.values()])


def event_types(rng: np.random.Generator, starts: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """A Markov chain along each session: the n-th events of all sessions at once, the longest sessions first."""
    longest_first = np.argsort(-lengths.astype(np.int16), kind="stable")
    at, kinds = starts[longest_first], np.empty(int(lengths.sum()), np.uint8)
    alive = np.searchsorted(-lengths[longest_first], -np.arange(lengths.max()))
    now = kinds[at] = drawn(rng, OPENING, len(at))
    for number, sessions in enumerate(alive[1:], 1):
        now = NEXT[now[:sessions], rng.integers(0, SLOTS, sessions, np.uint16)]
        kinds[at[:sessions] + number] = now
    return kinds
