"""What TPC-H's specification says of its data, by SQL of its own, and its 22 queries."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from specgen import api
from tests.facts.offences import broken
from tests.servers import Base

QUERIES = sorted((Path(__file__).parent / "tpch").glob("q*.sql"))
SCALE = 0.05
"""At this scale factor every query finds something."""
TODAY = "date '1995-06-17'"
ROWS = {
    "region": 5,
    "nation": 25,
    "supplier": 500,
    "part": 10_000,
    "partsupp": 40_000,
    "customer": 7_500,
    "orders": 75_000,
    "lineitem": 300_000,
}
FACTS = {
    **{f"{table} has {rows} rows": f"select count(*) from {table} having count(*) <> {rows}" for table, rows in ROWS.items()},
    "of each 32 order keys the first 8 are used": """select o_orderkey from orders
        where o_orderkey not between 1 and 75_000 * 4 or (o_orderkey - 1) % 32 >= 8""",
    "order keys differ": "select o_orderkey from orders group by 1 having count(*) > 1",
    "every third customer has no order": "select * from orders where o_custkey % 3 = 0",
    "all other customers have one": """select c_custkey from customer anti join orders on o_custkey = c_custkey
        where c_custkey % 3 <> 0""",
    "orders have one to seven lines, numbered": """select l_orderkey from lineitem group by 1
        having count(*) > 7 or min(l_linenumber) <> 1 or max(l_linenumber) <> count(*) or count(distinct l_linenumber) <> count(*)""",
    "every number of lines is as likely": """select n, count(*) from (select count(*) n from lineitem group by l_orderkey)
        group by n having count(*) not between 75_000 / 7 * 0.95 and 75_000 / 7 * 1.05""",
    "every order has lines": "select * from orders anti join lineitem on l_orderkey = o_orderkey",
    "a part has four suppliers": """select ps_partkey from partsupp group by 1
        having count(*) <> 4 or count(distinct ps_suppkey) <> 4""",
    "every line is of a part and one of its suppliers": """select * from lineitem
        anti join partsupp on ps_partkey = l_partkey and ps_suppkey = l_suppkey""",
    "lines are spread over all pairs": "select count(*) n from (select distinct l_partkey, l_suppkey from lineitem) having n < 39_900",
    "a retail price is that of the formula": """select * from part
        where p_retailprice <> (90_000 + (p_partkey // 10) % 20_001 + 100 * (p_partkey % 1_000)) / 100""",
    "a line costs its pieces": """select * from lineitem join part on p_partkey = l_partkey
        where l_extendedprice <> l_quantity * p_retailprice or l_quantity not between 1 and 50 or l_quantity <> floor(l_quantity)""",
    "discounts and taxes are in range": "select * from lineitem where l_discount not between 0 and 0.10 or l_tax not between 0 and 0.08",
    "a total is the sum of its lines": """select * from orders join (
            select l_orderkey, sum(round(l_extendedprice * (1 + l_tax) * (1 - l_discount), 2)) as due from lineitem group by 1
        ) on l_orderkey = o_orderkey where o_totalprice <> due""",
    "orders span their time": """select min(o_orderdate) a, max(o_orderdate) b from orders
        having a <> '1992-01-01' or b <> '1998-08-02'""",
    "lines are shipped, promised and received after the order": """select * from lineitem join orders on o_orderkey = l_orderkey
        where l_shipdate - o_orderdate not between 1 and 121 or l_commitdate - o_orderdate not between 30 and 90
        or l_receiptdate - l_shipdate not between 1 and 30""",
    "a line is open until it is shipped": f"""select * from lineitem
        where l_linestatus <> case when l_shipdate > {TODAY} then 'O' else 'F' end""",
    "only what was received can be back": f"""select * from lineitem
        where (l_receiptdate <= {TODAY}) <> (l_returnflag in ('R', 'A')) or (l_receiptdate > {TODAY}) <> (l_returnflag = 'N')""",
    "half of it is back": """select avg((l_returnflag = 'R')::int) s from lineitem where l_returnflag <> 'N'
        having s not between 0.49 and 0.51""",
    "an order's state is that of its lines": """select * from orders join (
            select l_orderkey, min(l_linestatus) a, max(l_linestatus) b from lineitem group by 1
        ) on l_orderkey = o_orderkey where o_orderstatus <> case when a = b then a else 'P' end""",
    "brands are of their manufacturer": """select * from part
        where not regexp_matches(p_brand, '^Brand#[1-5][1-5]$') or p_mfgr <> 'Manufacturer#' || p_brand[7]""",
    "there are 150 types, 40 containers and 50 sizes": """
        select count(distinct p_type) t, count(distinct p_container) c, count(distinct p_size) s
        from part having t <> 150 or c <> 40 or s <> 50 or min(p_size) <> 1""",
    "a name is five colours": """select p_name from part
        where len(string_split(p_name, ' ')) <> 5 or len(list_distinct(string_split(p_name, ' '))) <> 5""",
    "all 92 colours are used": "select count(distinct w) n from (select unnest(string_split(p_name, ' ')) w from part) having n <> 92",
    "phones begin with their country": """select c_phone from customer
        where not regexp_matches(c_phone, '^[0-9]{2}-[0-9]{3}-[0-9]{3}-[0-9]{4}$') or c_phone[:2]::int <> c_nationkey + 10
        union all select s_phone from supplier where s_phone[:2]::int <> s_nationkey + 10""",
    "names are of their key": """select c_name from customer where c_name <> format('Customer#{:09d}', c_custkey)
        union all select s_name from supplier where s_name <> format('Supplier#{:09d}', s_suppkey)""",
    "clerks are 1,000 at scale 1": """select o_clerk from orders
        where not regexp_matches(o_clerk, '^Clerk#[0-9]{9}$') or o_clerk[7:]::int not between 1 and 50""",
    "segments, priorities, modes and instructions": """select 1 from (select count(distinct c_mktsegment) a from customer),
        (select count(distinct o_orderpriority) b from orders),
        (select count(distinct l_shipmode) c, count(distinct l_shipinstruct) d from lineitem) where (a, b, c, d) <> (5, 5, 7, 4)""",
    "a few orders have special requests": """select avg((o_comment like '%special%requests%')::int) s from orders
        having s not between 0.002 and 0.02""",
    "balances are in range": """select c_acctbal from customer where c_acctbal not between -999.99 and 9999.99
        union all select s_acctbal from supplier where s_acctbal not between -999.99 and 9999.99""",
    "supplies are in range": """select * from partsupp
        where ps_availqty not between 1 and 9999 or ps_supplycost not between 1 and 1000""",
}
NEVER_EMPTY = {"q06", "q14", "q17", "q19"}
"""Queries whose one row is a sum: NULL where nothing was found."""


@pytest.fixture(scope="module")
def tpch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables in a DuckDB file, after all checks have passed."""
    file = tmp_path_factory.mktemp("tpch") / "tpch.duckdb"
    made = api.load("tpch", {"scale": str(SCALE)}).run([api.open_target(f"duckdb:{file}")])
    assert made.checks
    assert not made.failed
    with duckdb.connect(str(file)) as connection:
        yield connection


def test_the_tables_are_as_specified(tpch: duckdb.DuckDBPyConnection) -> None:
    assert broken(tpch, FACTS) == {}


@pytest.mark.parametrize("file", QUERIES, ids=lambda file: file.stem)
def test_a_query_finds_rows(tpch: duckdb.DuckDBPyConnection, file: Path) -> None:
    rows = tpch.execute(file.read_text(encoding="utf-8")).fetchall()

    assert rows
    assert file.stem not in NEVER_EMPTY or rows[0][0] is not None


def test_all_queries_are_there() -> None:
    assert [file.stem for file in QUERIES] == [f"q{number:02d}" for number in range(1, 23)]


@pytest.mark.parametrize(
    ("damage", "fact"),
    [
        ("update orders set o_orderkey = o_orderkey + 8 where o_orderkey = 5", "of each 32 order keys the first 8 are used"),
        ("update orders set o_totalprice = o_totalprice + 0.01 where o_orderkey = 33", "a total is the sum of its lines"),
        ("update orders set o_orderstatus = 'P' where o_orderkey = 33", "an order's state is that of its lines"),
        ("update lineitem set l_suppkey = l_suppkey % 500 + 1 where l_orderkey = 3", "every line is of a part and one of its suppliers"),
        ("update lineitem set l_returnflag = 'N' where l_orderkey < 99", "only what was received can be back"),
        ("delete from orders where o_custkey = 1", "all other customers have one"),
    ],
)
def test_damage_is_seen(tpch: duckdb.DuckDBPyConnection, damage: str, fact: str) -> None:
    tpch.execute("begin")
    for table in ("orders", "lineitem"):
        tpch.execute(f"create temp table {table} as from main.{table}")
    tpch.execute(damage)
    found = broken(tpch, {fact: FACTS[fact]})
    tpch.execute("rollback")

    assert fact in found


def test_postgresql_takes_the_tables_and_the_queries(base: Base) -> None:
    assert not api.load("tpch", {"scale": "0.002"}).run([api.open_target(base.target)]).failed

    assert base.one("select count(*) from lineitem") == 12_000
    for file in QUERIES:
        base.ask(file.read_text(encoding="utf-8"))
