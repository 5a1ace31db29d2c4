"""The shapes that promises have: SQL that returns the rows which break one."""

from __future__ import annotations

from collections.abc import Mapping

SAMPLED = "5 * sqrt(due * (1 - due) / rows)"
"""How far a drawn share may stray: five standard errors."""


def exactly(source: str, column: str, total: str, shares: Mapping[str, int]) -> str:
    wanted = ", ".join(f"('{value}', {share} * {total} / 100)" for value, share in shares.items())
    found = f"select ({column})::varchar as value, count(*) as n from {source} group by all"
    return f"select * from (values {wanted}) w(value, n) full join ({found}) f using (value) where (abs(w.n - f.n) < 1) is not true"


def about(source: str, column: str, shares: Mapping[str, float], margin: str = SAMPLED) -> str:
    wanted = ", ".join(f"('{value}', {share / sum(shares.values())})" for value, share in shares.items())
    found = f"select ({column})::varchar as value, count(*) as n from {source} group by all"
    both = f"""select coalesce(share, 0) as due, coalesce(n, 0) / sum(n) over () as seen, sum(n) over () as rows
        from (values {wanted}) w(value, share) full join ({found}) f using (value)"""
    return f"select * from ({both}) where (abs(due - seen) <= {margin}) is not true"


def numbered(table: str, column: str) -> str:
    return f"select {column} from {table} where {column} is distinct from rowid + 1"


def unique(table: str, *columns: str) -> str:
    empty = " or ".join(f"{column} is null" for column in columns)
    return f"select {', '.join(columns)} from {table} group by all having count(*) > 1 or {empty}"


def known(table: str, **keys: str) -> str:
    """Each column, by its name, points into the table named."""
    orphans = (
        f"select {key} from {table} where {key} not in (select {key.replace('user', 'customer')} from {to})" for key, to in keys.items()
    )
    return " union all ".join(orphans)


def favoured(source: str, key: str, margin: float) -> str:
    """A fifth of the customers, by count, has 80% of the rows; in independent draws the luckiest look a little better."""
    ranked = f"select count(*) as n, row_number() over (order by count(*) desc) as rank from {source} group by {key}"
    within = f"abs(share - 0.8) <= greatest({margin}, 2 / sqrt(sum(n)))"
    return f"select sum(n) filter (rank <= $customers / 5) / sum(n) as share from ({ranked}) having ({within}) is not true"
