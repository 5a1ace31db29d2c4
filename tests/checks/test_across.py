"""What one table says of another holds in both databases for every way that rows are linked, and damage to it is told."""

from __future__ import annotations

from pathlib import Path

from specgen import api
from tests.checks.conftest import Run, judged

SPEC = """\
specgen: 1
name: across
seed: 3
tables:
  regions:
    rows: 4
    primary_key: region_id
    columns:
      region_id: integer
      code: {type: char(4), unique: true, pattern: "[A-Z]{4}"}
      shops: {aggregate: count(shops)}
      sold: {type: 'decimal(14,2)', aggregate: {of: sum(sales.amount), via: shop_code.region_code}}
      refunds: {type: bigint, aggregate: {of: count(sales.reason), via: region_id}, nulls: 0.5}
  shops:
    rows: 12
    primary_key: shop_id
    columns:
      shop_id: integer
      code: {type: varchar(6), unique: true, pattern: "[a-z]{6}"}
      region_code: {references: regions.code}
      newest: {type: date, aggregate: max(sales.sold_at)}
      first_second: {type: timestamp(0), aggregate: min(sales.sold_at)}
      last_milli: {type: timestamptz(3), aggregate: max(sales.sold_at)}
      latest_day: {type: timestamp, aggregate: max(sales.booked_on)}
      first_zoned: {type: date, aggregate: min(sales.known_at)}
      whole: {type: integer, aggregate: sum(sales.amount)}
      mean: {aggregate: avg(sales.amount)}
      mean_price: {type: 'decimal(9,2)', aggregate: avg(sales.amount)}
      weight: {type: real, aggregate: sum(sales.weight)}
      mean_weight: {aggregate: avg(sales.weight)}
      mean_far: {aggregate: avg(sales.far)}
      heavy: {type: 'decimal(12,3)', aggregate: max(sales.weight)}
      budget: {type: 'decimal(10,2)', uniform: {min: 500, max: 900}}
  sales:
    rows: {per: shops, count: {1: 50, 40: 50}}
    primary_key: [shop_code, number]
    columns:
      shop_code: {references: shops.code}
      number: {type: integer, ordinal: {}}
      region_id: {references: regions.region_id}
      sold_at: {type: timestamp, time: {from: 1965-01-01, to: 1990-01-01}}
      booked_on: {type: date, expr: cast(sold_at as date)}
      known_at: {type: timestamptz, time: {from: 1965-01-01, to: 1990-01-01}}
      amount: {type: 'decimal(8,2)', uniform: {min: 1, max: 9}}
      weight: {type: real, normal: {mean: 0, stddev: 5}, nulls: 0.1}
      far: {type: double, expr: number * 1e200}
      reason: {type: text, faker: word, nulls: 0.7}
      lines: {aggregate: count(lines)}
      total: {type: 'decimal(10,2)', aggregate: sum(lines.price)}
      seen: {aggregate: {of: count(visits), via: shop_code}}
  lines:
    rows: {per: sales, count: {1: 50, 4: 50}}
    columns:
      shop_code: {references: [sales.shop_code, sales.number]}
      number: {expr: shop_code.number}
      price: {type: 'decimal(8,2)', split: {of: shop_code.amount, min: 0.01}}
      share: {type: 'decimal(10,2)', split: {of: shop_code.shop_code.budget}}
  visits:
    rows: 60
    primary_key: visit_id
    columns:
      visit_id: integer
      shop_code: {references: [sales.shop_code, sales.number], nulls: 0.2}
      number: {expr: shop_code.number}
  openings:
    rows: {per: shops, count: 2}
    columns:
      shop_code: {references: shops.code}
      region_id: {references: {to: regions.region_id, where: region_id > 1, distinct: true}}
"""
CHECKED = {"sums": 18, "parts": 2}
DAMAGE = {
    "regions.shops.sums": "UPDATE regions SET shops = shops + 1 WHERE region_id = 2",
    "regions.sold.sums": "UPDATE sales SET amount = amount + 0.01 WHERE number = 1",
    "regions.refunds.sums": "UPDATE sales SET reason = 'x' WHERE reason IS NULL",
    "shops.newest.sums": "UPDATE sales SET sold_at = TIMESTAMP '1991-01-01 00:00:00' WHERE number = 1",
    "shops.first_second.sums": "UPDATE shops SET first_second = first_second + INTERVAL '1 second' WHERE shop_id = 3",
    "shops.last_milli.sums": "UPDATE shops SET last_milli = last_milli + INTERVAL '1 millisecond' WHERE shop_id = 3",
    "shops.latest_day.sums": "UPDATE shops SET latest_day = latest_day + INTERVAL '1 day' WHERE shop_id = 3",
    "shops.first_zoned.sums": "UPDATE shops SET first_zoned = DATE '1960-01-01' WHERE shop_id = 3",
    "shops.whole.sums": "UPDATE shops SET whole = whole - 1 WHERE shop_id = 3",
    "shops.mean.sums": "UPDATE shops SET mean = mean * 1.0001 WHERE shop_id = 3",
    "shops.mean_price.sums": "UPDATE shops SET mean_price = mean_price + 0.02 WHERE shop_id = 3",
    "shops.weight.sums": "UPDATE shops SET weight = weight + 0.1 WHERE shop_id = 3",
    "shops.mean_weight.sums": "UPDATE shops SET mean_weight = mean_weight + 0.1 WHERE shop_id = 3",
    "shops.mean_far.sums": "UPDATE shops SET mean_far = mean_far * 1.1 WHERE shop_id = 3",
    "shops.heavy.sums": "UPDATE shops SET heavy = heavy + 0.01 WHERE heavy IS NOT NULL",
    "sales.lines.sums": "DELETE FROM lines WHERE number = 1",
    "sales.total.sums": "UPDATE lines SET price = price + 0.01 WHERE number = 1",
    "sales.seen.sums": "UPDATE sales SET seen = seen + 1 WHERE number = 1",
    "lines.price.parts": "UPDATE lines SET price = price + 0.01 WHERE number = 1",
    "lines.share.parts": "UPDATE shops SET budget = budget + 0.01",
    "openings.region_id.where": "UPDATE openings SET region_id = 1 WHERE region_id = 2",
    "openings.region_id.distinct": "UPDATE openings SET region_id = 3",
}


def test_correct_rows_pass_and_damage_to_them_is_told(target: tuple[str, Run], tmp_path: Path) -> None:
    results, red = judged(SPEC, DAMAGE, target, tmp_path)

    assert [result for result in results if not result.passed] == []
    assert {kind: sum(result.kind == kind for result in results) for kind in CHECKED} == CHECKED
    for name in DAMAGE:
        assert name in red[name], name
        assert red[name][name].offenders


def test_of_some_tables_only_what_reads_them_alone_is_asked(target: tuple[str, Run], tmp_path: Path) -> None:
    to, _ = target
    file = tmp_path / "across.yaml"
    file.write_text(SPEC + "checks: [{name: own, sql: select * from sales where amount < 0}]\n")

    checks = api.load(file).run([api.open_target(to)], tables=["regions", "shops"]).checks

    assert all(check.passed for check in checks)
    assert [check.name for check in checks if check.kind in ("sums", "sql")] == ["regions.shops.sums"]
