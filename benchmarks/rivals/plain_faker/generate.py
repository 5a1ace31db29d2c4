"""Faker, as most people write it: a call for each name, e-mail, telephone number, address and UUID.

Keeps what `row_by_row.py` keeps; see there.
"""

from __future__ import annotations

import sys
from pathlib import Path

from faker import Faker

sys.path.insert(0, str(Path(__file__).parents[1]))

from row_by_row import Words, generate

fake = Faker()
Faker.seed(42)
generate(
    Words(
        first_name=fake.first_name,
        last_name=fake.last_name,
        email=lambda first, last, number: fake.unique.email(),
        phone=fake.phone_number,
        address=lambda customer: fake.address(),
        word=fake.word,
        uuid=fake.uuid4,
    )
)
