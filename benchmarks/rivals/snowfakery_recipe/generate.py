"""Snowfakery runs recipe.yml; its CSV stream is told to leave out its own id column and to give amounts two digits.

The head of the recipe says what it keeps and what not.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path
from typing import Any, ClassVar

from snowfakery import generate_data
from snowfakery.output_streams import CSVContext, CSVOutputStream


class TablesOutputStream(CSVOutputStream):
    encoders: ClassVar[dict[type, Any]] = {**CSVOutputStream.encoders, float: "{:.2f}".format, bool: lambda value: str(value).lower()}

    def open_writer(self, table_name: str, table: Any) -> CSVContext:
        file = (self.target_path / f"{table_name}.csv").open("w", newline="", encoding="utf-8")
        writer = csv.DictWriter(file, list(table.fields), extrasaction="ignore")
        writer.writeheader()
        return CSVContext(dictwriter=writer, file=file)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--scale", type=float, default=1)
    given, _ = parser.parse_known_args()
    given.out.mkdir(parents=True, exist_ok=True)
    recipe = Path(__file__).with_name("recipe.yml")
    sys.modules["tables"] = sys.modules["__main__"]
    generate_data(recipe, user_options={"scale": str(given.scale)}, output_format="tables.TablesOutputStream", output_folder=given.out)


if __name__ == "__main__":
    main()
