"""From a plan to SQL: `ddl` gives the tables, `drop` removes them; `specgen.checks` builds its queries on the same environment."""

from specgen.render.ddl import Ddl, Rule, TableDdl, ddl, drop
from specgen.render.environment import environment
from specgen.render.names import constraint_name

__all__ = ["Ddl", "Rule", "TableDdl", "constraint_name", "ddl", "drop", "environment"]
