"""SQL expressions in a spec: read, typed by our own rules, evaluated over Arrow, and written for each database."""

from specgen.expressions.casts import type_sql
from specgen.expressions.evaluate import Evaluator, ExpressionFailed, plain_message
from specgen.expressions.functions import FUNCTIONS
from specgen.expressions.infer import infer
from specgen.expressions.model import Expression, Path, Step, Typed, place_in
from specgen.expressions.names import quoted
from specgen.expressions.parse import parse_expression, tables_of
from specgen.expressions.rehearsal import Missing, missing, pointed
from specgen.expressions.render import aimed, render, text_of
from specgen.expressions.rules import Function
from specgen.expressions.unique import unique_by

__all__ = [
    "FUNCTIONS",
    "Evaluator",
    "Expression",
    "ExpressionFailed",
    "Function",
    "Missing",
    "Path",
    "Step",
    "Typed",
    "aimed",
    "infer",
    "missing",
    "parse_expression",
    "place_in",
    "plain_message",
    "pointed",
    "quoted",
    "render",
    "tables_of",
    "text_of",
    "type_sql",
    "unique_by",
]
