"""The conditions of CHECKs, as PostgreSQL and DuckDB print them, as terms. They print nearly all brackets, and so few rules suffice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from specgen.expressions import quoted
from specgen.records import record

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<text>'(?:[^']|'')*') | (?P<quoted>"(?:[^"]|"")+") | (?P<number>\d+(?:\.\d*)?(?:[eE][-+]?\d+)?) | (?P<word>[^\W\d][\w$]*)
    | (?P<sign>::|[-+*/<>=~!@\#%^&|?]+|[()\[\],.:])
    )""",
    re.VERBOSE,
)
_COMPARED = ("=", "<>", "!=", "<", "<=", ">", ">=", "~", "~*", "!~", "!~*", "~~", "!~~", "~~*", "!~~*")
_LONG_TYPES = {
    "character": ("varying",),
    "bit": ("varying",),
    "double": ("precision",),
    "timestamp": ("with", "without", "time", "zone"),
    "time": ("with", "without", "time", "zone"),
}
_SAME = (
    "text", "character varying", "character", "bpchar", "numeric", "double precision", "bigint", "integer", "varchar", "decimal", "double",
)  # fmt: skip
"""Casts of a column to these are left out: where they are printed, they only make two sides alike."""
_MATCHES = ("regexp_matches", "regexp_full_match")
"""What DuckDB makes of the operators that compare with a regular expression."""
TODAY = ("current_date", "current_timestamp", "now", "localtimestamp")


class NotUnderstood(ValueError):
    """A condition of another shape than those that are read."""


@record
class Term:
    """An operator or function with its arguments; `value` is a column's name, a literal's text, or a function's name."""

    op: str
    args: tuple[Term, ...] = ()
    value: str = ""

    @property
    def is_literal(self) -> bool:
        return self.op in ("text", "number", "true", "false")


def read(text: str) -> Term:
    """The term of a condition; NotUnderstood for what is outside of the shapes that are read."""
    parser = _Parser(list(_tokens(text)))
    found = parser.alternatives()
    if parser.next[1]:
        raise NotUnderstood(text)
    return found


def columns(term: Term) -> Iterator[str]:
    """The names that a term reads, some perhaps twice."""
    if term.op == "column":
        yield term.value
    for arg in term.args:
        yield from columns(arg)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    text = text.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            raise NotUnderstood(text)
        yield found.lastgroup, found[found.lastgroup]
        at = found.end()


def respelled(text: str, names: Mapping[str, str]) -> str:
    """A condition in which columns have the names that the table gives them; `names` has these by their names in small letters."""

    def said(found: re.Match[str]) -> str:
        token = found[found.lastgroup or 0]
        name = names.get(token.strip('"').lower()) if found.lastgroup in ("word", "quoted") else None
        is_type = text[: found.start()].upper().endswith(" AS")
        if name is None or token in (name, quoted(name)) or is_type or text[found.end() :].startswith("("):
            return found[0]
        return found[0].replace(token, quoted(name))

    return _TOKEN.sub(said, text)


def _cast(term: Term, type: str) -> Term:
    """A cast, which is left out where it changes nothing."""
    same = term.is_literal or term.op in ("null", "array") or type.split("(")[0] in _SAME
    return term if same else Term("cast", (term,), type)


