"""SQL expressions in a spec: read, typed by our own rules, evaluated over Arrow, and written for each database."""

from specgen.expressions.casts import type_sql
from specgen.expressions.evaluate import Evaluator, ExpressionFailed, plain_message
from specgen.expressions.functions import FUNCTIONS
from specgen.expressions.infer import infer
from specgen.expressions.model import Expression, Path, Step, Typed
from specgen.expressions.parse import parse_expression
from specgen.expressions.queries import tables_of
from specgen.expressions.render import render
from specgen.expressions.rules import Function
from specgen.expressions.unique import unique_by

__all__ = [
    "FUNCTIONS",
    "Evaluator",
    "Expression",
    "ExpressionFailed",
    "Function",
    "Path",
    "Step",
    "Typed",
    "infer",
    "parse_expression",
    "plain_message",
    "render",
    "tables_of",
    "type_sql",
    "unique_by",
]
