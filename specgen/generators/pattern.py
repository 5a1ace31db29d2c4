"""Text by a regular expression."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import ClassVar, TypeGuard

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from specgen.contracts import Expectation, Frame, Ints, Maker, Read, Reading, RowCount, Scope, Site
from specgen.counted import counted
from specgen.domains import Text, parameter
from specgen.errors import Fault, SpecError
from specgen.nodes import Node
from specgen.numeric.branches import interleave, positions
from specgen.numeric.numbering import number_of
from specgen.numeric.permutations import permutation
from specgen.numeric.portable import may_end_in, portable
from specgen.numeric.quantiles import StepTable
from specgen.numeric.readings import unambiguous
from specgen.numeric.regular import Choice, PatternError, Repeat, Tree, parse
from specgen.numeric.spelling import chunks, options, speller
from specgen.parameters import Filler, Finder, read
from specgen.records import record
from specgen.types import Type, parse_type

_ONE_DRAW = 2**48
"""The most strings that one draw, which has 52 bits, chooses among evenly."""
_ONE_NUMBER = 2**62
"""The most strings that are numbered."""


@record
class Pattern(Filler):
    """Strings that a regular expression describes, each as likely as any other.

    Use it for article numbers, licence plates, codes. It knows literals, `\\d \\w \\s .`, classes `[A-Z]` and `[^0-9]`, groups,
    `a|b`, `?`, `{3}` and `{1,4}`; `*` and `+` are refused, since they have no end. Negated and named classes are printable ASCII.
    With `unique: true` the rows get different strings; refused where the pattern has too few. Where a string can be read in two
    ways, as `a` by `a?a?`, it comes twice as often, and `unique` is refused.
    """

    name: ClassVar[str] = "pattern"
    group: ClassVar[str] = "text"
    short: ClassVar[str | None] = "regex"
    example: ClassVar[str] = """\
specgen: 1
name: pattern_example
seed: 1
tables:
  products:
    rows: 100
    columns:
      sku: {type: varchar(13), unique: true, pattern: 'SKU-[A-Z]{3}-\\d{5}'}
      size: {type: text, pattern: '(X{0,2}[SL]|M|\\d{2}(\\.5)?)'}
"""

    regex: str = parameter(Text(), typical=r"[A-Z]{2}-\d{4}", doc="The regular expression that the whole string fits.")

    @classmethod
    def infer_type(cls, node: Node, scope: Scope) -> Type:
        return parse_type("text")

    @classmethod
    def bind(cls, node: Node, scope: Scope) -> Pattern:
        bound = read(cls, node.entries if node.is_map else {"regex": node}, node, scope)
        regex = node.get("regex") or node
        try:
            longest = bound.tree.lengths[1]
        except PatternError as wrong:
            raise SpecError(_located(wrong, regex)) from wrong
        if scope.type.kind != "text":
            raise node.fault("wrong-type", f"a pattern makes text, the column is {scope.type.sql}", "make it a text or varchar(…)")
        if scope.type.length is not None and longest > scope.type.length:
            raise regex.fault("text-too-long", f"strings of up to {longest} characters do not fit {scope.type.sql}")
        if scope.unique and not bound.unambiguous:
            what = "it is not proven that no string can be read in two ways, so its strings cannot be numbered"
            raise regex.fault("ambiguous-pattern", what, "let no alternative begin like another, and no optional part like what follows it")
        return bound

    @cached_property
    def tree(self) -> Tree:
        return parse(self.regex)

    @cached_property
    def unambiguous(self) -> bool:
        """Whether no string has two readings, so that `size` counts strings."""
        return unambiguous(self.tree)

    @property
    def size(self) -> int:
        """How many readings the pattern has."""
        return self.tree.size

    def width(self) -> int | None:
        low, high = self.tree.lengths
        return low if low == high else None

    def reads(self, site: Reading) -> Iterable[Read]:
        return (RowCount(site.table),) if site.exact and not site.unique else ()

    def distinct(self, site: Reading) -> bool:
        return site.unique and self.unambiguous

    def expect(self, site: Reading) -> Iterable[Expectation]:
        """PostgreSQL pads a char(n) with blanks, and those of a string's own at its end cannot be told from them."""
        regex = portable(self.regex, self.tree)
        padded = site.type.sql.startswith("char(") and may_end_in(self.tree, b" ")
        if regex is not None and not padded:
            yield Expectation("pattern", {"regex": regex, "declared": self.regex})

    def finder(self, site: Site) -> Finder | None:
        if not site.unique or self.size > _ONE_NUMBER:
            return None
        shuffled = permutation(self.size, site.stream("order"))

        def find(cells: pa.Array) -> Ints:
            numbers = np.array([number_of(self.tree, text or "") for text in cells.to_pylist()], np.int64)
            return np.where(numbers >= 0, shuffled.inverse(np.maximum(numbers, 0)), -1)

        return find

    def prepare(self, site: Site) -> Maker:
        if not site.unique:
            return _drawn(self.tree, site, "")
        if self.size < site.rows():
            raise ValueError(
                f"the pattern has {counted(self.size, 'string')}, and {site.rows():,} rows are to be unique; make the strings longer"
            )
        return _numbered(self.tree, site)


