"""Which rules of a table the columns keep by construction, and values for the rest, found by trying."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice, product
from typing import Any

from specgen.drafting import conditions, texts
from specgen.drafting.conditions import columns
from specgen.drafting.keys import values_of
from specgen.drafting.kinds import type_of
from specgen.drafting.model import Check, Column
from specgen.drafting.presence import settled
from specgen.drafting.ranges import bound_value, family, form_no_ring, range_of
from specgen.drafting.rules import Apart, Bound, Length, Like, Made, OneOf, Order, Present, Rule, columns_of, rules
from specgen.drafting.shared import unlike
from specgen.drafting.sketch import Link, Sketch
from specgen.drafting.trials import EMPTY, MOST, Trials, literal
from specgen.types import parse_value

_SHOWN = {
    "integer": ("1", "0", "2", "10", "100"), "decimal": ("1", "0", "10", "0.5", "100"), "double": ("1", "0", "0.5", "10", "100"),
    "text": ("'a'", "'A'", "'abc'", "'ABC'", "'1'", "''"), "date": ("'2024-01-01'", "'2024-06-01'", "'2024-12-31'"),
    "timestamp": ("'2024-01-01'", "'2024-06-01'", "'2024-12-31'"), "time": ("'08:00'", "'12:00'", "'18:00'"),
    "interval": ("'1 hour'", "'1 day'"), "boolean": ("true", "false"), "json": ("'{}'", "'[]'", "'{\"a\": 1}'", "'1'"),
    "uuid": ("'00000000-0000-4000-8000-000000000001'",), "array": (EMPTY,), "bytes": ("'\\x00'",),
}  # fmt: skip


def obey(sketch: Sketch, trials: Trials) -> None:
    """Sort the rules into those that are kept and those whose columns get values that pass; what is left is to be done by hand."""
    left: list[Check] = []
    for check in sketch.table.checks:
        found = _parts(check)
        kept = [rule for rule in found if rule is not None and _kept(sketch, rule)]
        before = [*sketch.rules]
        sketch.rules += [rule for rule in kept if rule not in before and not _by_nature(sketch, rule)]
        if not _is_possible(sketch):
            sketch.rules, kept = before, []
        sketch.kept[check.name] = kept
        if len(kept) < len(found) or not found:
            left.append(check)
    for check in left:
        if _tried(sketch, check, left, trials):
            sketch.tried.append(check)
        else:
            sketch.todo.append(f"{check.name} is beyond this draft, and nothing was found that passes it: CHECK ({check.text})")


def _parts(check: Check) -> list[Rule | None]:
    try:
        return list(rules(conditions.read(check.text)))
    except conditions.NotUnderstood:
        return [None]


def _by_nature(sketch: Sketch, rule: Rule) -> bool:
    """Whether it holds without anybody's doing: of a reference to an earlier row, or of a column that counts."""
    return not isinstance(rule, Present) and bool(columns_of(rule) & sketch.linked.keys())


def _kept(sketch: Sketch, rule: Rule) -> bool:
    """Whether the fillers can keep a rule."""
    return _KEPT[type(rule)](sketch, rule)


def _free(sketch: Sketch, name: str) -> bool:
    """Whether a column is filled by itself."""
    column = sketch.table.columns.get(name)
    return column is not None and name not in sketch.linked and not column.generated and type_of(column) is not None


def _listed(sketch: Sketch, rule: OneOf) -> bool:
    if not _free(sketch, rule.column) or sketch.column(rule.column).counted:
        return False
    type = type_of(sketch.column(rule.column))
    assert type is not None, "a free column has a type"
    try:
        return type.item is None and all(parse_value(value, type) is not None for value in rule.values)
    except ValueError:
        return False


def _bounded(sketch: Sketch, rule: Bound) -> bool:
    column = sketch.column(rule.column)
    if rule.column in sketch.linked or column.counted:
        above = rule.sign in (">", ">=") and rule.value in ("0", "1")
        return (above and rule.value != "1") or (above and rule.sign == ">=") if rule.value is not None else False
    if not _free(sketch, rule.column):
        return False
    if column.type == "interval":
        return rule.sign in (">", ">=") and rule.value in ("00:00:00", "0")
    made = any(isinstance(other, Made) and other.column == rule.column for other in sketch.rules)
    if made:
        return rule.sign in (">", ">=") and rule.value == "0"
    return bool(family(column)) and bound_value(column, rule) is not None


