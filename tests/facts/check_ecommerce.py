"""Prints whether each fact holds of the e-commerce CSV files in a directory: `python tests/facts/check_ecommerce.py DIR`.

Needs nothing but DuckDB; exits with 1 if a fact does not hold.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.facts.ecommerce import FACTS, broken, opened


def main(directory: str) -> int:
    wrong = broken(opened(Path(directory)))
    for fact in FACTS:
        print(f"{'✗' if fact.name in wrong else '✓'} {fact.name}")
        for row in wrong.get(fact.name, []):
            print(f"    {row}")
    print(f"{len(FACTS) - len(wrong)} of {len(FACTS)} facts hold")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.exit(main(*sys.argv[1:]))
