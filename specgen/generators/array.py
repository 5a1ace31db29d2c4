"""Lists of several values in one cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pyarrow as pa

from specgen.contracts import Addresses, Blocks, Cost, Frame, Generator, Ints, Json, Maker, Read, Reading, Scope, Site
from specgen.counted import counted
from specgen.domains import Flag, Nested
from specgen.expressions import Path
from specgen.nodes import Node
from specgen.numeric.blocks import ordinals, owners
from specgen.numeric.permutations import block_permutation
from specgen.parameters import Filler
from specgen.records import record
from specgen.streams import child_address
from specgen.types import Type, numbers, parse_type, plain

_INTEGER = parse_type("integer")


@record
class Array(Filler):
    """A list of values, each made by the filler `of`; `length` says how many: a number, weights, or a filler of whole numbers.

    Use it for tags, scores, phone numbers. With `distinct: true` no value of a plain `values` list comes twice in one cell.
    """

    name: ClassVar[str] = "array"
    group: ClassVar[str] = "structure"
    example: ClassVar[str] = """\
specgen: 1
name: array_example
seed: 1
tables:
  products:
    rows: 100
    columns:
      tags: {type: 'text[]', array: {of: {values: [new, sale, used, rare]}, length: {uniform: {min: 0, max: 3}}, distinct: true}}
      sizes: {type: 'integer[]', array: {of: {uniform: {min: 30, max: 50}}, length: {1: 70, 2: 30}}}
      position: {type: 'double precision[]', array: {of: {normal: {mean: 0, stddev: 1}}, length: 3}}
