"""The JSON Schema that editors read, beside the shipped specs."""

from __future__ import annotations

from docs.scripts.said import said

PATH = "specs/specgen.schema.json"


def page() -> str:
    return said("schema")
