"""A first look at the tables: which columns there are and to which tables they refer, before anything is bound."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from specgen.errors import Fault, SpecError
from specgen.nodes import Broken, Node
from specgen.records import record
from specgen.targets import target

_LONGEST = 63
_WORD = re.compile(r"[^\W\d]\w*")


@record
class Draft:
    """One table as written; to ask for what a fault hides raises SpecError without another fault."""

    name: str
    node: Node

    @cached_property
    def columns(self) -> dict[str, Node]:
        """Those that are written, and those that `versions` stands for."""
        return self.node.entries["columns"].entries | _history(self.node.get("versions"))

    @cached_property
    def crossed(self) -> tuple[str, ...]:
        """The tables of a `cross`."""
        return tuple(part.text for part in self.node.entries["rows"].entries.get("cross", ()))

    @cached_property
    def parent(self) -> str | None:
        """The table that this one is `per`, or the first of a `cross`."""
        per = self.node.entries["rows"].get("per")
        return per.text if per is not None else self.crossed[0] if self.crossed else None

    def target(self, column: str) -> str | None:
        """The table that a column refers to."""
        return _target(self.columns[column]) or self._declared.get(column)

    def referring(self, to: str) -> tuple[str, ...]:
        """The columns that refer to a table, the block's parent first; of those that a fault hides none is taken to."""
        found, hidden = [], False
        for column in self.columns:
            try:
                found += [column] if self.target(column) == to else []
            except SpecError:
                hidden = True
        if hidden and not found:
            raise SpecError(())
        return tuple(sorted(found, key=lambda column: not self._leads_to_parent(column)))

    @property
    def references(self) -> list[str]:
        """The columns that are known to refer to some table."""
        return [column for column, node in self.columns.items() if not isinstance(node, Broken) and self.target(column) is not None]

    @cached_property
    def block_key(self) -> str | None:
        """The column that refers to the block's parent."""
        if self.parent is None:
            return None
        leading = [column for column in self.referring(self.parent) if self._leads_to_parent(column)]
        return leading[0] if leading else None

    def _leads_to_parent(self, column: str) -> bool:
        reference = self.columns[column].get("references")
        picked = reference is None or reference.get("pick") is not None or reference.get("where") is not None
        return not picked and _target(self.columns[column]) == self.parent

    @cached_property
    def _declared(self) -> dict[str, str]:
        """Single-column keys under `foreign_keys`: of several over one column a path follows the first."""
        return dict(reversed([*_declared(self.node)]))


def in_order(drafts: Mapping[str, Draft]) -> Iterator[tuple[str, str]]:
    """Every column that a fault does not hide, as far as possible behind those whose names it mentions."""
    mentions = {(name, column): _words(node) for name, draft in drafts.items() for column, node in _whole(draft)}
    tables: dict[str, list[tuple[str, str]]] = {}
    for key in mentions:
        tables.setdefault(key[1], []).append(key)
    done: set[tuple[str, str]] = set()
    for first in mentions:
        waiting = [(first, iter(_mentioned(first, mentions, tables)))] if first not in done else []
        done.add(first)
        while waiting:
            key, rest = waiting[-1]
            other = next((one for one in rest if one not in done), None)
            if other is None:
                waiting.pop()
                yield key
            else:
                done.add(other)
                waiting.append((other, iter(_mentioned(other, mentions, tables))))


def _mentioned(
    key: tuple[str, str], mentions: Mapping[tuple[str, str], set[str]], tables: Mapping[str, list[tuple[str, str]]]
) -> list[tuple[str, str]]:
    """The columns of this table or, where it has none of that name, of any other."""
    found = []
    for word in sorted(mentions[key] & tables.keys()):
        found += [(key[0], word)] if (key[0], word) in mentions else tables[word]
    return [other for other in found if other != key]


def _whole(draft: Draft) -> list[tuple[str, Node]]:
    try:
        return [(name, node) for name, node in draft.columns.items() if not isinstance(node, Broken)]
    except SpecError:  # a fault hides the columns
        return []


def _words(node: Node) -> set[str]:
    """Every word that stands in a node."""
    if isinstance(node, Broken):
        return set()
    return set(_WORD.findall(node.text)).union(*map(_words, (*node.items, *node.entries.values())))


def drafts(tables: Node, faults: list[Fault]) -> dict[str, Draft]:
    """Every table; `faults` takes what is wrong in names and in `versions`."""
    faults += _refused_names(tables)
    found = {name: Draft(name, node) for name, node in tables.entries.items()}
    for draft in found.values():
        try:
            faults += _refused_names(draft.node.entries["columns"])
            faults += _refused_versions(draft.node)
        except SpecError:  # a fault hides the columns
            continue
    return found


def _refused_names(mapping: Node) -> Iterator[Fault]:
    """Names that some database would cut, or take for one another."""
    known: dict[str, Node] = {}
    for name, key in mapping.keys.items():
        if len(name.encode()) > _LONGEST:
            what = f"a name of {len(name.encode())} bytes; PostgreSQL cuts names after {_LONGEST}"
            yield Fault("name-too-long", what, key.span, "shorten it")
        other = known.setdefault(name.casefold(), key)
        if other is not key:
            related = ((other.span, "the other"),)
            yield Fault("duplicate-name", f"'{other.text}' and '{name}' are one name to SQL", key.span, "rename one", related)


def _target(column: Node) -> str | None:
    reference = column.get("references")
    found = target(reference.get("to") or reference) if reference is not None else None
    return found[0] if found else None


def _declared(table: Node) -> Iterator[tuple[str, str]]:
    for entry in table.entries.get("foreign_keys", ()):
        columns, to = entry.entries["columns"], entry.entries["to"]
        found = target(to)
        name = columns.items[0].text if columns.is_list and len(columns.items) == 1 else columns.text
        if found and len(found[1]) == 1 and name:
            yield name, found[0]


def _refused_versions(table: Node) -> Iterator[Fault]:
    versions, columns = table.get("versions"), table.entries["columns"]
    names = [versions.entries[part] for part in ("start", "end", "current")] if versions is not None else []
    for name in names:
        if name.text in columns.entries:
            related = ((columns.keys[name.text].span, "it is here"),)
            help = "`versions` makes this column: delete the other"
            yield Fault("duplicate-name", f"'{name.text}' is a column already", name.span, help, related)


def _history(versions: Node | None) -> dict[str, Node]:
    """The three columns that `versions` stands for, as if they had been written out."""
    if versions is None:
        return {}
    return {versions.entries[part].text: _column(versions, part) for part in ("start", "end", "current")}


def _column(versions: Node, part: str) -> Node:
    which = Node(versions.entries[part].span, part, text=part)
    settings = {key: node for key, node in versions.entries.items() if key in ("from", "to")} | {"part": which}
    filler = dataclasses.replace(versions, entries=settings)
    entries = {"versions": filler}
    if part == "current":
        entries["type"] = Node(versions.entries[part].span, "boolean", text="boolean")
    return Node(versions.entries[part].span, {}, entries=entries, keys=versions.keys)
