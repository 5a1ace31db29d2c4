"""Mimesis: a field for each name, telephone number, address and UUID.

Keeps what `row_by_row.py` keeps; see there.
"""

from __future__ import annotations

import sys
from pathlib import Path

from mimesis import Field, Locale

sys.path.insert(0, str(Path(__file__).parents[1]))

from row_by_row import Words, generate

field = Field(Locale.EN, seed=42)
generate(
    Words(
        first_name=lambda: field("first_name"),
        last_name=lambda: field("last_name"),
        email=lambda first, last, number: f"{first}.{last}+{number}@example.com".lower(),
        phone=lambda: field("phone_number"),
        address=lambda customer: f"{field('address')}\n{field('city')}, {field('state', abbr=True)} {field('postal_code')}",
        word=lambda: field("word"),
        uuid=lambda: field("uuid"),
    )
)
