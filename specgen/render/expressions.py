"""Expressions of a spec as SQL: over a row's own table, or over the tables that its references lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from specgen import expressions
from specgen.dialects import dialect
from specgen.expressions import Expression, Path, Typed
from specgen.language.model import ForeignKey, Spec, Table
from specgen.plan.model import Plan
from specgen.records import record
from specgen.render.names import identifier
from specgen.types import Type


@record
class Join:
    """A parent table under an alias, reached from another alias by a foreign key."""

    origin: str
    alias: str
    key: ForeignKey


def on_row(plan: Plan, table: str, expression: Expression, dialect_name: str, to: Type | None = None) -> str:
    """The SQL of an expression that reads only columns of its own row, cast to a type if one is asked for."""
    spoken = dialect(dialect_name)
    return expressions.render(expression, spoken.sqlglot, lambda path: identifier(path[0], spoken), _lookup(plan, table), to)


def reads_own_row(expression: Expression, table: Table) -> bool:
    """Whether a constraint can say it: no parents, no hidden columns."""
    return all(len(path) == 1 and not table.columns[path[0]].hidden for path in expression.paths)


def visible_paths(spec: Spec, table: Table, paths: Iterable[Path]) -> bool:
    """Whether every column on the way, and at the end, is written."""
    return all(_visible(spec, table, path) for path in paths)


def joined(plan: Plan, table: str, expression: Expression, dialect_name: str) -> dict[str, Any]:
    """The expression over the alias `t0` of its table and aliases of parents: `{"rule": SQL, "joins": (Join, …), "further": …}`.

    `further` is what it reads of parents, as pairs of a path and its SQL.
    """
    spoken = dialect(dialect_name)
    aliases, joins = joins_of(plan.spec, table, expression.paths)

    def column(path: Path) -> str:
        return f"{aliases[path[:-1]]}.{identifier(path[-1], spoken)}"

    rule = expressions.render(expression, spoken.sqlglot, column, _lookup(plan, table))
    further = tuple((".".join(path), column(path)) for path in expression.paths if len(path) > 1)
    return {"rule": rule, "joins": joins, "further": further}


def joins_of(spec: Spec, table: str, paths: Iterable[Path]) -> tuple[dict[Path, str], tuple[Join, ...]]:
    """The alias at which each path's column is found, by the references before it, and the joins that lead there from `t0`."""
    aliases: dict[Path, str] = {(): "t0"}
    joins: list[Join] = []
    for path in paths:
        for length in range(1, len(path)):
            hops = path[:length]
            if hops not in aliases:
                aliases[hops] = f"t{len(aliases)}"
                joins.append(Join(aliases[hops[:-1]], aliases[hops], key_of(spec, table, hops)))
    return aliases, tuple(joins)


def key_of(spec: Spec, table: str, path: Path) -> ForeignKey:
    """The foreign key of the reference at the end of a path from a table."""
    return _key(_at(spec, spec.tables[table], path[:-1]), path[-1])


def _lookup(plan: Plan, table: str) -> Callable[[Path], Typed]:
    def typed(path: Path) -> Typed:
        end = plan.tables[_at(plan.spec, plan.spec.tables[table], path[:-1]).name].columns[path[-1]]
        return Typed(end.column.type, end.nullable or len(path) > 1)

    return typed


def _at(spec: Spec, table: Table, hops: Path) -> Table:
    for hop in hops:
        table = spec.tables[_key(table, hop).table]
    return table


def _key(table: Table, reference: str) -> ForeignKey:
    """The foreign key that a reference column stands for: its own, the one of this column alone, or the first that contains it."""
    points_to = table.columns[reference].filler.points_to
    keys = [key for key in table.foreign_keys if reference in key.columns]
    return min(keys, key=lambda key: ((key.columns[0], key.table, key.to[0]) != (reference, *(points_to or ())), len(key.columns)))


def _visible(spec: Spec, table: Table, path: Path) -> bool:
    for hop in path[:-1]:
        key = _key(table, hop)
        if any(table.columns[name].hidden for name in key.columns) or any(spec.tables[key.table].columns[name].hidden for name in key.to):
            return False
        table = spec.tables[key.table]
        if table.hidden:
            return False
    return not table.columns[path[-1]].hidden
