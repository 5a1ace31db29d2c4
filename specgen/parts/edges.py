"""What a part knows of a table's fingerprint, as a file: the digests of whole chunks, and the rows before and behind them.

An Arrow stream of those rows, in pieces of one chunk at most; what else is known is metadata of its schema.
"""

from __future__ import annotations

import json

import pyarrow as pa

from specgen.fingerprint import Stretch
from specgen.types import decoded

_KEY = b"specgen"


def to_stream(stretch: Stretch, schema: pa.Schema) -> pa.Buffer:
    """The stretch as an Arrow stream."""
    known = {"first": stretch.first, "digests": [digest.hex() for digest in stretch.digests], "head": len(stretch.head)}
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_stream(sink, schema.with_metadata({_KEY: json.dumps(known).encode()}), options=options) as stream:
        for batch in (*stretch.head, *stretch.tail):
            stream.write_batch(decoded(batch).select(schema.names).cast(schema))
    return sink.getvalue()


def from_stream(data: pa.Buffer) -> Stretch:
    """The stretch that `to_stream` wrote."""
    with pa.ipc.open_stream(data) as stream:
        known = json.loads(stream.schema.metadata[_KEY])
        batches = tuple(stream)
    digests = tuple(bytes.fromhex(digest) for digest in known["digests"])
    return Stretch(known["first"], digests, batches[: known["head"]], batches[known["head"] :])
