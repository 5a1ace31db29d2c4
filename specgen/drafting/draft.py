"""The spec of a schema: each table is sketched, then written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from specgen.drafting import checks, links, page, shared
from specgen.drafting.keys import settle
from specgen.drafting.kinds import type_of
from specgen.drafting.lines import lines
from specgen.drafting.model import Key, Schema, Table
from specgen.drafting.obey import obey
from specgen.drafting.ranges import AS_OF, family
from specgen.drafting.sketch import Line, Link, Sketch, Sketches
from specgen.drafting.source import Opened
from specgen.drafting.trials import Trials
from specgen.drafting.wording import can_be_named
from specgen.errors import EnvironmentProblem
from specgen.records import record

_HEAD = """\
# A starter for {source}.
#
#   specgen preview {file}
#   specgen run {file} {target}      {does}
#
# {known} is a guess, and marked so: change it.
"""


@record
class Draft:
    """A spec, and what is to be done by hand."""

    text: str
    file: str
    columns: int
    todo: tuple[str, ...] = ()
    target: str = ""
    """The options of `specgen run` by which the spec's rows get to where they belong."""


def draft(schema: Schema, there: Opened, file: Path) -> Draft:
    """The spec of a schema, which goes into `file`. EnvironmentProblem for what no spec can say."""
    left_out = _left_out(schema)
    schema = Schema(schema.name, {name: table for name, table in schema.tables.items() if name not in left_out})
    _refuse_names(schema)
    sketches = sketched(schema, Trials(there.tried, there.empty))
    written = [(sketch, list(lines(sketch, sketches))) for sketch in sketches.values()]
    top: dict[str, Any] = {"specgen": 1, "name": file.stem, "seed": 1, "as_of": AS_OF, "params": {"scale": 1}}
    text = [*_head(schema, there, file)]
    text += [part for key, value in top.items() for part in page.entry(key, value, 0)]
    text[-2] += f"       # guess: {'what today is' if _is_later(schema) else 'no day is later'}; no clock is read"
    text[-1] += "      # specgen run … --scale 10 makes ten times the rows"
    text += ["", "tables:"]
    for sketch, columns in written:
        text += [*_table(sketch, columns, sketches), ""]
    text += [part for name in left_out for part in page.comment(f"{name} is left out: {left_out[name]}", 2)]
    todo = tuple(f"{sketch.table.name}: {what}" for sketch in sketches.values() for what in _todo(sketch))
    count = sum(bool(line.settings) for _, found in written for line in found)
    return Draft("\n".join(text).rstrip() + "\n", str(file), count, todo, there.target)


def _head(schema: Schema, there: Opened, file: Path) -> Sequence[str]:
    source = f"the tables of schema {schema.name}, read from {there.where}"
    both = any(table.rows for table in schema.tables.values())
    rest = ", numbers, shares and ends those of the rows. All else" if both else ". What it does not say"
    known = f"Types, keys and rules are those of the schema{rest}"
    return _HEAD.format(source=source, file=file, target=there.target, does=there.does, known=known).splitlines()


def _is_later(schema: Schema) -> bool:
    """Whether a row has a day that is later than today, as the spec has it."""
    columns = (column for table in schema.tables.values() for column in table.columns.values())
    return any(column.seen is not None and family(column) == "day" and column.seen.high > str(AS_OF) for column in columns)


def _left_out(schema: Schema) -> dict[str, str]:
    """The tables that have no column to be filled, or whose rows a trigger writes, where no table refers to them; with the reason."""
    referred = {key.table for table in schema.tables.values() for key in table.foreign_keys}
    found: dict[str, str] = {}
    for name, table in schema.tables.items():
        if table.trigger and name not in referred:
            found[name] = f"the trigger {table.trigger} writes it"
        elif not any(type_of(column) is not None or not column.given for column in table.columns.values() if not column.generated):
            found[name] = "it has no column that specgen fills"
    return found


def sketched(schema: Schema, trials: Trials) -> dict[str, Sketch]:
    """What is decided of each table, parents first."""
    found: dict[str, Sketch] = {}
    hidden, even = links.hidden_keys(schema), shared.even(schema)
    for table in links.in_order(schema):
        known = [_possible(link, table, found) for link in links.links(table, schema, found)]
        counting = {name: [column.name for column in there.table.columns.values() if column.counted] for name, there in found.items()}
        sketch = Sketch(table, known, counting, hidden_key=hidden.get(table.name, ""), even=even.get(table.name, ""))
        sketch.referred = links.referred(schema, table)
        obey(sketch, trials)
        for key in (link.key for link in sketch.links if link.kind == "another"):
            there = found[key.table]
            there.neighbours[key.to[0]] = links.free_name(f"another_{key.to[0]}", there.table.columns)
        settle(sketch, found)
        found[table.name] = sketch
    return found


