"""Whether a text is unique because a unique column can be cut out of it again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from specgen.expressions.model import Expression, Path, Shape
from specgen.types import Type

_LETTERS = {
    "integer": "0123456789-",
    "uuid": "0123456789abcdef-",
    "date": "0123456789-",
    "decimal": "0123456789-.",
    "timestamp": "0123456789-.: ",
}


Width = Callable[[Path], int | None]


def unique_by(expression: Expression, unique: Callable[[Path], Type | None], width: Width = lambda path: None) -> bool:
    """True where the values are provably unique: a unique column, or a chain of || from which one can be cut out.

    `unique` gives the type of a path that is unique, else None; `width` how many characters all its texts have, else None. A part of
    fixed width can be cut out at either end. Another unique part followed by literals only can be cut out if what is
    before it ends in a literal character that its own text cannot contain (or is literals only), and the same from the front.
    """
    parts = list(_parts(expression.shape))
    found = {at: type for at, part in enumerate(parts) if (type := _type(part, unique)) is not None}
    ends = [at for at in found if at in (0, len(parts) - 1)]
    return any(width(parts[at].value) is not None for at in ends) or any(_cuttable(parts, at, type) for at, type in found.items())  # type: ignore[arg-type]


def _parts(shape: Shape) -> list[Shape]:
    if shape.op == "||":
        return [part for arg in shape.args for part in _parts(arg)]
    if shape.op == "cast" and str(shape.value).lower() in ("text", "varchar"):
        return _parts(shape.args[0])
    return [shape]


def _type(part: Shape, unique: Callable[[Path], Type | None]) -> Type | None:
    return unique(part.value) if part.op == "column" else None  # type: ignore[arg-type]


def _cuttable(parts: Sequence[Shape], at: int, type: Type) -> bool:
    before, after = parts[:at], parts[at + 1 :]
    return (_fixed(after) and _ends(list(reversed(before)), type, -1)) or (_fixed(before) and _ends(after, type, 0))


def _ends(parts: Sequence[Shape], type: Type, edge: int) -> bool:
    """Whether, walking away from the unique column, one meets its end: nothing but literals, or a foreign character at once."""
    if _fixed(parts):
        return True
    text = str(parts[0].value) if parts[0].op in ("string", "number") else ""
    return bool(text) and type.kind in _LETTERS and text[edge] not in _LETTERS[type.kind]


def _fixed(parts: Sequence[Shape]) -> bool:
    return all(part.op in ("string", "number") for part in parts)
