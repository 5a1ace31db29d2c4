"""What is decided before the first row: which column reads which, in what order tables load, what it costs."""

from specgen.plan.model import ColumnPlan, Memory, Plan, TablePlan
from specgen.plan.planner import plan

__all__ = ["ColumnPlan", "Memory", "Plan", "TablePlan", "plan"]
