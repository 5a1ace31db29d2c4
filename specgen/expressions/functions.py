"""The listed functions and operators: what the docs show, typing asks and rendering writes."""

from __future__ import annotations

from specgen.expressions.arithmetic import ARITHMETIC
from specgen.expressions.logic import LOGIC
from specgen.expressions.numeric import NUMERIC
from specgen.expressions.rules import Function
from specgen.expressions.textual import TEXTUAL

FUNCTIONS: dict[str, Function] = {function.name: function for function in (*LOGIC, *ARITHMETIC, *NUMERIC, *TEXTUAL)}
