"""The fixtures of the plug-in, in sessions of pytest's own."""

from __future__ import annotations

import pytest

from tests.docs.markdown import ROOT, blocks
from tests.servers import Base

pytest_plugins = ["pytester"]
SHOP = """\
specgen: 1
name: shop
params: {scale: 1}
tables:
  customers: {rows: '${20 * scale}', primary_key: customer_id, columns: {customer_id: integer, city: {type: text, values: [Bern, Basel]}}}
  orders:
    rows: {per: customers, count: 2}
    primary_key: order_id
    columns:
      order_id: integer
      customer_id: {references: customers.customer_id}
      order_total: {type: 'decimal(8,2)', uniform: {min: 1, max: 90}}
"""


@pytest.fixture
def session(pytester: pytest.Pytester) -> pytest.Pytester:
    (pytester.path / "specs").mkdir()
    (pytester.path / "shop.yaml").write_text(SHOP, encoding="utf-8")
    pytester.makeini("[pytest]\naddopts = -p no:xdist -p no:cacheprovider")
    return pytester


def test_fixtures_give_data_sets_and_databases(base: Base, session: pytest.Pytester) -> None:
    """A data set is read beside the test and planned once; a database in memory has tables and keys; a server is loaded by its URL."""
    session.makepyfile("""
        import duckdb
        import psycopg2
        import pytest

        def test_rows(specgen):
            data = specgen("shop.yaml", scale=0.5)
            assert len(data["customers"]) == 10
            assert specgen("shop.yaml", scale=0.5) is data
            assert specgen("shop.yaml", {"tables.customers.rows": 3})["orders"].to_arrow().num_rows == 6

        def test_a_shipped_one(specgen):
            assert len(specgen("ecommerce", scale=0.1)["orders"]) == 500

        def test_joined(specgen_duckdb):
            database = specgen_duckdb("shop.yaml")
            assert database.sql("SELECT count(*) FROM orders JOIN customers USING (customer_id)").fetchall() == [(40,)]
            with pytest.raises(duckdb.ConstraintException):
                database.execute("INSERT INTO orders VALUES (1, 1, 1)")

        def test_server(specgen_postgresql):
            with psycopg2.connect(specgen_postgresql("shop.yaml")) as connection, connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM orders")
                assert cursor.fetchone() == (40,)
    """)

    session.runpytest_subprocess("--specgen-postgres", base.target).assert_outcomes(passed=4)


def test_the_tests_that_the_docs_show_pass(base: Base, session: pytest.Pytester) -> None:
    (shown,) = [block.text for block in blocks(ROOT / "docs" / "python.md") if block.language == "python"]
    session.makepyfile(shown)

    session.runpytest_subprocess("--specgen-postgres", base.target).assert_outcomes(passed=3)


def test_the_command_line_sets_the_seed_and_without_a_server_its_tests_are_skipped(
    session: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SPECGEN_TEST_POSTGRES", raising=False)
    session.makepyfile("""
        def test_seed(specgen):
            assert specgen("shop.yaml").spec.seed == 7
            assert specgen("shop.yaml", seed=8).spec.seed == 8

        def test_server(specgen_postgresql):
            specgen_postgresql("shop.yaml")
    """)

    done = session.runpytest_subprocess("--specgen-seed", "7")

    done.assert_outcomes(passed=1, skipped=1)
    done.stdout.fnmatch_lines(["specgen: seed 7"])


def test_a_session_that_uses_none_of_it_imports_none_of_it(session: pytest.Pytester) -> None:
    session.makepyfile("""
        import sys

        def test_nothing():
            heavy = {"duckdb", "numpy", "pyarrow", "sqlglot", "specgen.api", "specgen.cli"}
            assert heavy & set(sys.modules) == set()
    """)

    session.runpytest_subprocess().assert_outcomes(passed=1)
