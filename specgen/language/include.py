"""`include`: the tables, params and checks of other files, as if they stood in this one."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from specgen.errors import Fault, SpecError
from specgen.language.reader import read
from specgen.nodes import Node
from specgen.sources import Sources
from specgen.suggestions import key_help

MERGED = ("params", "tables", "checks")
OWN = ("specgen", "name", "description", "include")
"""What an included file says about itself; it may be a spec that runs alone."""


def merge(root: Node, faults: list[Fault], sources: Sources | None = None) -> Node:
    """The spec with everything that it includes, each part still knowing its own file.

    Files are found relative to the one that includes them. A param of the including file wins; a table defined twice, a file
    that includes itself, and any other key of an included file are faults. Raises SpecError with all faults so far where a file
    cannot be read: who knows what it would have defined.
    """
    return _merged(root, (Path(root.span.file).resolve(),), faults, sources or Sources())


def mapping(node: Node, entries: dict[str, Node], keys: dict[str, Node]) -> Node:
    """A mapping node with other entries."""
    return dataclasses.replace(node, plain={key: value.plain for key, value in entries.items()}, entries=entries, keys=keys)


def _merged(root: Node, chain: tuple[Path, ...], faults: list[Fault], sources: Sources) -> Node:
    names = _names(root.get("include"))
    if not names:
        return root
    others, missing = [], False
    for name in names:
        try:
            others.append(_included(name, root, chain, faults, sources))
        except SpecError as error:
            faults += (fault.at(name.span) for fault in error.faults if fault not in faults)
            missing = True
    if missing:
        raise SpecError(faults)
    entries, keys = dict(root.entries), dict(root.keys)
    for part in MERGED:
        found = [node for node in (*(other.get(part) for other in others), root.get(part)) if node]
        if len(found) > 1 or (found and part not in entries):
            entries[part] = _joined(part, found, faults)
            keys.setdefault(part, next(other.keys[part] for other in [root, *others] if part in other.keys))
    return mapping(root, entries, keys)


def _names(include: Node | None) -> list[Node]:
    """The file names under `include`; a wrong shape is left to the judgement of the structure."""
    if include is None:
        return []
    return [node for node in (include.items if include.is_list else (include,)) if isinstance(node.plain, str)]


def _included(name: Node, root: Node, chain: tuple[Path, ...], faults: list[Fault], sources: Sources) -> Node:
    path = Path(root.span.file).parent / name.text
    if "\0" in name.text:
        raise name.fault("file-not-found", "no file has a name with a NUL in it")
    if path.resolve() in chain:
        names = [file.name for file in chain[chain.index(path.resolve()) :]]
        raise name.fault("include-cycle", f"'{name.text}' includes itself: {' > '.join([*names, path.name])}", "delete one of the includes")
    other = read(path, faults, sources=sources)
    allowed = (*OWN, *MERGED)
    faults += (
        Fault(
            "not-includable",
            f"'{key}' of an included file has no effect",
            other.keys[key].span,
            key_help(key, allowed),
            ((name.span, "included here"),),
        )
        for key in other.keys
        if key not in allowed and not key.startswith("x-")
    )
    return _merged(other, (*chain, path.resolve()), faults, sources)


def _joined(part: str, sources: Sequence[Node], faults: list[Fault]) -> Node:
    """The parts of several files as one; the last source is the including file's own."""
    last = sources[-1]
    if all(source.is_list for source in sources):
        items = tuple({item.span: item for source in sources for item in source.items}.values())
        return dataclasses.replace(last, plain=[item.plain for item in items], items=items)
    if not all(source.is_map for source in sources):
        return next(source for source in sources if not source.is_map)
    entries: dict[str, Node] = {}
    keys: dict[str, Node] = {}
    for source in sources:
        for key, node in source.entries.items():
            if part == "tables" and key in entries and entries[key].span != node.span:
                first = ((keys[key].span, "first defined here"),)
                faults.append(
                    Fault("duplicate-table", f"the table '{key}' is defined twice", source.keys[key].span, "rename one of the two", first)
                )
            entries[key], keys[key] = node, source.keys[key]
    return mapping(last, entries, keys)
