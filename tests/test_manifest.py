"""A manifest comes back from its JSON as it went in, and says nothing that changes from run to run."""

from __future__ import annotations

import json

from specgen.manifest import Manifest, WrittenFile, WrittenTable, versions

MANIFEST = Manifest(
    spec="shop",
    seed=42,
    params={"scale": 1},
    versions={"specgen": "0.1.0", "numpy": "2.0"},
    tables={"orders": WrittenTable(3, {"order_id": "integer", "note": "text"}, "ab" * 32, (WrittenFile("orders.csv", 120),))},
)


def test_comes_back_from_json_as_it_went_in() -> None:
    assert Manifest.from_json(MANIFEST.to_json()) == MANIFEST


def test_text_is_stable_and_in_the_order_of_the_fields() -> None:
    text = MANIFEST.to_json()

    assert text == Manifest.from_json(text).to_json()
    assert list(json.loads(text)) == ["spec", "seed", "params", "versions", "format", "options", "tables"]
    assert text.endswith("}\n")


def test_versions_name_what_values_depend_on() -> None:
    assert list(versions()) == ["specgen", "numpy", "scipy", "pyarrow", "duckdb", "sqlglot", "faker"]
    assert versions()["pyarrow"][0].isdigit()
