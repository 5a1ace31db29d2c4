"""Arrow columns as the cells of PostgreSQL's COPY in CSV text, of which only arrays are written otherwise than in our CSV files.

What `specgen.postgres.binary` cannot write goes this way.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from specgen.types import decoded
from specgen.types.delimited import Delimited
from specgen.types.text import text

_LINES = Delimited()


def lines(batch: pa.RecordBatch) -> Iterator[bytes]:
    """The rows as text for COPY … (FORMAT csv), in parts that are not empty."""
    for part in _LINES.lines([_literal(column) for column in batch.columns]):
        if part.size:
            yield part.to_pybytes()


def _literal(column: pa.Array) -> pa.Array:
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    return array_text(decoded(pa.record_batch([column], ["c"])).column(0)) if pa.types.is_list(kind) else column


def array_text(array: pa.Array) -> pa.Array:
    """Lists as PostgreSQL's array literals: {1,NULL,3}, {"a\\"b","c"}; NULL stays NULL."""
    items = array.flatten()
    if pa.types.is_list(items.type):
        cells = array_text(items)
    else:
        cells = pc.replace_substring(pc.replace_substring(text(items), "\\", "\\\\"), '"', '\\"')
        cells = pc.binary_join_element_wise('"', cells, '"', "")
    lengths = pc.list_value_length(array).fill_null(0)
    offsets = pa.concat_arrays([pa.array([0], pa.int32()), pc.cumulative_sum(lengths).cast(pa.int32())])
    lists = pa.ListArray.from_arrays(offsets, cells.fill_null("NULL"), mask=array.is_null())
    return pc.binary_join_element_wise("{", pc.binary_join(lists, ","), "}", "")