def _long(sketch: Sketch, rule: Length) -> bool:
    type = type_of(sketch.column(rule.column)) if _free(sketch, rule.column) else None
    if type is None or type.kind != "text" or sketch.column(rule.column).labels:
        return False
    low, high = texts.limits(sketch, rule.column, type)
    return not (rule.sign in ("=", ">", ">=") and rule.value + (rule.sign == ">") > high) and high >= low


def _shaped(sketch: Sketch, rule: Like) -> bool:
    type = type_of(sketch.column(rule.column)) if _free(sketch, rule.column) else None
    if type is None or type.kind != "text" or texts.like(sketch, rule.column) not in (None, rule.regex):
        return False
    return texts.fits(rule.regex, *texts.limits(sketch, rule.column, type))


def _ordered(sketch: Sketch, rule: Order) -> bool:
    if _is_earlier(sketch, Apart(rule.low, rule.high)):
        return rule.low in sketch.linked
    if _is_pair(sketch, rule):
        return True
    both = [sketch.table.columns.get(name) for name in (rule.low, rule.high)]
    if not all(column is not None and _free(sketch, column.name) and not column.counted and family(column) for column in both):
        return False
    orders = [other for other in sketch.rules if isinstance(other, Order)]
    return family(both[0]) == family(both[1]) and form_no_ring([*orders, rule])  # type: ignore[arg-type]


def _is_pair(sketch: Sketch, rule: Order) -> bool:
    """Of two references to a key that counts the lower is made an earlier row than the higher."""
    low, high = sketch.linked.get(rule.low), sketch.linked.get(rule.high)
    if low is None or high is None or low.key.table not in sketch.done or {low.kind, high.kind} != {"plain"}:
        return False
    alike = low.key.table == high.key.table and low.key.to == high.key.to and low.key.to[0] in sketch.counting[low.key.table]
    if alike:
        sketch.links[sketch.links.index(low)] = Link(low.key, "another", by=rule.high)
    return alike


def _apart(sketch: Sketch, rule: Apart) -> bool:
    """Of two references to the same key the second is made to follow the first."""
    if _is_earlier(sketch, rule):
        return True
    first, second = (sketch.linked.get(name) for name in (rule.left, rule.right))
    if first is not None and second is not None and unlike(sketch, first, second, rule):
        return True
    if first is None or second is None or {first.kind, second.kind} != {"plain"}:
        return False
    if (first.key.table, first.key.to) != (second.key.table, second.key.to) or first.key.table not in sketch.done:
        return False
    sketch.links[sketch.links.index(second)] = Link(second.key, "another", by=rule.left)
    return True


def _is_earlier(sketch: Sketch, rule: Apart) -> bool:
    """Whether one of the two refers to an earlier row, and the other is its key."""
    for one, other in ((rule.left, rule.right), (rule.right, rule.left)):
        link = sketch.linked.get(one)
        if link is not None and link.kind == "self" and link.key.to == (other,) and sketch.column(other).counted:
            return True
    return False


def _made(sketch: Sketch, rule: Made) -> bool:
    names = [rule.column, *columns(rule.term)]
    if not all(_free(sketch, name) and family(sketch.column(name)) == "number" for name in names):
        return False
    types = {name: type_of(sketch.column(name)) for name in names}
    others = [other for other in sketch.rules if isinstance(other, Made | Order | OneOf) and rule.column in vars(other).values()]
    whole = all(type is not None and type.kind != "double" for type in types.values())
    return whole and not others and _digits(rule.term, types) <= types[rule.column].scale  # type: ignore[union-attr]


def _digits(term: conditions.Term, types: dict[str, Any]) -> int:
    """How many digits behind the point a sum or product has."""
    if not term.args:
        return int(types[term.value].scale) if term.op == "column" else len(term.value.partition(".")[2])
    left, right = (_digits(arg, types) for arg in term.args)
    return left + right if term.op == "*" else max(left, right)


_KEPT: dict[type, Callable[[Sketch, Any], bool]] = {
    OneOf: _listed, Bound: _bounded, Length: _long, Like: _shaped, Order: _ordered, Apart: _apart, Made: _made,
    Present: lambda sketch, rule: rule.column in sketch.table.columns,
}  # fmt: skip


