"""Functions of text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pyarrow.compute as pc

from specgen.expressions.kernels import texts
from specgen.expressions.model import Refused, Term
from specgen.expressions.rules import BOOLEAN, INTEGER, NULL, TEXT, Function, fixed
from specgen.types import Type
from specgen.types.parse import decimal_type

LONGEST = 1_000_000
"""Characters that a text is filled up or repeated to: what is longer is meant by nobody, and takes the memory of all."""
_WRITABLE = ("text", "integer", "decimal", "date", "timestamp", "uuid")


def written(term: Term, text: str) -> str:
    """The text of a value, the same in both databases: a decimal with all the digits of its type."""
    if term.type.kind == "text" or term.type is NULL:
        return text
    if term.type.kind == "decimal" and term.op != "column":
        exact = decimal_type(term.type.precision or 38, term.type.scale)
        text = f"CAST({text} AS {exact.sql.upper()})"
    return f"CAST({text} AS VARCHAR)"


def _join(args: Sequence[Term]) -> Type:
    for at, arg in enumerate(args):
        if arg.type.kind not in _WRITABLE or arg.type.zoned:
            hint = {"boolean": "case when … then 'yes' else 'no' end", "double": "cast it to a decimal"}.get(arg.type.kind, "")
            raise Refused("wrong-type", f"a {arg.type} has no text that all databases share", hint, at)
    return TEXT


def _pipes(term: Term, args: Sequence[str]) -> str:
    return " || ".join(written(arg, text) for arg, text in zip(term.args, args, strict=True))


def _concat(term: Term, args: Sequence[str]) -> str:
    return f"concat({', '.join(written(arg, text) for arg, text in zip(term.args, args, strict=True))})"


def _postgres_like(term: Term, args: Sequence[str]) -> str:
    """Standard SQL has no escape character unless one is named; PostgreSQL has."""
    pattern = term.args[1]
    plain = pattern.op == "string" and "\\" not in str(pattern.value)
    return f"{args[0]} LIKE {args[1]}" if plain else f"{args[0]} LIKE {args[1]} ESCAPE ''"


def _substring(negative: Callable[[str, str], str]) -> Callable[[Term, Sequence[str]], str]:
    def template(term: Term, args: Sequence[str]) -> str:
        known = all(arg.op == "number" for arg in term.args[1:]) and str(term.args[1].value) != "0"
        if known:
            return f"substring({', '.join(args)})"
        return f"substring({args[0]}, {negative(args[1], args[2]) if len(args) == 3 else _from_one(args[1])})"

    return template


def _from_one(start: str) -> str:
    return f"CAST(greatest({start}, 1) AS INTEGER)"


def _standard(start: str, length: str) -> str:
    """SQL counts characters from before the first where the start is not positive; DuckDB counts from the end."""
    return f"{_from_one(start)}, CAST(greatest(greatest({length}, 0) + least({start} - 1, 0), 0) AS INTEGER)"


def _narrow(name: str) -> Callable[[Term, Sequence[str]], str]:
    """PostgreSQL takes lengths of 32 bits only."""

    def template(term: Term, args: Sequence[str]) -> str:
        texts = [
            f"CAST({text} AS INTEGER)" if arg.type.kind == "integer" and arg.type.bits == 64 else text
            for arg, text in zip(term.args, args, strict=True)
        ]
        return f"{name}({', '.join(texts)})"

    return template


def _filled(name: str) -> Callable[[Sequence[Term]], Type]:
    def rule(args: Sequence[Term]) -> Type:
        found = fixed(name, ["text", "integer", "text"], TEXT)(args)
        if args[2].op != "string" or not args[2].value:
            raise Refused("wrong-arguments", f"what {name} fills with is a text of at least one character", f"{name}(x, 5, '0')", 2)
        _refuse_long(name, _known_size(args[:2], repeated=False))
        return found

    return rule


def _repeat(args: Sequence[Term]) -> Type:
    found = fixed("repeat", ["text", "integer"], TEXT)(args)
    _refuse_long("repeat", _known_size(args, repeated=True))
    return found


def _known_size(args: Sequence[Term], repeated: bool) -> int:
    """The least length of a text that is filled up to a number, or repeated so many times; 0 where only rows tell."""
    if args[1].op != "number":
        return 0
    return int(str(args[1].value)) * (len(str(args[0].value)) if repeated and args[0].op == "string" else 1)


def _refuse_long(name: str, size: int) -> None:
    if size > LONGEST:
        what, help = f"{name} would make a text of {size:,} characters", f"at most {LONGEST:,} can be had"
        raise Refused("out-of-range", what, help, 1)


def _bounded(name: str) -> Callable[[Term, Sequence[str]], str]:
    """In DuckDB, which makes the rows, a length that only rows tell is stopped before so long a text is made."""

    def template(term: Term, args: Sequence[str]) -> str:
        repeated, times = name == "repeat", args[1]
        if term.args[1].op == "number" and not (repeated and term.args[0].op != "string"):
            return _narrow(name)(term, args)
        size = f"length({args[0]}) * CAST({times} AS BIGINT)" if repeated else times
        told = f"error('{name} would make a text of ' || ({size}) || ' characters, and at most {LONGEST:,} can be had')"
        kept = f"CASE WHEN {size} > {LONGEST} THEN {told} ELSE CAST({times} AS INTEGER) END"
        return f"{name}({', '.join([args[0], kept, *args[2:]])})"

    return template


def _part(args: Sequence[Term]) -> Type:
    found = fixed("split_part", ["text", "text", "integer"], TEXT)(args)
    if args[1].op != "string" or not args[1].value:
        raise Refused("wrong-arguments", "the separator of split_part is a text of at least one character", "split_part(x, '-', 1)", 1)
    if args[2].op != "number" or str(args[2].value) == "0":
        raise Refused("wrong-arguments", "split_part counts parts from 1", "split_part(x, '-', 1)", 2)
    return found


def _plain(name: str, kinds: list[str], result: Type, signature: str, line: str, least: int | None = None) -> Function:
    return Function(name, signature, line, fixed(name, kinds, result, least), _narrow(name), _narrow(name))


def _trim(name: str, signature: str, line: str) -> Function:
    """Called as a function with all its arguments; what PostgreSQL calls trim is btrim there."""
    postgres = "btrim" if name == "trim" else name
    return Function(name, signature, line, fixed(name, ["text", "text"], TEXT, 1), _narrow(name), _narrow(postgres))


TEXTUAL = [
    Function("||", "a || b", "texts side by side; integers, decimals, dates and uuids are written out", _join, _pipes, _pipes, level=5,
             kernel=texts.join),
    Function("concat", "concat(a, …)", "texts side by side, NULL left out", _join, _concat, _concat, nulls="never"),
    Function("like", "x like pattern", "matches a pattern: % is any text, _ any character; there is no escape",
             fixed("like", ["text", "text"], BOOLEAN), "{0} LIKE {1}", _postgres_like, level=4),
    Function("lower", "lower(x)", "in small letters", fixed("lower", ["text"], TEXT), "lower({0})", "lower({0})",
             kernel=texts.plain_letters(pc.ascii_lower)),
    Function("upper", "upper(x)", "in capitals; ß becomes ẞ", fixed("upper", ["text"], TEXT), "upper({0})",
             "replace(upper({0}), 'ß', 'ẞ')", kernel=texts.plain_letters(pc.ascii_upper)),
    _trim("trim", "trim(x[, characters])", "without spaces, or these characters, at both ends"),
    _trim("ltrim", "ltrim(x[, characters])", "without spaces, or these characters, at the start"),
    _trim("rtrim", "rtrim(x[, characters])", "without spaces, or these characters, at the end"),
    Function("substring", "substring(x, start[, length])", "the characters from `start`, counted from 1",
             fixed("substring", ["text", "integer", "integer"], TEXT, 2), _substring(_standard), _substring(_standard),
             kernel=texts.substring),
    _plain("replace", ["text", "text", "text"], TEXT, "replace(x, from, to)", "with every `from` replaced"),
    _plain("length", ["text"], INTEGER, "length(x)", "how many characters"),
    _plain("left", ["text", "integer"], TEXT, "left(x, n)", "the first n characters; all but the last -n where n is negative"),
    _plain("right", ["text", "integer"], TEXT, "right(x, n)", "the last n characters; all but the first -n where n is negative"),
    Function("lpad", "lpad(x, n[, fill])", "filled up at the start, or cut, to n characters, at most a million", _filled("lpad"),
             _bounded("lpad"), _narrow("lpad"), kernel=texts.filled(pc.utf8_lpad)),
    Function("rpad", "rpad(x, n[, fill])", "filled up at the end, or cut, to n characters, at most a million", _filled("rpad"),
             _bounded("rpad"), _narrow("rpad"), kernel=texts.filled(pc.utf8_rpad)),
    _plain("strpos", ["text", "text"], INTEGER, "strpos(x, part)", "where `part` begins, from 1; 0 if nowhere; position(part in x) too"),
    Function("split_part", "split_part(x, separator, n)", "the n-th part between separators", _part,
             _narrow("split_part"), _narrow("split_part")),
    _plain("md5", ["text"], TEXT, "md5(x)", "32 hexadecimal digits that stand for the text"),
    _plain("reverse", ["text"], TEXT, "reverse(x)", "the characters from the last to the first"),
    Function("repeat", "repeat(x, n)", "n times the text, a million characters at most", _repeat, _bounded("repeat"), _narrow("repeat")),
]  # fmt: skip
