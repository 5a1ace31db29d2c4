"""The parser in C reads what the one in Python reads, tree and places; the one in Python says what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from specgen.language.reader import composing, whole

ROOT = Path(__file__).parents[2]
SPECS = sorted([*ROOT.glob("specs/*.yaml"), *ROOT.glob("tests/cases/**/*.yaml")])


def tree(node: yaml.Node | None, above: tuple[int, ...] = ()) -> Any:
    """The node with all that is read of it; an alias to a collection that it stands in ends there."""
    if node is None or id(node) in above:
        return None
    places = [(mark.line, mark.column) for mark in (node.start_mark, node.end_mark)]
    if isinstance(node, yaml.ScalarNode):
        return places, node.tag, node.style or "", node.value
    inner = (*above, id(node))
    if isinstance(node, yaml.MappingNode):
        return places, node.tag, node.flow_style, [(tree(key, inner), tree(value, inner)) for key, value in node.value]
    return places, node.tag, node.flow_style, [tree(item, inner) for item in node.value]


def texts(part: Any) -> Iterator[str]:
    """Every text in a tree."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, (tuple, list)):
        for inner in part:
            yield from texts(inner)


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_both_parsers_read_the_same_or_refuse(path: Path) -> None:
    text = path.read_text(encoding="utf-8", errors="replace")
    try:
        expected = tree(yaml.compose(text, Loader=composing._Loader))
    except yaml.YAMLError:
        with pytest.raises(yaml.YAMLError):
            composing._quickly(text)
    else:
        if all(map(whole, texts(expected))):
            assert tree(composing._quickly(text)) == expected
        else:  # the one in Python lets it pass, and the conversion to our nodes refuses it
            with pytest.raises(yaml.YAMLError):
                composing._quickly(text)


def test_what_is_nested_too_deep_is_not_given_to_the_parser_in_c() -> None:
    with pytest.raises(yaml.YAMLError):
        composing._quickly("[" * 100_000 + "]" * 100_000)
