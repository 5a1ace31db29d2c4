"""From YAML's nodes to ours: values typed, keys unique, aliases followed."""

from __future__ import annotations

import re

import yaml

from specgen.errors import Fault, Span
from specgen.language import masking, syntax
from specgen.language.reader.flow import parts, span_of, span_of_text
from specgen.language.reader.scalars import HALF, scalar, whole
from specgen.language.wording import got
from specgen.nodes import Node, Plain

_TEXT_TAG, _MERGE = "tag:yaml.org,2002:str", "<<"
MOST_VALUES, DEEPEST = 200_000, 100
"""What a document may unfold to: a few aliases of aliases are more than any machine can hold."""


class Conversion:
    """Turns composed YAML nodes into ours and collects what is wrong with them."""

    def __init__(self, text: str, file: str, masked: bool, faults: list[Fault]):
        self.faults = faults
        self._file, self._masked = file, masked
        self._lines = syntax.lines(text)
        self._done: dict[int, Node] = {}
        self._open: set[int] = set()
        self._measures: dict[int, tuple[int, int]] = {}
        """How many values a node unfolds to, and in how many levels."""

    def node(self, tree: yaml.Node) -> Node:
        """Our node; one that an alias repeats is made once."""
        if id(tree) in self._done:
            return self._done[id(tree)]
        if id(tree) in self._open:
            return self._broken(tree, "recursive-alias", "this value contains itself", "an alias may not stand inside its own anchor")
        self._open.add(id(tree))
        self._check_tag(tree)
        made = self._made(tree)
        if self._unfolds(tree):
            what = f"aliases of aliases unfold this to over {MOST_VALUES:,} values, or {DEEPEST} levels"
            made = self._broken(tree, "too-deep", what, "write the values out, or leave the aliases out")
        self._done[id(tree)] = made
        return made

    def _made(self, tree: yaml.Node) -> Node:
        if isinstance(tree, yaml.MappingNode):
            return self._mapping(tree)
        if isinstance(tree, yaml.SequenceNode):
            return self._sequence(tree)
        assert isinstance(tree, yaml.ScalarNode)
        return self._scalar(tree)

    def _unfolds(self, tree: yaml.Node) -> bool:
        """Whether a node is too much, and none of its parts is."""
        below = [part for pair in tree.value for part in pair] if isinstance(tree, yaml.MappingNode) else tree.value
        measures = [self._measures.get(id(part), (1, 1)) for part in below] if isinstance(tree, yaml.CollectionNode) else []
        values, levels = 1 + sum(size for size, _ in measures), 1 + max((depth for _, depth in measures), default=0)
        much = values > MOST_VALUES or levels > DEEPEST
        self._measures[id(tree)] = (1, 1) if much else (values, levels)
        return much

    def _scalar(self, tree: yaml.ScalarNode) -> Node:
        if self._masked and masking.MASK in tree.value:
            return broken(span_of(tree, self._file))
        if not whole(tree.value):
            return self._broken(tree, *HALF)
        quoted = bool(tree.style) or tree.tag == _TEXT_TAG
        return Node(span_of_text(tree, self._lines, self._file), tree.value if quoted else scalar(tree.value), tree.value, quoted)

    def _sequence(self, tree: yaml.SequenceNode) -> Node:
        found = parts(tree, self._lines, self._file, self.faults)
        items = tuple(self.node(part.value) if part.broken is None else broken(part.broken) for part in found)
        return Node(self._around(tree, items), [item.plain for item in items], items=items)

    def _mapping(self, tree: yaml.MappingNode) -> Node:
        entries: dict[str, Node] = {}
        keys: dict[str, Node] = {}
        merged: list[Node] = []
        for part in parts(tree, self._lines, self._file, self.faults):
            key = part.key
            if not isinstance(key, yaml.ScalarNode):
                return self._broken(tree if key is None else key, "key-not-text", "a key must be text", "a parameter is written '${name}'")
            elif key.value == _MERGE and not key.style:
                merged += self._merged(part.value)
            elif not whole(key.value):
                self._scalar(key)
            elif key.value in entries:
                self._duplicate(key, keys[key.value].span)
            else:
                keys[key.value] = self._scalar(key)
                entries[key.value] = self.node(part.value) if part.broken is None else broken(part.broken)
        span = self._around(tree, tuple(entries.values()))
        for other in merged:
            entries = other.entries | entries
            keys = other.keys | keys
        plain: Plain = {key: value.plain for key, value in entries.items()}
        return Node(span, plain, entries=entries, keys=keys)

    def _merged(self, value: yaml.Node) -> list[Node]:
        """The mappings that `<<` names; an earlier one wins over a later one, so they are laid under each other in order."""
        trees = value.value if isinstance(value, yaml.SequenceNode) else [value]
        sources = [(tree, self.node(tree)) for tree in trees]
        for tree, source in sources:
            if not source.is_map and not source.broken:
                what = f"'<<' takes a mapping or a list of mappings, and this is {got(source)}"
                self._broken(tree, "bad-merge", what, "write <<: *name, with &name on a mapping")
        return [source for _, source in sources]

    def _check_tag(self, tree: yaml.Node) -> None:
        if tree.tag not in ("", _TEXT_TAG):
            self._tagged(tree)

    def _tagged(self, tree: yaml.Node) -> None:
        word = re.match(r"\S+", self._lines[tree.start_mark.line][tree.start_mark.column :])
        shown = word[0] if word and word[0].startswith("!") else tree.tag
        self._broken(tree, "unknown-tag", f"the tag '{shown}' means nothing here", syntax.tag_help(shown))

    def _duplicate(self, key: yaml.Node, first: Span) -> None:
        message = f"'{key.value}' is defined twice"
        related = ((first, "first defined here"),)
        self.faults.append(Fault("duplicate-key", message, span_of(key, self._file), "delete one of the two", related))

    def _broken(self, tree: yaml.Node, code: str, message: str, help: str = "") -> Node:
        """What stands for a node that is a fault."""
        span = span_of(tree, self._file)
        self.faults.append(Fault(code, message, span, help))
        return broken(span)

    def _around(self, tree: yaml.CollectionNode, inner: tuple[Node, ...]) -> Span:
        """The span of a collection: a block ends where its last part ends, not where the next line begins."""
        span = span_of(tree, self._file)
        if tree.flow_style or not inner:
            return span
        end = max((part.span.end_line, part.span.end_column) for part in inner)
        return Span(span.file, span.line, span.column, *min(end, (span.end_line, span.end_column)))


def broken(span: Span) -> Node:
    """What stands for a value that a fault covers."""
    return Node(span, None, broken=True)
