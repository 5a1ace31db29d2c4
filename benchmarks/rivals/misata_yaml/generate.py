"""Misata generates from shop.yaml, through its own command, once the numbers of rows are filled in.

The head of the schema says what it keeps and what not.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from string import Template

from misata.cli import main as misata

ROWS = {"customers": 1_000, "customer_segment_history": 1_420, "orders": 5_000, "order_items": 12_500, "clickstream_events": 50_000}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--scale", type=float, default=1)
    given, _ = parser.parse_known_args()
    schema = Template(Path(__file__).with_name("shop.yaml").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        filled = Path(folder) / "shop.yaml"
        filled.write_text(schema.substitute({table: round(rows * given.scale) for table, rows in ROWS.items()}), encoding="utf-8")
        misata(["generate", "--config", str(filled), "--output-dir", str(given.out)])


if __name__ == "__main__":
    main()
