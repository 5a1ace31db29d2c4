"""Why a database is not loaded: what stands there already and is not specgen's to change, or tables that are left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from specgen.errors import EnvironmentProblem, Fault, SpecError


def refuse_views(where: str, views: Sequence[str]) -> None:
    if views:
        raise EnvironmentProblem(f"{where} has views of these names: {', '.join(views)}", "drop them or choose another database")


def refuse_own(where: str, own: Sequence[str]) -> None:
    """Names that lead to tables of the database's own, whatever else is called so."""
    if own:
        raise EnvironmentProblem(f"{where} has tables of its own of these names: {', '.join(own)}", "give them other names in the spec")


def refuse_strangers(where: str, strangers: Sequence[str]) -> None:
    """Tables without specgen's mark; for whoever has no --force."""
    if strangers:
        raise EnvironmentProblem(
            f"{where} has tables of these names that specgen did not make: {', '.join(strangers)}",
            "choose another database, or let them be replaced with --force",
        )


def refuse_dependants(where: str, dependants: Sequence[tuple[str, str]]) -> None:
    """What hangs on a table that would have to go: (what, on which table)."""
    if dependants:
        named = ", ".join(f"{what} {table}" for what, table in dependants)
        raise EnvironmentProblem(f"{where}: what is not part of this load stands in the way: {named}", "load it too, or drop it first")


def refuse_changed(where: str, changed: Sequence[str]) -> None:
    """Tables that specgen made and somebody altered since; for whoever has no --force."""
    if changed:
        raise EnvironmentProblem(
            f"{where} has tables that somebody altered after specgen made them: {', '.join(changed)}",
            "take the change back, choose another database, or let them be made anew with --force",
        )


def refuse_present(where: str, present: Sequence[str]) -> None:
    """Tables that are there, where none may be."""
    if present:
        raise EnvironmentProblem(f"{where} has these tables already: {', '.join(present)}", "replace them with --if-exists replace")


def refuse_missing(where: str, missing: Sequence[str], appends: bool = False) -> None:
    """Tables that are to be filled and not made."""
    if missing:
        help = "load all tables anew with --if-exists replace" if appends else "make them first, or leave out --create never"
        raise EnvironmentProblem(f"{where} has no tables {', '.join(missing)}", help)


def refuse_other_forms(where: str, others: Sequence[str]) -> None:
    """Tables of other columns, keys or checks than the spec's, where rows are to be appended."""
    if others:
        raise EnvironmentProblem(
            f"{where}: rows cannot be appended to tables of another form than the spec's: {', '.join(others)}",
            "load all rows anew with --if-exists replace",
        )


def refuse_replaced(where: str, others: Sequence[str]) -> None:
    """Tables that somebody dropped or made while rows were on their way."""
    if others:
        raise EnvironmentProblem(f"{where}: somebody else made or dropped these tables meanwhile: {', '.join(others)}", "run it again")


def require_parents(parents: Mapping[str, Sequence[str]], tables: Sequence[str]) -> None:
    """SpecError, with all that has to be loaded too, where tables refer to others that are not among them; `parents` is in load order."""
    needed = list(tables)
    for table in needed:
        needed += dict.fromkeys(parent for parent in parents[table] if parent not in needed)
    if len(needed) > len(tables):
        child = next(table for table in tables if not set(parents[table]) <= set(tables))
        missing = dict.fromkeys(parent for parent in parents[child] if parent not in tables)
        help = f"load them too: --tables {','.join(table for table in parents if table in needed)}"
        raise SpecError(Fault("missing-parent", f"{child} refers to {' and '.join(missing)}", None, help))