@dataclass
class _Parser:
    left: list[tuple[str, str]]
    at: int = 0

    @property
    def next(self) -> tuple[str, str]:
        return self.left[self.at] if self.at < len(self.left) else ("end", "")

    def take(self) -> tuple[str, str]:
        found = self.next
        self.at += 1
        return found

    def word(self, *words: str) -> bool:
        """Step over these words if they come next."""
        said = [text.upper() for kind, text in self.left[self.at : self.at + len(words)] if kind == "word"]
        if said != list(words):
            return False
        self.at += len(words)
        return True

    def sign(self, sign: str) -> bool:
        if self.next != ("sign", sign):
            return False
        self.at += 1
        return True

    def due(self, sign: str) -> None:
        if not self.sign(sign):
            raise NotUnderstood(sign)

    def alternatives(self) -> Term:
        found = [self.conjunction()]
        while self.word("OR"):
            found.append(self.conjunction())
        return found[0] if len(found) == 1 else Term("or", tuple(found))

    def conjunction(self) -> Term:
        found = [self.negation()]
        while self.word("AND"):
            found.append(self.negation())
        return found[0] if len(found) == 1 else Term("and", tuple(found))

    def negation(self) -> Term:
        return Term("not", (self.negation(),)) if self.word("NOT") else self.comparison()

    def comparison(self) -> Term:
        found = self.sum()
        if self.word("IS", "NOT", "NULL"):
            return Term("is not null", (found,))
        if self.word("IS", "NULL"):
            return Term("is null", (found,))
        if self.word("BETWEEN"):
            return self.between(found)
        if self.word("IN"):
            self.due("(")
            return Term("in", (found, *self.listed(")")))
        kind, sign = self.next
        if kind != "sign" or sign not in _COMPARED:
            return found
        self.take()
        if self.word("ANY"):
            self.due("(")
            listed = self.alternatives()
            self.due(")")
            if sign != "=" or listed.op != "array":
                raise NotUnderstood(sign)
            return Term("in", (found, *listed.args))
        return Term("<>" if sign == "!=" else sign, (found, self.sum()))

    def between(self, found: Term) -> Term:
        low = self.sum()
        if not self.word("AND"):
            raise NotUnderstood("BETWEEN")
        return Term("and", (Term(">=", (found, low)), Term("<=", (found, self.sum()))))

    def sum(self) -> Term:
        found = self.product()
        while self.next in (("sign", "+"), ("sign", "-"), ("sign", "||")):
            found = Term(self.take()[1], (found, self.product()))
        return found

    def product(self) -> Term:
        found = self.cast()
        while self.next in (("sign", "*"), ("sign", "/"), ("sign", "%")):
            found = Term(self.take()[1], (found, self.cast()))
        return found

    def cast(self) -> Term:
        found = self.atom()
        while self.sign("::"):
            found = _cast(found, self.type())
        return found

    def type(self) -> str:
        """The name of a type: words, perhaps with a schema, limits and brackets."""
        kind, name = self.take()
        if kind not in ("word", "quoted"):
            raise NotUnderstood(name)
        while self.sign("."):
            name = f"{name}.{self.take()[1]}"
        while self.next[1] in _LONG_TYPES.get(name.split()[0], ()):
            name = f"{name} {self.take()[1]}"
        if self.sign("("):
            limits = self.take()[1]
            while self.sign(","):
                limits = f"{limits},{self.take()[1]}"
            self.due(")")
            name = f"{name}({limits})"
        if self.word("WITHOUT", "TIME", "ZONE") or self.word("WITH", "TIME", "ZONE"):
            name = f"{name} zone"
        while self.sign("["):
            self.due("]")
        return name

    def atom(self) -> Term:
        if self.sign("("):
            found = self.alternatives()
            self.due(")")
            return found
        if self.sign("-"):
            number = self.atom()
            if number.op != "number":
                raise NotUnderstood("-")
            return Term("number", (), f"-{number.value}")
        kind, text = self.take()
        if kind == "text":
            return Term("text", (), text[1:-1].replace("''", "'"))
        if kind == "number":
            return Term("number", (), text)
        if kind == "quoted" and self.next != ("sign", "("):
            return Term("column", (), text[1:-1].replace('""', '"'))
        if kind == "quoted":
            return self.named(text[1:-1])
        if kind != "word":
            raise NotUnderstood(text)
        return self.named(text)

    def named(self, word: str) -> Term:
        """What a bare word begins."""
        lower = word.lower()
        if lower in ("true", "false", "null"):
            return Term(lower, (), lower)
        if lower == "array" and self.sign("["):
            return Term("array", self.listed("]"))
        if lower in ("case", "row", "array", "extract", "exists", "not"):
            raise NotUnderstood(word)
        if lower == "cast" and self.sign("("):
            return self.converted()
        if self.sign("("):
            found = self.listed(")")
            if lower in _MATCHES and len(found) == 2:
                return Term("~", found)
            return Term("today") if lower in TODAY else Term("call", found, lower)
        return Term("today") if lower in TODAY else Term("column", (), word)

    def converted(self) -> Term:
        """The rest of CAST(… AS …)."""
        found = self.alternatives()
        if not self.word("AS"):
            raise NotUnderstood("CAST")
        found = _cast(found, self.type().lower())
        self.due(")")
        return found

    def listed(self, end: str) -> tuple[Term, ...]:
        if self.sign(end):
            return ()
        found = [self.alternatives()]
        while self.sign(","):
            found.append(self.alternatives())
        self.due(end)
        return tuple(found)
