"""Makes rows from a plan: any of them, in any order, in as many threads as there are."""

from specgen.engine.engine import Engine

__all__ = ["Engine"]
