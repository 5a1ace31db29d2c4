"""A picture of the shop's orders: when they come, who places them, what they are worth. An SVG of a few kilobytes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from specgen import api

PATH = "docs/images/ecommerce.svg"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SEGMENTS = ("bronze", "silver", "gold", "platinum")
WIDTH, HEIGHT, LEFT, TOP, PANEL, GAP, TALL = 980, 300, 56, 64, 250, 72, 180
STYLE = """\
<style>
text { font: 12px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #57606a; }
.title { font-weight: 600; font-size: 14px; fill: #1f2328; }
.right { text-anchor: end; } .middle { text-anchor: middle; }
.ink { fill: #0f766e; } .line { fill: none; stroke: #0f766e; stroke-width: 2; } .axis { stroke: #d0d7de; fill: none; }
.even { stroke: #8c959f; stroke-dasharray: 3 4; fill: none; } .mark { stroke: #c2410c; fill: none; } .dot { fill: #c2410c; }
.said { fill: #c2410c; font-weight: 600; }
@media (prefers-color-scheme: dark) {
  text { fill: #9198a1; } .title { fill: #e6edf3; } .ink { fill: #2dd4bf; } .line { stroke: #2dd4bf; } .axis { stroke: #3d444d; }
  .even { stroke: #656c76; } .mark { stroke: #fb923c; } .dot, .said { fill: #fb923c; }
}
</style>"""
Numbers = npt.NDArray[np.float64]


def page() -> str:
    data = api.load("ecommerce")
    orders = data.rows("orders", 0, 5_000, ["order_date", "customer_id", "order_total"])
    customers = data.rows("customers", 0, 1_000, ["customer_id", "customer_segment"])
    panels = [_clock(orders), _share(orders, customers.num_rows), _totals(orders, customers)]
    drawn = [f'<g transform="translate({LEFT + number * (PANEL + GAP)} {TOP})">\n{panel}\n</g>' for number, panel in enumerate(panels)]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="title">'
    title = '<title id="title">Orders of the e-commerce spec: by hour and weekday, by customer, by segment</title>'
    return "\n".join([head, title, STYLE, *drawn, "</svg>"]) + "\n"


def _clock(orders: pa.Table) -> str:
    """Weekday by hour: the darker, the more orders."""
    days = np.asarray(pc.day_of_week(orders["order_date"]))
    hours = np.asarray(pc.hour(orders["order_date"]))
    counts = np.bincount(days * 24 + hours, minlength=7 * 24).reshape(7, 24)
    wide, tall = PANEL / 24, TALL / 7
    cells = [
        f'<rect class="ink" x="{hour * wide:.1f}" y="{day * tall:.1f}" width="{wide - 1:.1f}" height="{tall - 1:.1f}" '
        f'opacity="{0.06 + 0.94 * counts[day, hour] / counts.max():.2f}"/>'
        for day in range(7)
        for hour in range(24)
    ]
    names = [_text(-8, (day + 0.5) * tall + 4, name, "right") for day, name in enumerate(DAYS)]
    ticks = [_text((hour + 0.5) * wide, TALL + 18, str(hour), "middle") for hour in (0, 6, 12, 18, 23)]
    return "\n".join([_title("When", "orders by weekday and hour"), *names, *ticks, *cells])


def _share(orders: pa.Table, customers: int) -> str:
    """The share of orders that the most frequent customers have placed."""
    placed = np.sort(np.bincount(np.asarray(orders["customer_id"]), minlength=customers + 1)[1:])[::-1]
    upto = np.concatenate([[0.0], np.cumsum(placed) / placed.sum()])
    points = " ".join(f"{PANEL * at / customers:.1f},{TALL * (1 - upto[at]):.1f}" for at in range(0, customers + 1, 10))
    fifth = customers // 5
    x, y = PANEL * fifth / customers, TALL * (1 - upto[fifth])
    lines = [
        f'<path class="axis" d="M0 0V{TALL}H{PANEL}"/>',
        f'<path class="even" d="M0 {TALL}L{PANEL} 0"/>',
        f'<polyline class="line" points="{points}"/>',
        f'<path class="mark" d="M{x:.1f} {TALL}V{y:.1f}H0"/>',
        f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="4"/>',
        _text(x + 12, y + 22, f"{fifth / customers:.0%} of customers,", "said"),
        _text(x + 12, y + 38, f"{upto[fifth]:.0%} of orders", "said"),
    ]
    ticks = [_text(PANEL * part, TALL + 18, f"{part:.0%}", "middle") for part in (0, 0.2, 0.5, 1)]
    sides = [_text(-8, TALL * (1 - part) + 4, f"{part:.0%}", "right") for part in (0, 0.5, 0.8, 1)]
    return "\n".join([_title("Who", "share of orders, by share of customers"), *lines, *ticks, *sides])


def _totals(orders: pa.Table, customers: pa.Table) -> str:
    """What an order comes to in each segment: from the 5% to the 95% quantile, the middle half, and the median."""
    of_customer = np.asarray(customers["customer_segment"])[np.asarray(orders["customer_id"]) - 1]
    totals = np.asarray(orders["order_total"].cast(pa.float64()))
    ticks = [_text(_money(value), TALL + 18, f"{value}", "middle") for value in (0, 200, 400, 800)]
    bars = [line for row, name in enumerate(SEGMENTS) for line in _bar(row, name, totals[of_customer == name])]
    axis = f'<path class="axis" d="M0 {TALL}H{PANEL}"/>'
    return "\n".join([_title("How much", "order total by segment, in dollars"), axis, *bars, *ticks])


def _bar(row: int, name: str, totals: Numbers) -> Iterator[str]:
    least, low, median, high, most = (_money(float(value)) for value in np.quantile(totals, [0.05, 0.25, 0.5, 0.75, 0.95]))
    middle = (row + 0.5) * TALL / len(SEGMENTS)
    yield _text(-8, middle + 4, name, "right")
    yield f'<path class="line" d="M{least:.1f} {middle:.1f}H{most:.1f}"/>'
    yield f'<rect class="ink" x="{low:.1f}" y="{middle - 9:.1f}" width="{high - low:.1f}" height="18" rx="3"/>'
    yield f'<circle class="dot" cx="{median:.1f}" cy="{middle:.1f}" r="4"/>'


def _money(value: float) -> float:
    return PANEL * value / 800


def _title(name: str, about: str) -> str:
    return f"{_text(0, -32, name, 'title')}\n{_text(0, -14, about, '')}"


def _text(x: float, y: float, text: str, kind: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}"' + (f' class="{kind}"' if kind else "") + f">{text}</text>"
