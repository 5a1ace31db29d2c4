"""Braces in which a comma or a lacking space cut in two what was meant as one: each is a fault, and what stands beside it is whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from specgen.errors import Fault, Span
from specgen.language import syntax
from specgen.records import record

_GLUED = re.compile(r"(\w+):(\S+)")


@record
class Part:
    """A value of a collection and its key, if it has one; `broken` is the place of a fault that covers the value."""

    key: yaml.Node | None
    value: yaml.Node
    broken: Span | None = None


def parts(tree: yaml.CollectionNode, lines: list[str], file: str, faults: list[Fault]) -> Iterator[Part]:
    """The parts of a mapping or list, without those that are the rest of a call such as decimal(10,2) that a comma cut."""
    found = [Part(*pair) for pair in tree.value] if isinstance(tree, yaml.MappingNode) else [Part(None, item) for item in tree.value]
    yield from _whole(found, lines, file, faults) if tree.flow_style else found


def span_of(tree: yaml.Node, file: str) -> Span:
    """The place of a YAML node."""
    start, end = tree.start_mark, tree.end_mark
    return Span(file, start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def span_of_text(tree: yaml.ScalarNode, lines: list[str], file: str) -> Span:
    """The place of a scalar; of a block behind `|` or `>` the lines of its text, from the column at which each of them begins."""
    start, end = tree.start_mark.line, tree.end_mark.line
    inside = [number for number in range(start + 1, max(end, start + 1)) if lines[number].strip()]
    indented = tree.style in ("|", ">") and not re.search(r"[|>][-+]?[1-9]", lines[start][tree.start_mark.column :])
    if not indented or not inside:
        return span_of(tree, file)
    column = len(lines[inside[0]]) - len(lines[inside[0]].lstrip(" "))
    return Span(file, start + 2, column + 1, inside[-1] + 1, len(lines[inside[-1]].rstrip()) + 1)


def _whole(found: list[Part], lines: list[str], file: str, faults: list[Fault]) -> Iterator[Part]:
    behind = (0, 0)
    for part in found:
        first = part.key or part.value
        if (first.start_mark.line, first.start_mark.column) < behind:
            continue
        cut = _cut(part, lines, file)
        if cut is None:
            yield _spaced(part, file, faults)
            continue
        faults.append(cut)
        assert cut.span is not None
        behind = (cut.span.line - 1, cut.span.end_column - 1)
        if not (part.key and _open(part.key)):
            yield Part(part.key, part.value, cut.span)


def _cut(part: Part, lines: list[str], file: str) -> Fault | None:
    """The fault where a key or value opens a bracket that it does not close."""
    for one, key in ((part.key, None), (part.value, part.key)):
        if one is not None and _open(one):
            span = span_of(one, file)
            return syntax.cut_by_comma(key.value if key is not None and _bare(key) else "", lines[span.line - 1], span)
    return None


def _spaced(part: Part, file: str, faults: list[Fault]) -> Part:
    """The part; where its key is `name:value`, the name with a broken value."""
    glued = (
        _GLUED.fullmatch(part.key.value)
        if part.key is not None and _bare(part.key) and _bare(part.value) and not part.value.value
        else None
    )
    if glued is None:
        return part
    assert part.key is not None
    span = span_of(part.key, file)
    faults.append(Fault("missing-space", f"'{glued[0]}' is one word", span, f"write {glued[1]}: {glued[2]}"))
    return Part(yaml.ScalarNode("", glued[1], part.key.start_mark, part.key.end_mark), part.value, span)


def _open(tree: yaml.Node) -> bool:
    return _bare(tree) and tree.value.count("(") > tree.value.count(")")


def _bare(tree: yaml.Node) -> bool:
    """A scalar without quotes."""
    return isinstance(tree, yaml.ScalarNode) and not tree.style
