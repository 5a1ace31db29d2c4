"""Faker for the customers only: an order goes to its customer's address, and UUIDs come from Python itself.

Keeps what `row_by_row.py` keeps; see there.
"""

from __future__ import annotations

import random
import sys
import uuid
from pathlib import Path

from faker import Faker

sys.path.insert(0, str(Path(__file__).parents[1]))

from row_by_row import Words, generate

fake = Faker()
Faker.seed(42)
addresses: list[str] = []


def email(first: str, last: str, number: int) -> str:
    addresses.append(fake.address())
    return f"{first}.{last}+{number}@example.com".lower()


generate(
    Words(
        first_name=fake.first_name,
        last_name=fake.last_name,
        email=email,
        phone=fake.phone_number,
        address=lambda customer: addresses[customer - 1],
        word=lambda: random.choice(["lamp", "kettle", "novel", "speaker", "scarf"]),
        uuid=lambda: str(uuid.UUID(int=random.getrandbits(128), version=4)),
    )
)