def _numbered(tree: Tree, site: Site, purpose: str = "") -> Maker:
    """Different strings: row i has string π(i). Of more strings than are numbered, one part is different and the rest drawn."""
    if tree.size <= _ONE_NUMBER:
        spell, shuffled = speller(tree), permutation(tree.size, site.stream(f"{purpose}order"))
        return lambda frame: spell(shuffled(frame.rows))
    if _is_choice(tree):
        return _one_of([option for option in options(tree) if option.size >= site.rows()], site, purpose, _numbered)
    parts = list(chunks(tree, _ONE_DRAW))
    key = next(number for number, part in enumerate(parts) if part.size >= min(site.rows(), max(part.size for part in parts)))
    if parts[key].size < site.rows():
        raise ValueError(f"no part of the pattern has strings enough to tell {site.rows():,} rows apart; make one part longer")
    makers = [(_numbered if number == key else _drawn)(part, site, f"{purpose}{number}/") for number, part in enumerate(parts)]
    return _joined(makers)


def _drawn(tree: Tree, site: Site, purpose: str) -> Maker:
    """Strings that are alike likely, from one draw or, where there are too many, part by part."""
    if tree.size <= _ONE_DRAW:
        spell, number = speller(tree), _below(tree.size, site, purpose)
        return lambda frame: spell(number(frame))
    if _is_choice(tree):
        return _one_of(options(tree), site, purpose, _drawn)
    return _joined([_drawn(part, site, f"{purpose}{number}/") for number, part in enumerate(chunks(tree, _ONE_DRAW))])


def _below(size: int, site: Site, purpose: str) -> Callable[[Frame], Ints]:
    draw, factor = site.draw(purpose), np.float64(size)
    return lambda frame: np.minimum((draw(frame) * factor).astype(np.int64), size - 1)


def _is_choice(tree: Tree) -> TypeGuard[Choice | Repeat]:
    return isinstance(tree, Choice) or (isinstance(tree, Repeat) and tree.low < tree.high)


def _one_of(trees: Sequence[Tree], site: Site, purpose: str, maker: Callable[[Tree, Site, str], Maker]) -> Maker:
    """One of several trees, in proportion to their strings."""
    total = sum(tree.size for tree in trees)
    table, draw = StepTable(np.arange(len(trees)), np.array([tree.size / total for tree in trees])), site.draw(purpose)
    makers = [maker(tree, site, f"{purpose}{number}/") for number, tree in enumerate(trees)]

    def make(frame: Frame) -> pa.Array:
        chosen = positions(table.at(draw(frame)), len(makers))
        return interleave([maker(frame.subset(where)) for maker, where in zip(makers, chosen, strict=True)], chosen)

    return make


def _joined(makers: list[Maker]) -> Maker:
    return lambda frame: pc.binary_join_element_wise(*(maker(frame) for maker in makers), "")


def _located(wrong: PatternError, node: Node) -> Fault:
    """The fault at the character of the pattern, where the spec writes it as it is."""
    inside = (
        node.text[:1]
        and node.span.line == node.span.end_line
        and node.span.end_column - node.span.column == len(node.text) + 2 * node.quoted
    )
    span = node.span.within(wrong.at + node.quoted) if inside else node.span
    return Fault(wrong.code, f"pattern {node.text!r}: {wrong}", span, wrong.help)


KIND = Pattern