"""

    of: Generator
    length: Generator
    pool: int = 0
    """With `distinct`, how many values there are to choose from."""

    @classmethod
    def schema(cls) -> Json:
        numbered = {"type": "object", "propertyNames": {"pattern": r"^\s*\d"}}
        counted = {"if": numbered, "then": {"$ref": "#/$defs/weights"}, "else": {"$ref": "#/$defs/filler"}}
        whole = {"type": "integer", "minimum": 0, "title": "a whole number, weights or a filler"}
        properties = {
            "of": Nested().schema() | {"description": "What fills each element."},
            "length": {"if": {"type": "object"}, "then": counted, "else": whole, "description": "How many elements."},
            "distinct": Flag().schema() | {"description": "No value comes twice in a cell; `of` is then a list of `values`."},
        }
        return {"type": "object", "properties": properties, "required": ["of", "length"], "additionalProperties": False}

    @classmethod
    def bind(cls, node: Node, scope: Scope) -> Array:
        item = scope.type.item
        if item is None:
            raise node.fault("wrong-type", f"array makes lists, the column is {scope.type.sql}", "make it e.g. 'text[]'")
        of, length = scope.filler(node.entries["of"], item), _length(node.entries["length"], scope)
        _refuse_strangers(of, node.entries["of"])
        distinct = node.get("distinct")
        pool = _pool(of, node, scope) if distinct is not None and distinct.plain is True else 0
        _refuse_lengths(length, pool, node.entries["length"])
        return cls(of, length, pool)

    @property
    def cost(self) -> Cost:
        return self.length.cost

    def reads(self, site: Reading) -> Iterable[Read]:
        yield from self.of.reads(site)
        yield from self.length.reads(site)

    def prepare(self, site: Site) -> Maker:
        assert site.type.item is not None
        count = site.nested(self.length, "length", _INTEGER)
        fill = self._distinct(site, site.type.item) if self.pool else site.nested(self.of, "of", site.type.item)

        def make(frame: Frame) -> pa.Array:
            lengths = numbers(count(frame)).astype(np.int64)
            if lengths.min(initial=0) < 0:
                raise ValueError(f"a list cannot have {lengths.min()} elements; set min: 0")
            offsets = np.r_[0, np.cumsum(lengths)]
            items = plain(fill(Elements.of(frame, offsets)))
            return pa.ListArray.from_arrays(pa.array(offsets.astype(np.int32)), items, type=site.type.arrow)

        return make

    def _distinct(self, site: Site, item: Type) -> Callable[[Elements], pa.Array]:
        """The first values of a shuffle that belongs to the cell."""
        values, stream = pa.array(self.of.accepted(), item.arrow), site.stream("shuffle")

        def fill(elements: Elements) -> pa.Array:
            longest = int(elements.ordinal.max(initial=-1)) + 1
            if longest > self.pool:
                what = f"a list of {longest} elements cannot be distinct out of {counted(self.pool, 'value')}"
                raise ValueError(f"{what}; a length is at most that")
            keys = stream.bits(elements.frame.address)[elements.owner]
            return values.take(pa.array(block_permutation(keys, self.pool, elements.ordinal)))

        return fill


@dataclass
class Elements:
    """The elements of lists as a frame: element k of a row has the address (the row's address, k); columns are those of its row."""

    frame: Frame
    owner: Ints
    ordinal: Ints
    address: Addresses
    size: int

    @classmethod
    def of(cls, frame: Frame, offsets: Ints) -> Elements:
        """Elements offsets[i] to offsets[i + 1] belong to row i of the frame."""
        owner = owners(offsets)
        ordinal = ordinals(offsets, owner)
        return cls(frame, owner, ordinal, child_address(frame.address, owner, ordinal), len(owner))

    @property
    def rows(self) -> Ints:
        return self.frame.rows[self.owner]

    def column(self, name: str) -> pa.Array:
        return self.frame.column(name).take(pa.array(self.owner))

    def path(self, path: Path) -> pa.Array:
        return self.frame.path(path).take(pa.array(self.owner))

    def coded_path(self, path: Path) -> pa.Array:
        return self.frame.coded_path(path).take(pa.array(self.owner))

    def link(self, reference: str) -> Ints:
        return self.frame.link(reference)[self.owner]

    def subset(self, chosen: Ints) -> Frame:
        return Elements(self.frame, self.owner[chosen], self.ordinal[chosen], self.address[chosen], len(chosen))

    @property
    def blocks(self) -> Blocks:
        raise AssertionError("elements of a list have no blocks")

    def children(self, table: str) -> Frame:
        raise AssertionError("elements of a list have no children")


def _length(node: Node, scope: Scope) -> Generator:
    """A bare number is always that many, a bare mapping weights."""
    if node.is_map and not all(key.strip()[:1].isdigit() for key in node.entries):
        return scope.filler(node, _INTEGER)
    listed = node if node.is_map else Node(node.span, [node.plain], items=(node,))
    return scope.filler(Node(node.span, {"values": listed.plain}, entries={"values": listed}, keys={"values": node}), _INTEGER)


def _refuse_strangers(of: Generator, node: Node) -> None:
    """Elements are drawn by (row, position): what goes by the row, its block or another table's rows cannot fill them."""
    for part in getattr(of, "branches", ()):
        _refuse_strangers(part, node)
    alone = of.cost == "row" and not getattr(of, "of_block", False)
    if not alone or (of.by_row and of.name != "constant"):
        what = f"{of.name} makes one value for a row, and so cannot make the elements of a list"
        raise node.fault("wrong-filler", what, "draw them: values, uniform, pattern, faker, …")
    if of.nullable() and of.name == "references":
        raise node.fault("wrong-filler", "a list cannot refer to rows of its own table", "make a table of pairs")


def _pool(of: Generator, node: Node, scope: Scope) -> int:
    values = node.entries["of"].get("values")
    if values is None or not values.is_list:
        hint = "write `of: {values: [a, b, c]}`, or leave `distinct` out"
        raise node.entries["distinct"].fault(
            "unproven-unique", f"only a plain list of values is dealt without repeats, not {of.name}", hint
        )
    known = of.accepted() or ()
    if len(set(known)) < len(known):
        raise values.fault("unproven-unique", "a value is listed twice, so elements can be alike", "list each once")
    return len(known)


def _refuse_lengths(length: Generator, pool: int, node: Node) -> None:
    law = length.law()
    low, high = (int(law[0][law[1] > 0].min()), int(law[0][law[1] > 0].max())) if law is not None else (0, 0)
    if low < 0:
        raise node.fault("out-of-range", f"a list cannot have {low} elements", "set min: 0")
    if pool and law is None:
        raise node.fault("unproven-unique", f"{length.name} does not say how long a list can get, and {pool} values are to be distinct")
    if pool and high > pool:
        what = f"{counted(high, 'element')} cannot be distinct out of {counted(pool, 'value')}"
        raise node.fault("impossible-value", what, f"a length of at most {pool}")


KIND = Array
