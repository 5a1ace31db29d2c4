"""Reads YAML into nodes that know their place; the only file that knows the YAML library."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import isfinite
from pathlib import Path

import yaml

from specgen.errors import EnvironmentProblem, Fault, Span, SpecError
from specgen.language import syntax
from specgen.nodes import Node, Plain, Scalar
from specgen.suggestions import did_you_mean

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_POWER = re.compile(r"([-+]?[1-9][0-9]*)[eE]\+?([0-9]|1[0-8])")
_REAL = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")
_WORDS: dict[str, Scalar] = {"true": True, "false": False, "null": None, "~": None, "": None}
_TEXT_TAG, _MERGE = "tag:yaml.org,2002:str", "<<"
SUFFIXES = (".yaml", ".yml")


def read(source: Path | str, name: str = "<text>") -> Node:
    """The root of a spec: a Path is a file, a str is YAML text that `name` stands for in messages.

    Raises SpecError with every fault of the YAML itself, and EnvironmentProblem if the file may not be read.
    """
    if isinstance(source, Path):
        return _read_text(_file_text(source), str(source))
    return _read_text(source, name)


def scalar(text: str) -> Scalar:
    """An unquoted scalar as YAML 1.2's core schema has it, without octal and hexadecimal.

    Leading zeros (`007`), underscores (`5_000`), `.inf` and `.nan` stay text; `1e6` is a whole number.
    """
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if power := _POWER.fullmatch(text):
        return int(power[1] + int(power[2]) * "0")
    return float(text) if _REAL.fullmatch(text) and isfinite(float(text)) else text


def _file_text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        raise SpecError(Fault("file-not-found", f"no file '{path}'", None, _nearest_file(path))) from None
    except IsADirectoryError:
        raise SpecError(Fault("file-not-found", f"'{path}' is a folder, not a spec", None, _nearest_file(path / "spec.yaml"))) from None
    except UnicodeDecodeError as wrong:
        raise SpecError(_not_utf8(path, wrong)) from None
    except OSError as wrong:
        raise EnvironmentProblem(f"'{path}' cannot be read: {wrong.strerror}", "check the permissions of the file") from wrong


def _nearest_file(path: Path) -> str:
    if not path.parent.is_dir():
        return f"there is no folder '{path.parent}'"
    return did_you_mean(path.name, sorted(file.name for file in path.parent.iterdir() if file.suffix in SUFFIXES))


def _not_utf8(path: Path, wrong: UnicodeDecodeError) -> Fault:
    before = wrong.object[: wrong.start].decode("utf-8-sig").split("\n")
    line, column = len(before), len(before[-1]) + 1
    byte = wrong.object[wrong.start]
    return Fault("not-utf8", f"byte 0x{byte:02x} is not UTF-8", Span(str(path), line, column, line, column + 1), "save the file as UTF-8")


def _read_text(text: str, file: str) -> Node:
    try:
        tree = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as wrong:
        raise SpecError(syntax.explain(_problem(wrong), text, file)) from None
    except yaml.reader.ReaderError as wrong:
        raise SpecError(_control_character(text, file, wrong.position)) from None
    if tree is None:
        raise SpecError(Fault("empty-file", "the spec is empty", Span(file, 1, 1, 1, 1), "begin with 'specgen: 1' and 'tables:'"))
    reading = _Reading(text, file)
    root = reading.node(tree)
    if not root.is_map and not reading.faults:
        reading.faults.append(Fault("not-a-mapping", "a spec is a mapping of keys", root.span, "begin with 'specgen: 1' and 'tables:'"))
    if reading.faults:
        raise SpecError(reading.faults)
    return root


def _problem(wrong: yaml.MarkedYAMLError) -> syntax.Problem:
    mark, opened = wrong.problem_mark, wrong.context_mark
    return syntax.Problem(
        wrong.problem or "",
        wrong.context or "",
        (mark.line, mark.column) if mark else (0, 0),
        (opened.line, opened.column) if opened else None,
    )


def _control_character(text: str, file: str, position: int) -> Fault:
    before = text[:position].split("\n")
    line, column = len(before), len(before[-1]) + 1
    place = Span(file, line, column, line, column + 1)
    return Fault("control-character", f"the control character U+{ord(text[position]):04X} is not text", place, "delete it")


class _Loader(yaml.SafeLoader):
    """Composes without deciding types: every tag that is not empty was written by the author."""

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: object) -> str:
        return ""


class _Reading:
    """Turns composed YAML nodes into ours and collects what is wrong with them."""

    def __init__(self, text: str, file: str):
        self.faults: list[Fault] = []
        self._file = file
        self._lines = text.splitlines()
        self._done: dict[int, Node] = {}
        self._open: set[int] = set()

    def node(self, tree: yaml.Node) -> Node:
        """Our node; one that an alias repeats is made once."""
        if id(tree) in self._done:
            return self._done[id(tree)]
        if id(tree) in self._open:
            span = self._span(tree)
            self._fault("recursive-alias", "this value contains itself", span, "an alias may not stand inside its own anchor")
            return Node(span, None)
        self._open.add(id(tree))
        self._check_tag(tree)
        if isinstance(tree, yaml.MappingNode):
            made = self._mapping(tree)
        elif isinstance(tree, yaml.SequenceNode):
            made = self._sequence(tree)
        else:
            assert isinstance(tree, yaml.ScalarNode)
            made = self._scalar(tree)
        self._done[id(tree)] = made
        return made

    def _scalar(self, tree: yaml.ScalarNode) -> Node:
        quoted = tree.style is not None or tree.tag == _TEXT_TAG
        return Node(self._span(tree), tree.value if quoted else scalar(tree.value), tree.value, quoted)

    def _sequence(self, tree: yaml.SequenceNode) -> Node:
        if tree.flow_style and self._lacks_quotes((None, item) for item in tree.value):
            return Node(self._span(tree), [])
        items = tuple(self.node(item) for item in tree.value)
        return Node(self._around(tree, items), [item.plain for item in items], items=items)

    def _mapping(self, tree: yaml.MappingNode) -> Node:
        entries: dict[str, Node] = {}
        keys: dict[str, Node] = {}
        if tree.flow_style and self._lacks_quotes(part for pair in tree.value for part in ((None, pair[0]), pair)):
            return Node(self._span(tree), {})
        merged: list[Node] = []
        for key, value in tree.value:
            if not isinstance(key, yaml.ScalarNode):
                self._fault(
                    "key-not-text", "a key must be text", self._span(key), "a parameter is written '${name}'" if key.flow_style else ""
                )
            elif key.value == _MERGE and key.style is None:
                merged += self._merged(value)
            elif key.value in entries:
                self._duplicate(key, keys[key.value].span)
            else:
                keys[key.value], entries[key.value] = self._scalar(key), self.node(value)
        span = self._around(tree, tuple(entries.values()))
        for other in merged:
            entries = other.entries | entries
            keys = other.keys | keys
        plain: Plain = {key: value.plain for key, value in entries.items()}
        return Node(span, plain, entries=entries, keys=keys)

    def _merged(self, value: yaml.Node) -> list[Node]:
        """The mappings that `<<` names; an earlier one wins over a later one, so they are laid under each other in order."""
        sources = [self.node(item) for item in (value.value if isinstance(value, yaml.SequenceNode) else [value])]
        for source in sources:
            if not source.is_map:
                self._fault(
                    "bad-merge", "'<<' takes a mapping or a list of mappings", source.span, "write <<: *name, with &name on a mapping"
                )
        return sources

    def _lacks_quotes(self, parts: Iterator[tuple[yaml.Node | None, yaml.Node]]) -> bool:
        """Whether a comma inside braces cut a call such as decimal(10,2) in two; each is a fault."""
        before = len(self.faults)
        seen = (0, 0)
        for key, part in parts:
            if not (_bare(part) and (key is None or _bare(key))):
                continue
            span = self._span(part)
            if part.value.count("(") > part.value.count(")") and (span.line, span.column) >= seen:
                fault = syntax.cut_by_comma(key.value if key else "", self._lines[span.line - 1], span)
                self.faults.append(fault)
                seen = (span.line, fault.span.end_column if fault.span else 0)
            elif key and not part.value and (cut := re.fullmatch(r"(\w+):(\S+)", key.value)):
                self._fault("missing-space", f"'{key.value}' is one word", self._span(key), f"write {cut[1]}: {cut[2]}")
        return len(self.faults) > before

    def _check_tag(self, tree: yaml.Node) -> None:
        if tree.tag not in ("", _TEXT_TAG):
            self._fault("unknown-tag", f"the tag '{tree.tag}' means nothing here", self._span(tree), "delete it, or put the text in quotes")

    def _duplicate(self, key: yaml.Node, first: Span) -> None:
        message = f"'{key.value}' is defined twice"
        self.faults.append(Fault("duplicate-key", message, self._span(key), "delete one of the two", ((first, "first defined here"),)))

    def _fault(self, code: str, message: str, span: Span, help: str = "") -> None:
        self.faults.append(Fault(code, message, span, help))

    def _span(self, tree: yaml.Node) -> Span:
        start, end = tree.start_mark, tree.end_mark
        return Span(self._file, start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def _around(self, tree: yaml.CollectionNode, parts: tuple[Node, ...]) -> Span:
        """The span of a collection: a block ends where its last part ends, not where the next line begins."""
        span = self._span(tree)
        if tree.flow_style or not parts:
            return span
        end = max((part.span.end_line, part.span.end_column) for part in parts if part.span.file == span.file)
        return Span(span.file, span.line, span.column, *min(end, (span.end_line, span.end_column)))


def _bare(tree: yaml.Node) -> bool:
    """A scalar without quotes."""
    return isinstance(tree, yaml.ScalarNode) and tree.style is None
