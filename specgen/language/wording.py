"""How a fault names the parts of a spec, what they take and what they got."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from specgen.nodes import Node

TYPES = {
    "integer": "a whole number",
    "number": "a number",
    "string": "text",
    "boolean": "true or false",
    "object": "a mapping",
    "array": "a list",
    "null": "null",
}
LIMITS = {"minimum": "at least", "exclusiveMinimum": "above", "maximum": "at most", "exclusiveMaximum": "below"}
EXAMPLES = {
    "as_of": "2025-10-28",
    "columns": "{order_id: integer}",
    "count": "{1: 70, 2: 30}",
    "else": "{constant: none}",
    "params": "{scale: 1}",
    "seed": "42",
    "name": "a_name",
    "rows": "1000",
    "tables": "{orders: {rows: 1000, columns: {order_id: integer}}}",
}
SAID_OTHERWISE = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
SHOWN_AT_MOST = 40


def subject(path: Sequence[str | int]) -> str:
    """A part of the spec as the subject of a sentence."""
    if not path:
        return "the spec"
    last = path[-1]
    if isinstance(last, int):
        return f"item {last + 1} of {subject(path[:-1])}"
    if len(path) > 1 and path[-2] in ("tables", "columns"):
        return f"{str(path[-2])[:-1]} `{last}`"
    return f"`{last}`"


def holder(path: Sequence[str | int]) -> str:
    """Where a key stands."""
    return f"in {subject(path).replace('`', '')}" if path else "at the top level"


def takes(schema: dict[str, Any]) -> str:
    """What may be written where a schema stands."""
    if "title" in schema:
        return str(schema["title"])
    if "enum" in schema or "const" in schema:
        return choice(schema.get("enum", [schema.get("const")]))
    types = schema.get("type", [])
    return choice([TYPES[one] for one in ([types] if isinstance(types, str) else types)])


def got(node: Node) -> str:
    """What was written."""
    if isinstance(node.plain, str):
        return f"text '{shortened(node.plain)}'"
    if node.is_map or node.is_list:
        return "a mapping" if node.is_map else "a list"
    return "nothing" if node.plain is None else node.text


def shortened(text: str) -> str:
    """A text that a message can hold."""
    return text if len(text) <= SHOWN_AT_MOST else text[:SHOWN_AT_MOST] + "…"


def choice(words: Sequence[Any]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    *most, last = map(str, words)
    return f"{', '.join(most)} or {last}" if most else last


def repair(node: Node, types: str | Sequence[str]) -> str:
    """How to write a scalar of a wrong type right, if it is only written wrong."""
    wanted = {types} if isinstance(types, str) else set(types)
    text = node.text.strip()
    if not isinstance(node.plain, str):
        return f"write '{text}', in quotes" if "string" in wanted and node.is_scalar and node.plain is not None else ""
    if "boolean" in wanted and text.lower() in {**SAID_OTHERWISE, "true": "", "false": ""}:
        return f"write {SAID_OTHERWISE.get(text.lower(), text.lower())}"
    if wanted & {"integer", "number"} and (number := _whole(text)) is not None:
        return f"write {number}" + (", without quotes" if node.quoted and str(number) == text else "")
    if "array" in wanted and "string" not in wanted:
        return f"write [{text}]"
    return ""


def _whole(text: str) -> int | None:
    """The whole number that somebody wrote as another language has it: with separators, leading zeros, a base."""
    plain = re.sub(r"(?<=\d)[_,' ](?=\d{3})", "", text)
    if re.fullmatch(r"[-+]?\d{1,18}", plain):
        return int(plain)
    return int(plain, 0) if re.fullmatch(r"0[xXoObB][0-9a-fA-F]{1,15}", plain) and _in_base(plain) else None


def _in_base(text: str) -> bool:
    return set(text[2:].lower()) <= {"x": set("0123456789abcdef"), "o": set("01234567"), "b": set("01")}[text[1].lower()]


def as_mapping(path: Sequence[str | int], node: Node, schema: Mapping[str, Any]) -> str:
    """The mapping that what stands in its place was probably meant to be: a number, as many values as it needs, a rule that is only SQL."""
    key, known = path[-1] if path else "", list(schema.get("properties", ()))
    if path[-2:-1] == ("checks",):
        return f"{{name: a_name, {'expr' if 'expr' in known else 'sql'}: {_inline(node.text)}}}" if node.is_scalar and node.text else ""
    needed, given = list(schema.get("required", known[:1])), node.items or (node,)
    plain = all(one.is_scalar and one.text for one in given) and (bool(node.items) or isinstance(node.plain, int | float))
    fits = plain and isinstance(key, str) and len(given) == len(needed)
    return f"{key}: {{{', '.join(f'{name}: {one.text}' for name, one in zip(needed, given, strict=True))}}}" if fits else ""


def _inline(text: str) -> str:
    """A text as it stands among others in brackets."""
    return json.dumps(text, ensure_ascii=False) if re.search(r"[][{},#:\"']", text) else text
