"""What is true of the library, by SQL of its own."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.facts.offences import broken, written

DIGITS = "list_transform(string_split(isbn::varchar, ''), lambda d: d::int)"
FACTS = {
    "sixty subjects in a tree with one root": "select count(*) from subjects having count(*) <> 60 or count(parent_id) <> 59",
    "a parent is an earlier subject": "select * from subjects where parent_id >= subject_id",
    "who refers a member joined before": "select * from members where referred_by >= member_id",
    "seven in ten members were not referred": "select avg((referred_by is null)::int) a from members having a not between 0.65 and 0.75",
    "isbns differ": "select isbn from books group by 1 having count(*) > 1",
    "isbns have thirteen digits and begin with 978": "select isbn from books where not regexp_matches(isbn::varchar, '^978[0-9]{10}$')",
    "isbns have their check digit": f"""select isbn, d from (select isbn, {DIGITS} as d from books)
        where (list_sum(d) + 2 * (d[2] + d[4] + d[6] + d[8] + d[10] + d[12])) % 10 <> 0""",
    "a quarter of the books has several authors": """select n, count(*) c from (select count(*) n from book_authors group by book_id)
        group by n having c <> case n when 1 then 1125 when 2 then 300 when 3 then 75 else -1 end""",
    "no author twice for a book": "select book_id, author_id from book_authors group by all having count(*) > 1",
    "every author exists": "select * from book_authors anti join authors using (author_id)",
    "copies are numbered from 1": """select book_id from copies group by 1
        having min(copy_number) <> 1 or max(copy_number) <> count(*) or count(distinct copy_number) <> count(*)""",
    "barcodes differ": "select barcode from copies group by 1 having count(*) > 1",
    "every loan is of a copy": "select * from loans anti join copies using (book_id, copy_number)",
    "every loan is to a member": "select * from loans anti join members using (member_id)",
    "loans of a copy do not overlap": """select * from (
        select *, lag(returned_on) over (partition by book_id, copy_number order by lent_at) as back from loans
        ) where back >= lent_at::date""",
    "loans begin after the copy was bought": "select * from loans join copies using (book_id, copy_number) where lent_at < acquired_on",
    "a fine is half a dollar a day after four weeks": """select * from loans
        where fine <> greatest(date_diff('day', lent_at::date, returned_on) - 28, 0) * 0.5""",
    "a fifth of the members has three fifths of the loans": """with r as (
        select count(*) n, row_number() over (order by count(*) desc) k from loans group by member_id
        ) select sum(n) filter (k <= 180) / sum(n) as s from r having s not between 0.58 and 0.66""",
}


@pytest.mark.parametrize("seed", ["11", "1", "2"])
def test_the_library_is_as_promised(tmp_path: Path, seed: str) -> None:
    connection = written("library", tmp_path, seed=seed)

    assert broken(connection, FACTS) == {}


@pytest.mark.parametrize(
    ("damage", "fact"),
    [
        ("update subjects set parent_id = 60 where subject_id = 7", "a parent is an earlier subject"),
        ("update books set isbn = isbn + 1 where book_id = 3", "isbns have their check digit"),
        ("insert into book_authors select * from book_authors limit 1", "no author twice for a book"),
        ("update copies set copy_number = 9 where book_id = 5", "copies are numbered from 1"),
        ("update loans set returned_on = returned_on + 60 where loan_id < 50", "loans of a copy do not overlap"),
        ("update loans set fine = 1000 where loan_id = 4", "a fine is half a dollar a day after four weeks"),
    ],
)
def test_damage_is_seen(library: duckdb.DuckDBPyConnection, damage: str, fact: str) -> None:
    library.execute("begin")
    library.execute(damage)
    found = broken(library, FACTS)
    library.execute("rollback")

    assert fact in found


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    return written("library", tmp_path_factory.mktemp("library"))