def _tried(sketch: Sketch, check: Check, left: Sequence[Check], trials: Trials) -> bool:
    """Give the columns of a check values that pass it and the other checks of these columns, if some are found."""
    names = [name for name in sketch.table.columns if name in check.columns]
    if not names:
        return False
    if _tried_as_text(sketch, names, trials):
        return True
    if settled(sketch, check, left, trials) or _one_way(sketch, check):
        return True
    reading = set(names)
    others = [other for other in sketch.table.checks if reading.issuperset(other.columns)]
    candidates = [list(_candidates(sketch, name, trials)) for name in names]
    rows = list(islice(product(*candidates), MOST))
    passing = trials.passing([sketch.column(name) for name in names], others, [[sql for _, sql in row] for row in rows])
    if not passing:
        return False
    for name, (value, _sql) in zip(names, rows[passing[0]], strict=True):
        if value == _DEFAULT:
            sketch.omitted[name] = f"its default passes {check.name}"
        elif name not in sketch.linked or value is None:
            sketch.fixed[name] = value
    return True


def _one_way(sketch: Sketch, check: Check) -> bool:
    """Of a rule that may be kept in several ways, keep it in the first that the fillers can."""
    try:
        term = conditions.read(check.text)
    except conditions.NotUnderstood:
        return False
    for way in term.args if term.op == "or" else ():
        found = [rule for rule in rules(way) if rule is not None and _kept(sketch, rule) and not _by_nature(sketch, rule)]
        before = [*sketch.rules]
        sketch.rules += [rule for rule in found if rule not in before]
        if len(found) == len(list(rules(way))) and _is_possible(sketch):
            return True
        sketch.rules = before
    return False


def _is_possible(sketch: Sketch) -> bool:
    """Whether the rules leave a value to every column."""
    names = {rule.column for rule in sketch.rules if isinstance(rule, OneOf | Bound) and rule.column not in sketch.linked}
    ranges = [range_of(sketch, sketch.column(name)) for name in names if family(sketch.column(name))]
    return all(found.low <= found.high for found in ranges) and all(values_of(sketch, name) != () for name in names)


_DEFAULT = object()


def _candidates(sketch: Sketch, name: str, trials: Trials) -> Iterator[tuple[Any, str | None]]:
    """Values that a column may always have, each with its SQL; of one that a key fills, only NULL."""
    column = sketch.column(name)
    if name in sketch.fixed:
        yield sketch.fixed[name], None if sketch.fixed[name] is None else literal(sketch.fixed[name])  # type: ignore[arg-type]
        return
    if name in sketch.nulls:
        return
    must = column.required or Present(name) in sketch.rules
    if not must:
        yield None, None
    if name in sketch.linked or column.counted or any(name in key.columns for key in sketch.table.keys):
        return
    if column.default is not None:
        yield _DEFAULT, f"({column.default})"
    for sql in _values(sketch, column):
        yield sql.strip("'").replace("''", "'"), sql


def _values(sketch: Sketch, column: Column) -> Sequence[str]:
    type, listed = type_of(column), values_of(sketch, column.name)
    if listed is not None and not column.type.endswith("[]"):
        return [literal(value) for value in listed]
    return () if type is None else _SHOWN.get(type.kind, ())


def _tried_as_text(sketch: Sketch, names: Sequence[str], trials: Trials) -> bool:
    """For checks of one text column: a pattern, all of whose samples pass."""
    type = type_of(sketch.column(names[0])) if len(names) == 1 and _free(sketch, names[0]) else None
    if type is None or type.kind != "text" or sketch.column(names[0]).labels:
        return False
    if names[0] in sketch.patterns:
        return True
    column, (low, high) = sketch.column(names[0]), texts.limits(sketch, names[0], type)
    own = [check for check in sketch.table.checks if check.columns == (names[0],)]
    asked = texts.like(sketch, names[0])
    for pattern in [asked] if asked else [pattern for pattern in texts.TRIED if texts.fits(pattern, low, high)]:
        shown = texts.samples(pattern)
        if len(trials.passing([column], own, [[literal(text)] for text in shown])) == len(shown):
            sketch.patterns[names[0]] = pattern
            return True
    return False
