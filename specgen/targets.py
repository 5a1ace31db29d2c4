"""Columns of another table as they are written: `customers.customer_id`, or a list of such."""

from __future__ import annotations

import re

from specgen.nodes import Node

NAME = r"[^\s.,;:'\"`(){}\[\]/\\\-+*=<>!?%&|^~#@]+"
"""What SQL can say without quotes, in JavaScript's regular expressions too: letters of any script, digits, underscores."""
_TARGET = re.compile(rf"({NAME})\.({NAME})")


def target(node: Node) -> tuple[str, tuple[str, ...]] | None:
    """The table and its columns; None where they are written otherwise, or are those of several tables."""
    found = [_TARGET.fullmatch(item.text) for item in (node.items if node.is_list else (node,))]
    tables = {match[1] for match in found if match}
    if len(tables) != 1 or not all(found):
        return None
    return tables.pop(), tuple(match[2] for match in found if match)
