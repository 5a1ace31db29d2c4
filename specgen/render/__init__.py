"""From a plan to SQL; `specgen.checks` builds its queries on the same environment."""

from specgen.render.ddl import Ddl, Rule, TableDdl, ddl
from specgen.render.environment import environment
from specgen.render.names import constraint_name

__all__ = ["Ddl", "Rule", "TableDdl", "constraint_name", "ddl", "environment"]
