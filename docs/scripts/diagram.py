"""The way of a spec through the program, as an SVG: what the phases hand on, and who turns one into the next."""

from __future__ import annotations

from collections.abc import Iterator

PATH = "docs/images/phases.svg"
WIDTH, HEIGHT, BOX, TALL, TOP = 980, 338, 112, 54, 132
THINGS = [
    ("YAML", "a file"),
    ("Node", "values, places"),
    ("Spec", "names resolved"),
    ("Plan", "order, counts"),
    ("Frame", "rows, addresses"),
    ("Batch", "Arrow columns"),
    ("Files, tables", "not final yet"),
]
VERBS = ["reader", "binder", "planner", "engine", "makers", "sinks"]
GAP = (WIDTH - 24 - len(THINGS) * BOX) / (len(THINGS) - 1)
STYLE = """\
<style>
text { font: 12px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #57606a; text-anchor: middle; }
.name { font-weight: 600; font-size: 14px; fill: #1f2328; } .verb { font-style: italic; fill: #0f766e; } .left { text-anchor: start; }
.box { fill: #f6f8fa; stroke: #d0d7de; } .cell { fill: #f0fdfa; stroke: #0f766e; } .judge { fill: #fff7ed; stroke: #c2410c; }
.way { stroke: #8c959f; stroke-width: 1.5; fill: none; marker-end: url(#tip); } .tip { fill: #8c959f; }
@media (prefers-color-scheme: dark) {
  text { fill: #9198a1; } .name { fill: #e6edf3; } .verb { fill: #2dd4bf; } .box { fill: #161b22; stroke: #3d444d; }
  .cell { fill: #042f2e; stroke: #2dd4bf; } .judge { fill: #2a1a10; stroke: #fb923c; } .way { stroke: #656c76; } .tip { fill: #656c76; }
}
</style>
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
<path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>"""


def page() -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="phases">'
    title = '<title id="phases">YAML becomes nodes, a spec, a plan, frames, Arrow batches, and files and tables, which SQL judges</title>'
    return "\n".join([head, title, STYLE, *_phases(), *_cell(), *_verdict(), "</svg>"]) + "\n"


def _phases() -> Iterator[str]:
    for number, (name, about) in enumerate(THINGS):
        yield from _box(_left(number), TOP, BOX, name, about, "box")
    for number, verb in enumerate(VERBS):
        start = _left(number) + BOX
        yield f'<path class="way" d="M{start + 3:.1f} {TOP + TALL / 2}H{start + GAP - 3:.1f}"/>'
        yield _text(start + GAP / 2, TOP - 14, verb, "verb")


def _cell() -> Iterator[str]:
    """How one cell of a frame comes about."""
    top, left, wide = 240, 12.0, WIDTH - 24.0
    yield f'<rect class="cell" x="{left}" y="{top}" width="{wide}" height="92" rx="6"/>'
    yield f'<path class="way" d="M{_left(4) + BOX / 2:.1f} {TOP + TALL + 3}V{top - 3}"/>'
    steps = [
        ("address", "row, or parent and place"),
        ("draw", "stream of seed, table, column"),
        ("quantile", "a table of the law"),
        ("value", "in its smallest unit"),
    ]
    room = wide / len(steps)
    for number, (name, about) in enumerate(steps):
        middle = left + (number + 0.5) * room
        yield _text(middle, top + 44, name, "name")
        yield _text(middle, top + 64, about, "")
        if number:
            yield f'<path class="way" d="M{middle - room / 2 - 14:.1f} {top + 40}h28"/>'
    yield _text(left + 12, top + 18, "one cell", "verb left")


def _verdict() -> Iterator[str]:
    """The plan also becomes DDL and checks, and a database answers them."""
    top, plan, last = 12, _left(3), _left(len(THINGS) - 1)
    yield from _box(plan, top, BOX, "SQL", "DDL, checks", "judge")
    yield f'<path class="way" d="M{plan + BOX / 2:.1f} {TOP - 3}V{top + TALL + 3}"/>'
    yield _text(plan + BOX / 2 + 38, 94, "templates", "verb")
    yield from _box(last, top, BOX, "Verdict", "then final", "judge")
    yield f'<path class="way" d="M{plan + BOX + 3:.1f} {top + TALL / 2}H{last - 3:.1f}"/>'
    yield _text((plan + BOX + last) / 2, top + TALL / 2 - 10, "asked of the loaded database", "verb")
    yield f'<path class="way" d="M{last + BOX / 2:.1f} {TOP - 3}V{top + TALL + 3}"/>'


def _box(left: float, top: float, wide: float, name: str, about: str, kind: str) -> Iterator[str]:
    yield f'<rect class="{kind}" x="{left:.1f}" y="{top}" width="{wide}" height="{TALL}" rx="6"/>'
    yield _text(left + wide / 2, top + 23, name, "name")
    yield _text(left + wide / 2, top + 42, about, "")


def _left(number: int) -> float:
    return 12 + number * (BOX + GAP)


def _text(x: float, y: float, text: str, kind: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}"' + (f' class="{kind}"' if kind else "") + f">{text}</text>"
