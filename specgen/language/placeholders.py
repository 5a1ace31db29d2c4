"""`params` and `${…}`: arithmetic on named numbers, and `--set`."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from fractions import Fraction

from specgen.errors import Fault, Span, SpecError
from specgen.language import include
from specgen.language.arithmetic import Value, evaluate
from specgen.language.reader import HALF, scalar, whole
from specgen.nodes import Node, Plain
from specgen.sources import Sources
from specgen.suggestions import did_you_mean, nearest

Param = int | float | str
SETTABLE = ("seed", "locale", "as_of", "name", "description")
_PLACEHOLDER = re.compile(r"(?<!\$)\$\{([^{}]*)\}")
_UNCLOSED = re.compile(r"(?<!\$)\$\{")


def resolve(
    root: Node, faults: list[Fault], overrides: Mapping[str, str] | None = None, sources: Sources | None = None
) -> tuple[Node, dict[str, Param | None]]:
    """The spec with its includes merged, `overrides` applied and every `${…}` replaced, and the params by name.

    An override names a param, a top-level scalar such as `seed`, or a dotted path (`tables.orders.rows`). A scalar that is one
    placeholder becomes a number (whole where it can be); inside other text it is written out. `$${` is a plain `${`.
    `faults` takes what is wrong; the value around it is a broken node, and a param None. Raises SpecError where an included file
    cannot be read, and for overrides, which are not of the file.
    """
    root = _overridden(include.merge(root, faults, sources), overrides or {})
    resolving = _Resolving(faults)
    declared = root.get("params")
    if declared is not None and declared.is_map:
        params = include.mapping(declared, {name: resolving.declare(name, node) for name, node in declared.entries.items()}, declared.keys)
        rest = {key: resolving.node(node) for key, node in root.entries.items() if key != "params"}
        made = include.mapping(root, {key: rest.get(key, params) for key in root.entries}, root.keys)
    else:
        made = resolving.node(root)
    return made, {name: None if value is None else _plain(value) for name, value in resolving.params.items()}


class _Resolving:
    """Replaces placeholders and collects what is wrong with them."""

    def __init__(self, faults: list[Fault]) -> None:
        self.params: dict[str, Value | None] = {}
        self.faults = faults

    def declare(self, name: str, node: Node) -> Node:
        """A param, which may use those above it; None stands for the value of one that is a fault."""
        whole = _PLACEHOLDER.fullmatch(node.text)
        if whole:
            self.params[name] = value = self._evaluated(node, whole)
            return _broken(node) if value is None else _replaced(node, _plain(value))
        made = self.node(node)
        self.params[name] = None if made.broken else _exact(made)
        return made

    def node(self, node: Node) -> Node:
        if node.is_scalar:
            return self._scalar(node)
        for key in node.keys.values():
            if _UNCLOSED.search(key.text):
                self.faults.append(Fault("placeholder-in-key", "a key cannot hold '${…}'", key.span, "write the key out"))
        if node.is_map:
            return include.mapping(node, {key: self.node(value) for key, value in node.entries.items()}, node.keys)
        items = tuple(self.node(item) for item in node.items)
        return dataclasses.replace(node, plain=[item.plain for item in items], items=items)

    def _scalar(self, node: Node) -> Node:
        if "${" not in node.text:
            return node
        if whole := _PLACEHOLDER.fullmatch(node.text):
            value = self._evaluated(node, whole)
            return _broken(node) if value is None else _replaced(node, _plain(value))
        values = [self._evaluated(node, found) for found in _PLACEHOLDER.finditer(node.text)]
        if unclosed := _UNCLOSED.search(_PLACEHOLDER.sub(lambda found: " " * len(found[0]), node.text)):
            help = "close it with '}'; a plain '${' is written '$${'"
            self.faults.append(Fault("unclosed-placeholder", "this '${' is never closed", _part(node, unclosed.start(), 2), help))
        if unclosed or None in values:
            return _broken(node)
        written = iter(str(_plain(value)) for value in values if value is not None)
        return _replaced(node, _PLACEHOLDER.sub(lambda found: next(written), node.text).replace("$${", "${"))

    def _evaluated(self, node: Node, found: re.Match[str]) -> Value | None:
        try:
            return evaluate(found[1], self.params, lambda start, length: _part(node, found.start(1) + start, length))
        except SpecError as error:
            self.faults += error.faults
            return None


def _replaced(node: Node, plain: Param) -> Node:
    return dataclasses.replace(node, plain=plain, text=str(plain), quoted=isinstance(plain, str))


def _broken(node: Node) -> Node:
    return dataclasses.replace(node, plain=None, text="", broken=True)


def _exact(node: Node) -> Value | None:
    """What arithmetic sees in a scalar; None for what a param cannot be, which the judgement of the structure reports."""
    if isinstance(node.plain, bool):
        return None
    if isinstance(node.plain, int | float):
        return Fraction(node.text)
    return node.plain if isinstance(node.plain, str) else None


def _plain(value: Value) -> Param:
    if isinstance(value, str):
        return value
    return value.numerator if value.denominator == 1 else float(value)


def _part(node: Node, start: int, length: int) -> Span:
    """The span of a stretch of a scalar's text; the whole scalar where quotes or line ends hide where that is."""
    span = node.span
    quote = 1 if node.quoted else 0
    as_written = span.line == span.end_line and span.end_column - span.column == len(node.text) + 2 * quote
    return span.within(quote + start, length) if as_written else span


