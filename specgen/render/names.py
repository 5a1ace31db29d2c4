"""Names in SQL: quoted where they have to be, short enough for every database, and the mark of what specgen made."""

from __future__ import annotations

import hashlib
import re

from specgen.dialects import SqlDialect
from specgen.expressions import quoted

_BARE = re.compile(r"[a-z_][a-z0-9_]*")
_LONGEST = 63
"""PostgreSQL cuts names after 63 bytes."""
_SUFFIX = 9


def identifier(name: str, dialect: SqlDialect) -> str:
    """The name as SQL: in quotes if it is reserved or anything but lower-case letters, digits and underscores."""
    if _BARE.fullmatch(name) and name not in dialect.reserved:
        return name
    return quoted(name)


def constraint_name(*parts: str) -> str:
    """The parts joined by underscores; where that is over 63 bytes, cut and ended by eight digits that tell it from others."""
    name = "_".join(parts)
    encoded = name.encode()
    if len(encoded) <= _LONGEST:
        return name
    kept = encoded[: _LONGEST - _SUFFIX].decode(errors="ignore")
    return f"{kept}_{hashlib.blake2b(encoded, digest_size=4).hexdigest()}"
