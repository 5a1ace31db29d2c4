"""Rows as delimited text: the bytes of pyarrow's own writer."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from specgen.numeric.buffers import ends
from specgen.records import record
from specgen.types.lines import Lines
from specgen.types.text import PLAIN_DIGITS, text


@record
class Delimited(Lines):
    """Cells side by side: text in quotes, which are doubled inside; NULL bare."""

    delimiter: str = ","
    null: str = ""
    designator: str = " "

    def before(self, place: int) -> str:
        return self.delimiter if place else ""

    def end(self) -> str:
        return "\n"

    def quoted(self, kind: pa.DataType) -> bool:
        """What is text, or is written as text of our own."""
        ours = (pa.types.is_string, pa.types.is_binary, pa.types.is_nested, pa.types.is_duration)
        return any(test(kind) for test in ours) or (pa.types.is_decimal(kind) and kind.scale > PLAIN_DIGITS)

    def inside(self, values: pa.Array) -> pa.StringArray:
        return _doubled(text(values)) if self.quoted(values.type) else text(values)


def _doubled(texts: pa.StringArray) -> pa.StringArray:
    data, at = texts.buffers()[2], ends(texts)
    if data is None or not (np.frombuffer(data, np.uint8)[at[0] : at[-1]] == ord('"')).any():
        return texts
    return pc.replace_substring(texts, '"', '""')
