"""What the partitions of a table leave room for, as a check of the column that decides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from specgen.drafting.conditions import NotUnderstood, Term, read
from specgen.drafting.model import Check
from specgen.expressions import quoted
from specgen.postgres.session import Session

_PARTITIONS = """
SELECT p.partrelid, p.partstrat::text, pg_get_partkeydef(p.partrelid), p.partnatts,
    (SELECT attname::text FROM pg_attribute WHERE attrelid = p.partrelid AND attnum = p.partattrs[0] AND attnum > 0),
    ARRAY(SELECT pg_get_expr(c.relpartbound, c.oid) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = p.partrelid ORDER BY c.oid)
FROM pg_partitioned_table p WHERE p.partrelid = ANY(%s) ORDER BY p.partrelid
"""
_RANGE = re.compile(r"FOR VALUES FROM (\(.*\)) TO (\(.*\))", re.DOTALL)
_LIST = re.compile(r"FOR VALUES IN \((.*)\)", re.DOTALL)
_ENDS = ("minvalue", "maxvalue")


def checks(session: Session, oids: Sequence[int]) -> Iterator[tuple[int, Check]]:
    """By table, that rows go into one of its partitions; nothing where every row does."""
    for table, strategy, key, count, column, bounds in session.rows(_PARTITIONS, list(oids)):
        if (strategy == "h" and bounds) or "DEFAULT" in bounds:
            continue
        text = _text(strategy, column, bounds, alone=count == 1) if column is not None else None
        names = () if column is None else (column,)
        yield table, Check("partitions", text or f"'no partition of {key.replace(chr(39), '')} is understood' IS NULL", names)


def _text(strategy: str, column: str, bounds: Sequence[str], alone: bool) -> str | None:
    """The condition; None where no partition is found whose bounds are understood."""
    if strategy == "l":
        lists = [found[1] for bound in bounds if (found := _LIST.fullmatch(bound))]
        return f"({quoted(column)} IS NOT NULL) AND ({quoted(column)} = ANY (ARRAY[{', '.join(lists)}]))" if lists else None
    ranges = sorted(both for bound in bounds if (both := _range(bound)))
    if not ranges:
        return None
    start, end = ranges[0]
    for low, high in ranges[1:] if alone else ():
        end = high if low == end else end
    parts = [f"({quoted(column)} >{'=' if alone else ''} {start})"] if start not in _ENDS else []
    parts += [f"({quoted(column)} < {end})"] if end not in _ENDS else []
    return " AND ".join([f"({quoted(column)} IS NOT NULL)", *parts])


def _range(bound: str) -> tuple[str, str] | None:
    """The first value of the lower and of the upper bound, as SQL."""
    found = _RANGE.fullmatch(bound)
    try:
        ends = [_first(read(found[at])) for at in (1, 2)] if found else [None]
    except NotUnderstood:
        return None
    return (ends[0], ends[1]) if len(ends) == 2 and ends[0] is not None and ends[1] is not None else None


def _first(term: Term) -> str | None:
    if term.op == "column" and term.value.lower() in _ENDS:
        return term.value.lower()
    return f"'{term.value}'" if term.op == "text" else term.value if term.op == "number" else None