def _possible(link: Link, table: Table, done: Sketches) -> Link:
    """The link, unless the key that it refers to cannot be shown to be one."""
    unproven = [set(key.columns) for key in done[link.key.table].unproven] if link.key.table in done else []
    return links.without(table, link.key, f"nothing proves the key of {link.key.table}") if set(link.key.to) in unproven else link


def _refuse_names(schema: Schema) -> None:
    wrong = [table for table in schema.tables if not can_be_named(table)]
    wrong += [
        f"{table.name}.{column.name}"
        for table in schema.tables.values()
        for column in table.columns.values()
        if not can_be_named(column.name)
    ]
    if wrong:
        raise EnvironmentProblem(
            f"a spec cannot say these names: {', '.join(wrong)}",
            "a name has letters, digits and underscores only, at most 63 bytes of them",
        )


def _table(sketch: Sketch, columns: list[Line], sketches: Sketches) -> Iterator[str]:
    table = sketch.table
    yield f"  {page.scalar(table.name)}:"
    if table.comment:
        yield from page.entry("description", table.comment, 4)
    rows = f"    rows: {_rows(sketch)}"
    yield rows if table.rows and table.rows == sketch.rows.seen else rows.ljust(60) + "   # guess"
    for name, value in _keys(sketch, sketches).items():
        yield from page.entry(name, value, 4)
    yield "    columns:"
    yield from page.columns(columns, 6)
    if found := list(checks.of_table(sketch)):
        yield "    checks:"
        yield from (line for check in found for line in page.item(check, 6))
    for note in _notes(sketch):
        yield from page.comment(note, 4)


def _rows(sketch: Sketch) -> str:
    rows = sketch.rows
    if not rows.per:
        return f"${{{rows.number} * scale}}" if rows.scaled else str(rows.number)
    weights = {number + 1: weight for number, weight in enumerate(rows.counts) if weight} or {rows.each: 1}
    count: Any = weights if len(weights) > 1 else next(iter(weights))
    return page.flow({"per": rows.per, "count": count})


def _keys(sketch: Sketch, sketches: Sketches) -> dict[str, Any]:
    found: dict[str, Any] = {}
    there = [key for key in sketch.table.keys if key.plain and key not in sketch.unproven + sketch.void]
    for key in there:
        if key.primary:
            found["primary_key"] = key.columns[0] if len(key.columns) == 1 else list(key.columns)
    several = [list(key.columns) for key in there if not key.primary and len(key.columns) > 1]
    foreign = [_foreign(link) for link in sketch.links if link.kind in ("same", "through", "beside", "own", "another")]
    foreign += [
        {"columns": link.by, "to": f"{link.key.table}.{sketches[link.key.table].hidden_key}"}
        for link in sketch.links
        if link.kind == "beside"
    ]
    found |= {"unique": several} if several else {}
    found |= {"foreign_keys": foreign} if foreign else {}
    written = [list(index) for index in sketch.table.indexes if not any(checks.is_left_out(sketch, name) for name in index)]
    return found | ({"indexes": written} if written else {})


def _foreign(link: Link) -> dict[str, Any]:
    to = [f"{link.key.table}.{name}" for name in link.key.to]
    return {"columns": link.key.columns[0], "to": to[0]} if len(to) == 1 else {"columns": list(link.key.columns), "to": to}


def _notes(sketch: Sketch) -> Iterator[str]:
    """Comments behind the table: what the spec does not say."""
    for key in sketch.table.keys:
        if key in sketch.void:
            yield f"{_kind(key)} {key.name} holds as long as a column of it is empty: {key.text or ', '.join(key.columns)}"
        elif not key.plain and key not in sketch.unproven:
            yield f"{key.name} holds, as ({', '.join(key.columns)}) is unique: {key.text}"
    for check in checks.unsaid(sketch):
        yield f"{check.name} is kept, and the language cannot say it: CHECK ({check.text})"
    for check in sketch.tried:
        if checks.tried(sketch, check) is None:
            yield f"TODO: {check.name} is beyond this draft; what stands above was tried, and passes it: CHECK ({check.text})"
    for what in _todo(sketch):
        yield f"TODO: {what}"


def _todo(sketch: Sketch) -> Iterator[str]:
    yield from sketch.todo
    for link in sketch.links:
        if link.kind == "open":
            yield f"nothing holds the foreign key {link.key.name} ({', '.join(link.key.columns)}) to {link.key.table}: {link.why}"
    for key in sketch.unproven:
        yield f"nothing holds {_kind(key)} {key.name} ({', '.join(key.columns)}) {key.text}".rstrip()


def _kind(key: Key) -> str:
    return "the primary key" if key.primary else "the unique key" if key.plain else "the rule"
