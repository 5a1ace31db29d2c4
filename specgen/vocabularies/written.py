"""Phrases as JSON and back: every list once, however often the phrase says it."""

from __future__ import annotations

from typing import Any

from specgen.vocabularies.phrases import Choice, Join, Numbers, Phrase, Words

Json = dict[str, Any]


def written(phrase: Phrase) -> Json:
    """A phrase as JSON."""
    lists: dict[Words, int] = {}
    tree = _tree(phrase, lists)
    return {"lists": [[words.texts, words.weights] for words in lists], "phrase": tree}


def read(said: Json) -> Phrase:
    """The phrase that was written; LookupError, TypeError or ValueError if none was."""
    return _phrase(said["phrase"], [Words(tuple(texts), weights and tuple(weights)) for texts, weights in said["lists"]])


def _tree(phrase: Phrase, lists: dict[Words, int]) -> Json | int:
    if isinstance(phrase, Words):
        return lists.setdefault(phrase, len(lists))
    if isinstance(phrase, Numbers):
        return {"numbers": [phrase.low, phrase.high, phrase.width]}
    if isinstance(phrase, Join):
        return {"join": [_tree(part, lists) for part in phrase.parts]}
    return {"choice": [_tree(option, lists) for option in phrase.options], "weights": phrase.weights}


def _phrase(tree: Json | int, lists: list[Words]) -> Phrase:
    if isinstance(tree, int):
        return lists[tree]
    if "numbers" in tree:
        return Numbers(*tree["numbers"])
    if "join" in tree:
        return Join(tuple(_phrase(part, lists) for part in tree["join"]))  # type: ignore[misc]
    return Choice(tuple(_phrase(option, lists) for option in tree["choice"]), tuple(tree["weights"]))  # type: ignore[misc]
