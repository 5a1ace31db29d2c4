"""Names, streets and cities for the scripts that bring none of their own, read from the installed Faker: `vocabulary.py FILE`.

Names keep Faker's weights. Streets and cities are what several thousand calls give, so a script can pick from them at no cost.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from faker import Faker
from faker.providers.address.en_US import Provider as Addresses
from faker.providers.person.en_US import Provider as People

CALLS = 4_000


def weights(names: Mapping[str, float]) -> dict[str, float]:
    return dict(sorted(names.items()))


def vocabulary() -> dict[str, object]:
    fake = Faker("en_US")
    fake.seed_instance(42)
    return {
        "first_names": weights(People.first_names),
        "last_names": weights(People.last_names),
        "streets": sorted({fake.street_name() for _ in range(CALLS)}),
        "cities": sorted({fake.city() for _ in range(CALLS)}),
        "states": sorted(Addresses.states_abbr),
    }


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(vocabulary(), indent=0), encoding="utf-8")
