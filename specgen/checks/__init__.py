"""The SQL that proves the rows right: one template a kind in `templates/checks/`, run and judged by the database.

Every template is one SELECT of exactly one row: `name, kind, table_name, offending` (bigint: rows that offend, or the number of rows
by which a figure is off), `observed, expected` (text), `passed` (boolean). The folder is the registry: an `Expectation` of a
generator goes to the template of its name with its `facts`. NULL counts in none of these; hidden columns and tables are not
checked, since they are not there.

    accepted_values  {"values": [value, …]}
    range            {"min": value or None, "max": value or None}, both included
    shares           {"shares": {value: share, …}, "exact": bool, "cluster": float}
    profile          {"hours": [24 shares] or None, "weekdays": [7 shares, Monday first] or None, "cluster": float}
    quantiles        {"knots": [(x, P(value as written ≤ x)), …], "cluster": float}
    concentration    {"parent_table": table, "top": p, "share": s, "exact": bool}, or "zipf": exponent
    weights          {"parent_table": table, "parent_column": column, "weight": expression, "where": expression or None, "exact": bool}
    pattern          {"regex": what RE2 and PostgreSQL read alike, from end to end, "declared": the spec's own}
    parts            {"parent": table, "of": the path to the whole, which begins with the block's key}
    sums             {"child": table, "child_column": column or None, "source": its type, "via": the child's path to the key,
                      "function": sum count avg min max}

Values are of the column's Python type (Decimal, date, …). "cluster" is the design effect, by how much the variance of a share
exceeds that of independent rows; 1.0, and left out, means independent. What a column rounds must be rounded in "knots" too.
Shares are judged by the likelihood ratio chi-square with a bound that holds for every number of rows (`limits`), so no cell is
too small; each check turns red by chance less than once in a million.
"""

from specgen.checks.claims import Claim, claims
from specgen.checks.render import CheckSql, checks, script

__all__ = ["CheckSql", "Claim", "checks", "claims", "script"]
