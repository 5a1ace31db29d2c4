"""Names as SQL."""

from __future__ import annotations


def quoted(name: str) -> str:
    """The name in double quotes, so that it is read letter for letter; `specgen.render.names` writes bare what may be bare."""
    return '"' + name.replace('"', '""') + '"'
