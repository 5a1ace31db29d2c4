"""Judges the structure of a spec by its JSON Schema, and says in our words what is wrong and where."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from specgen.errors import Fault, Span
from specgen.language.findings import Finding, renamed, sound
from specgen.language.forms import other_form
from specgen.language.places import misplaced
from specgen.language.schema import FILLER
from specgen.language.wording import EXAMPLES, LIMITS, TYPES, as_mapping, choice, got, holder, repair, subject, takes
from specgen.nodes import Node
from specgen.records import record
from specgen.suggestions import key_help, meant, nearest

COUNTS = {"minItems": ("item", "items"), "minProperties": ("entry", "entries")}
KEYS_ONLY = {"required", "not", "allOf", "description"}
"""What a branch of `oneOf` holds that asks only which keys are there."""


def judge(root: Node, schema: dict[str, Any], faults: list[Fault]) -> Node:
    """The spec in which a `Broken` stands for whatever is wrong in structure; `faults` takes what is wrong, at value or key.

    A key that is only spelt wrong is a fault and read as the key that was meant, until no new one comes to light.
    """
    validator = Draft202012Validator(schema)
    found: dict[Finding, None] = {}
    spelt: Node | None = root
    while spelt is not None:
        root, new = spelt, _findings(validator, spelt, schema)
        spelt = renamed(root, new)
        found |= dict.fromkeys(new)
    faults += dict.fromkeys(finding.fault for finding in found if finding.fault is not None)
    return sound(root, new)


def _findings(validator: Draft202012Validator, root: Node, schema: dict[str, Any]) -> list[Finding]:
    misfits = [_misfit(error, root, schema) for error in validator.iter_errors(root.plain)]
    return [finding for misfit in misfits for finding in _found(misfit)]


@record
class _Misfit:
    """A value that breaks one keyword of a schema."""

    keyword: str
    wanted: Any
    schema: dict[str, Any]
    path: tuple[str | int, ...]
    trail: tuple[str | int, ...]
    """The way to the keyword in the schema; of a branch, from the `anyOf` on."""
    node: Node
    root: Node
    defs: dict[str, Any]
    place: Span
    """Where to say that something lacks: at the key that names the value, else where it begins."""
    value: Any
    also: tuple[str, ...]
    """The types that other branches of `if` would take in this place."""
    branches: tuple[_Misfit, ...]


def _misfit(error: ValidationError, root: Node, whole: dict[str, Any]) -> _Misfit:
    path = tuple(error.absolute_path)
    node, place = root, root.span
    for step in path:
        place = node.items[step].span if isinstance(step, int) else node.keys[step].span
        node = node.items[step] if isinstance(step, int) else node.entries[step]
    schema: Any = error.schema
    return _Misfit(
        str(error.validator),
        error.validator_value,
        schema,
        path,
        tuple(error.schema_path),
        node,
        root,
        whole.get("$defs", {}),
        place,
        error.instance,
        _other_types(tuple(error.absolute_schema_path), whole),
        tuple(_misfit(inner, root, whole) for inner in error.context or ()),
    )


def _other_types(trail: tuple[str | int, ...], whole: dict[str, Any]) -> tuple[str, ...]:
    schema: Any = whole
    found: tuple[str, ...] = ()
    for step in trail:  # jsonschema leaves "$ref" and "if" out of its trails
        while isinstance(schema, dict) and step not in schema:
            schema = reduce(operator.getitem, schema["$ref"].split("/")[1:], whole)
        if step == "else" and "if" in schema:
            found = (*found, schema["if"].get("type", ""))
        elif step != "type":
            found = ()
        schema = schema[step]
    return tuple(filter(None, found))


def _found(misfit: _Misfit) -> Iterator[Finding]:
    say = _name if misfit.trail[-2:-1] == ("propertyNames",) else RULES.get(misfit.keyword, _other)
    yield from () if misfit.node.broken else say(misfit)


def _broken(misfit: _Misfit, code: str, message: str, help: str = "") -> Finding:
    """The finding that a value is wrong."""
    return Finding(Fault(code, message, misfit.node.span, help), breaks=misfit.path)


def _name(misfit: _Misfit) -> Iterator[Finding]:
    span = misfit.node.keys[misfit.value].span
    help = "a name has letters, digits and underscores: no space, dot, dash or other sign"
    yield Finding(Fault("bad-name", f"'{misfit.value}' cannot be a name", span, help))


def _unknown(misfit: _Misfit) -> list[str]:
    """The keys of a mapping that its schema does not know."""
    if misfit.schema.get("additionalProperties") is not False:
        return []
    prefixes = tuple(pattern.lstrip("^") for pattern in misfit.schema.get("patternProperties", {}))
    return [key for key in misfit.value if key not in misfit.schema.get("properties", {}) and not (prefixes and key.startswith(prefixes))]


def _unknown_keys(misfit: _Misfit) -> Iterator[Finding]:
    known = misfit.schema.get("properties", {})
    kinds = "'specgen kinds' lists what can fill a column" if misfit.schema.get("$comment") == FILLER else ""
    for key in _unknown(misfit):
        value = misfit.node.entries[key]
        cut = value.plain is None and not value.text and value.span.line == misfit.node.keys[key].span.line and not value.broken
        place = misplaced(key, misfit.node, misfit.path, misfit.defs)
        form = other_form(key, misfit.node, misfit.path)
        near = place or form or key_help(key, known) or kinds
        help = f"it has no value: a list needs brackets, [a, {key}], and text with a comma quotes" if cut else near
        fault = Fault("unknown-key", f"unknown key '{key}' {holder(misfit.path)}", misfit.node.keys[key].span, help)
        other = meant(key, known)
        taken = form or other in misfit.node.entries or _fills_too(other, misfit)
        yield Finding(fault, drops=(*misfit.path, key), meant=None if taken else other)


def _fills_too(key: str | None, misfit: _Misfit) -> bool:
    """Whether a key would be a second filler."""
    ways = {key for branch in misfit.schema.get("oneOf", ()) for key in branch.get("required", ())}
    return key in ways and not ways.isdisjoint(misfit.node.entries)


def _missing_keys(misfit: _Misfit) -> Iterator[Finding]:
    """What is missing, except what an unknown key was probably meant to be."""
    known = misfit.schema.get("properties", {})
    spelt = {meant(key, known) for key in _unknown(misfit)}
    for key in misfit.wanted:
        if key not in misfit.value and key not in spelt:
            example = EXAMPLES.get(key) or next(iter(known.get(key, {}).get("examples", [])), "")
            help = f"add {key}: {example}" if example else ""
            fault = Fault("missing-key", f"{subject(misfit.path)} lacks `{key}`", misfit.place, help)
            yield Finding(fault, breaks=(*misfit.path, key))


def _type(misfit: _Misfit) -> Iterator[Finding]:
    expected = takes(misfit.schema)
    others = [TYPES[one] for one in misfit.also if TYPES[one] not in expected]
    ways = [*expected.split(" or "), *others] if others else [expected]
    message = f"{subject(misfit.path)} takes {choice(ways)}, got {got(misfit.node)}"
    anything = "title" not in misfit.schema or isinstance(misfit.value, str)
    yield _broken(misfit, "wrong-type", message, (repair(misfit.node, misfit.wanted) if anything else "") or _example(misfit))


def _example(misfit: _Misfit) -> str:
    """What could be written instead of a value of another kind."""
    key = misfit.path[-1] if misfit.path else ""
    if meant_as := as_mapping(misfit.path, misfit.node, misfit.schema):
        return f"write {meant_as}"
    if misfit.schema.get("$comment") == FILLER and misfit.node.is_scalar and misfit.node.text:
        return f"write {{constant: {misfit.node.text}}}"
    if misfit.path[-2:-1] == ("columns",):
        return f"write e.g. {key}: integer"
    if misfit.path[-3:-2] == ("columns",) and key not in ("type", "nulls", "check", "default", "description"):
        return f"`specgen kinds {key}` shows what it takes, with an example"
    return f"write e.g. {key}: {EXAMPLES[str(key)]}" if key in EXAMPLES else ""


def _choice(misfit: _Misfit) -> Iterator[Finding]:
    allowed = list(misfit.wanted) if misfit.keyword == "enum" else [misfit.wanted]
    near = nearest(misfit.node.text, map(str, allowed)) if misfit.node.is_scalar else None
    help = f"did you mean '{near}'?" if near else f"write {allowed[0]}" if len(allowed) == 1 else ""
    help = f"write {near}, without quotes" if near == misfit.node.text else help
    yield _broken(misfit, "not-among", f"{subject(misfit.path)} takes {choice(allowed)}, got {got(misfit.node)}", help)


def _limit(misfit: _Misfit) -> Iterator[Finding]:
    share = misfit.schema.get("minimum") == 0 and misfit.keyword == "maximum" and misfit.wanted == 1
    help = f"write {misfit.node.text}%" if share and misfit.value <= 100 else ""
    message = f"{subject(misfit.path)} must be {LIMITS[misfit.keyword]} {misfit.wanted}, got {misfit.node.text}"
    yield _broken(misfit, "out-of-range", message, help)


def _too_few(misfit: _Misfit) -> Iterator[Finding]:
    one, many = COUNTS[misfit.keyword]
    message = (
        f"{subject(misfit.path)} needs at least {misfit.wanted} {one if misfit.wanted == 1 else many}, got {len(misfit.value) or 'none'}"
    )
    yield _broken(misfit, "too-few", message, f"give it {'one' if misfit.wanted == 1 else 'more'}, or leave the key out")


def _pattern(misfit: _Misfit) -> Iterator[Finding]:
    expected = misfit.schema.get("title") or f"text of the form {misfit.wanted}"
    yield _broken(misfit, "bad-format", f"{subject(misfit.path)} takes {expected}, got {got(misfit.node)}")


def _one_of(misfit: _Misfit) -> Iterator[Finding]:
    """`oneOf` of keys: exactly one must be there. Any other `oneOf` is judged as `anyOf`."""
    if not all(set(branch) <= KEYS_ONLY for branch in misfit.wanted):
        yield from _any_of(misfit)
        return
    keys = [key for branch in misfit.wanted for key in branch.get("required", ())]
    present = [key for key in misfit.node.entries if key in keys]
    if len(present) > 1:
        yield from _both(misfit, present)
    elif misfit.node.is_map:
        yield from _neither(misfit, keys)


def _both(misfit: _Misfit, present: list[str]) -> Iterator[Finding]:
    """The first is broken, in place of all: which one was meant cannot be known."""
    first, second, *_ = present
    related = ((misfit.node.keys[first].span, f"`{first}` is here"),)
    span, help = misfit.node.keys[second].span, "keep one of the two"
    code, message = "conflicting-keys", f"`{first}` and `{second}` exclude each other"
    if misfit.schema.get("$comment") == FILLER:
        where = "this column" if misfit.path[-2:-1] == ("columns",) else subject(misfit.path)
        code, message = "two-fillers", f"`{first}` and `{second}` both fill {where}"
    yield Finding(Fault(code, message, span, help, related), breaks=(*misfit.path, first))
    yield from (Finding(None, drops=(*misfit.path, key)) for key in present[1:])


def _neither(misfit: _Misfit, keys: list[str]) -> Iterator[Finding]:
    """One of the keys lacks, and any stands for it; who is to blame for an unknown key or a broken type is known already."""
    fault = Fault("missing-key", f"{subject(misfit.path)} lacks {choice([f'`{key}`' for key in keys])}", misfit.place)
    if misfit.schema.get("$comment") == FILLER:
        help = "add one filler, such as values, uniform or expr; 'specgen kinds' lists them all"
        fault = Fault("no-filler", f"nothing fills {subject(misfit.path)}", misfit.place, help)
    known = bool(_unknown(misfit)) or any(node is not None and node.broken for node in (misfit.node.get("type"), _rows(misfit)))
    yield Finding(None if known else fault, breaks=(*misfit.path, keys[0]))


def _rows(misfit: _Misfit) -> Node | None:
    """The `rows` of the table of a column: if they are given, they fill it."""
    if misfit.path[:1] != ("tables",) or misfit.path[2:3] != ("columns",):
        return None
    return misfit.root.entries["tables"].entries[str(misfit.path[1])].get("rows")


def _any_of(misfit: _Misfit) -> Iterator[Finding]:
    """The faults of the branch that was probably meant: the one whose type fits, else what all branches take, in one."""
    branches: dict[str | int, list[_Misfit]] = {}
    for inner in misfit.branches:
        branches.setdefault(inner.trail[0], []).append(inner)
    refusals = [inner for inner in misfit.branches if _refuses(inner, misfit)]
    fitting = [inners for inners in branches.values() if not any(inner in refusals for inner in inners)]
    if fitting:
        for inner in min(fitting, key=len):
            yield from _found(inner)
    else:
        expected = list(dict.fromkeys(takes(inner.schema) for inner in refusals))
        yield _broken(misfit, "wrong-type", f"{subject(misfit.path)} takes {choice(expected)}, got {got(misfit.node)}")


def _refuses(inner: _Misfit, outer: _Misfit) -> bool:
    """Whether a branch is refused for what the value is, not for what is in it."""
    return inner.path == outer.path and inner.keyword in ("type", "enum", "const", "pattern")


def _other(misfit: _Misfit) -> Iterator[Finding]:
    yield _broken(misfit, "bad-format", f"{subject(misfit.path)} breaks '{misfit.keyword}' of the schema: {misfit.wanted}")


RULES: dict[str, Callable[[_Misfit], Iterable[Finding]]] = {
    "additionalProperties": _unknown_keys,
    "required": _missing_keys,
    "type": _type,
    "enum": _choice,
    "const": _choice,
    "pattern": _pattern,
    "oneOf": _one_of,
    "anyOf": _any_of,
    **dict.fromkeys(LIMITS, _limit),
    **dict.fromkeys(COUNTS, _too_few),
}
