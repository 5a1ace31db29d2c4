"""The commands that show what a spec means: preview, plan, ddl. Nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from specgen.cli import console, options, sheet
from specgen.counted import counted

if TYPE_CHECKING:
    from specgen.api import Dataset
    from specgen.plan import ColumnPlan, Plan, TablePlan


@click.command(short_help="Show the first rows of each table.")
@options.with_dataset
@options.tables
@click.option("--rows", type=click.IntRange(min=1), default=5, show_default=True, metavar="N", help="Rows of each table.")
@options.as_json
def preview(data: Dataset, tables: Sequence[str] | None, rows: int, as_json: bool) -> None:
    """Show the first rows of each table as `specgen run` would make them. Nothing is written.

    Long cells are cut; with --json they are whole.

    \b
      specgen preview ecommerce
      specgen preview shop.yaml --tables orders --rows 20
    """
    found = {table: data.rows(table, 0, rows).to_pylist() for table in data.choose(tables or data.tables)}
    if as_json:
        console.document(found)
    else:
        console.result("\n\n".join("\n".join(_shown(data, table, cells)) for table, cells in found.items()))


@click.command(short_help="Show how each column comes about, and the memory it takes.")
@options.with_dataset
@options.as_json
def plan(data: Dataset, as_json: bool) -> None:
    """Show what is decided before the first row: rows, what each column reads and costs, what is kept in memory.

    A cell costs O(1), the rows of its block, or a roll-up over another table. A column is stable if its cells stay when a table grows;
    else the plan names the tables whose number of rows it counts. The text is the same on every machine, so two plans can be compared.
    Where only an expression knows how long blocks are, some of them are counted, and the rows foretold from these.

    \b
      specgen plan ecommerce
      specgen plan shop.yaml --scale 100
      specgen plan shop.yaml > before.txt         compare it after a change
    """
    from specgen.plan.text import text

    if as_json:
        console.document(_plan(data.plan))
    else:
        console.result(text(data.plan), newline=False)


@click.command(short_help="Print the tables, keys, checks and indexes as SQL.")
@options.with_dataset
@options.dialect
@options.as_json
def ddl(data: Dataset, dialect: str, as_json: bool) -> None:
    """Print the CREATE statements of a spec: types, keys, CHECKs, defaults, comments, indexes.

    \b
      specgen ddl ecommerce --dialect postgres > schema.sql
      specgen ddl shop.yaml | duckdb shop.duckdb
    """
    console.script(data.ddl(dialect), dialect, as_json)


def _shown(data: Dataset, table: str, rows: list[dict[str, Any]]) -> list[str]:
    total = len(data[table])
    return [
        f"{table}: {'all' if len(rows) == total else f'{len(rows):,} of'} {counted(total, 'row')}",
        *sheet.lines(data[table].schema, rows),
    ]


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "spec": plan.spec.name,
        "seed": plan.spec.seed,
        "params": dict(plan.spec.params),
        "tables": {name: _planned(table) for name, table in plan.tables.items()},
        "memory": [{"what": memory.what, "bytes": memory.bytes} for memory in plan.memory],
    }


def _planned(planned: TablePlan) -> dict[str, Any]:
    table = planned.table
    columns = {name: _column(column) for name, column in planned.columns.items()}
    guess = {"guess": planned.guess} if planned.guess else {}
    return {"rows": planned.rows, "estimated": planned.estimated, **guess, "hidden": table.hidden, "per": table.parent, "columns": columns}


def _column(planned: ColumnPlan) -> dict[str, Any]:
    column = planned.column
    return {
        "type": column.type.sql,
        "filler": column.filler.name,
        "nullable": planned.nullable,
        "hidden": column.hidden,
        "cost": planned.cost,
        "stable": not planned.counts,
        "counts": sorted(planned.counts),
    }