# ── --set ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _overridden(root: Node, overrides: Mapping[str, str]) -> Node:
    faults: list[Fault] = []
    for name, text in overrides.items():
        try:
            place = Span(f"--set {name}={text}", 0, 0, 0, 0)  # it stands in no file
            if not whole(name + text):
                code, message, help = HALF
                raise SpecError(Fault(code, message, place, help))
            root = _set(root, _path(root, name, place), place, text)
        except SpecError as error:
            faults += error.faults
    if faults:
        raise SpecError(faults)
    return root


_SCALE = "give the spec one, params: {scale: 1}, and say what it does, e.g. rows: ${1000 * scale}"


def _path(root: Node, name: str, place: Span) -> tuple[str, ...]:
    params = root.get("params")
    declared = tuple(params.entries) if params is not None else ()
    if name in declared:
        return ("params", name)
    if name in SETTABLE or "." in name:
        return tuple(name.split("."))
    help = _SCALE if name == "scale" and nearest(name, declared) is None else did_you_mean(name, (*declared, *SETTABLE))
    raise SpecError(Fault("unknown-param", f"there is no param '{name}'", place, help))


def _set(node: Node, path: tuple[str, ...], place: Span, text: str) -> Node:
    """The node with the value at `path` replaced; only the last part of a path may be new."""
    if not path:
        return _new_scalar(node, place, text)
    key, rest = path[0], path[1:]
    if node.is_list and key.isdecimal() and int(key) < len(node.items):
        items = tuple(_set(item, rest, place, text) if number == int(key) else item for number, item in enumerate(node.items))
        return dataclasses.replace(node, plain=[item.plain for item in items], items=items)
    if not node.is_map or (rest and key not in node.entries):
        known = node.entries if node.is_map else tuple(map(str, range(len(node.items))))
        raise SpecError(Fault("unknown-path", f"there is no '{key}'", place, did_you_mean(key, known)))
    value = _set(node.entries[key], rest, place, text) if key in node.entries else Node(place, scalar(text), text)
    return include.mapping(node, node.entries | {key: value}, node.keys | ({} if key in node.keys else {key: Node(place, key, key)}))


def _new_scalar(node: Node, place: Span, text: str) -> Node:
    value = scalar(text)
    if isinstance(node.plain, int | float) and not isinstance(node.plain, bool) and isinstance(value, str) and "${" not in value:
        raise SpecError(Fault("wrong-type", f"expected a number, got '{text}'", place, f"it is {node.text} in the spec"))
    plain: Plain = value
    return Node(place, plain, text)
