"""What goes wrong on a real server is said in one line with what to do, and never with the password."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from specgen import api
from specgen.errors import EnvironmentProblem, SpecError
from specgen.postgres import session
from tests.postgres.test_database import SHOP, limited, load
from tests.servers import Base, server


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    (tmp_path / "shop.yaml").write_text(SHOP, encoding="utf-8")
    return tmp_path / "shop.yaml"


def refused(target: str, spec: Path) -> EnvironmentProblem:
    with pytest.raises(EnvironmentProblem) as found:
        api.load(spec).run([api.open_target(target)], jobs=1)
    assert found.value.help
    assert "secret" not in f"{found.value}{found.value.help}{found.value!r}"
    assert "\n" not in str(found.value)
    return found.value


@pytest.fixture(scope="module")
def guarded() -> Iterator[str]:
    """The folder of a server that asks `alice` for the password `secret` and lets nobody but her and its owner in."""
    with server() as uri:
        folder = uri.partition("host=")[2]
        connection = psycopg2.connect(uri)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("CREATE ROLE alice LOGIN PASSWORD 'secret'; CREATE ROLE bob LOGIN")
            lines = "local all postgres trust\nlocal all alice scram-sha-256\n"
            cursor.execute("SHOW hba_file")
            Path(cursor.fetchone()[0]).write_text(lines)
            cursor.execute("SELECT pg_reload_conf()")
        connection.close()
        yield folder


CONNECTING = {
    "wrong password": ("alice:secretly@/postgres", "the password of user alice is wrong", "POSTGRES_SOURCE_PASSWORD"),
    "no password": ("alice@/postgres", "user alice needs a password", "~/.pgpass"),
    "no such database": ("postgres@/nowhere", "there is no database nowhere", "createdb nowhere"),
    "no such user": ("bob@/postgres", "takes no connection of user bob", "pg_hba.conf"),
}


@pytest.mark.parametrize("case", CONNECTING)
def test_why_a_server_lets_nobody_in(case: str, guarded: str, spec: Path) -> None:
    who, said, help = CONNECTING[case]

    problem = refused(f"postgresql://{who}?host={guarded}", spec)

    assert said in str(problem) and help in problem.help


def test_a_server_that_is_not_there(spec: Path) -> None:
    assert "nothing listens there" in str(refused("postgresql://me:secret@127.0.0.1:1/shop", spec))
    assert "there is no such host" in str(refused("postgresql://me:secret@no-such-host.invalid/shop", spec))


def test_a_role_that_is_not_there(base: Base, spec: Path) -> None:
    assert "there is no user nobody" in str(refused(f"postgresql://nobody:secret@/{base.name}?host={base.folder}", spec))


@pytest.mark.parametrize(
    "url", ["postgresql://me:secret@host:port:x/db", "postgresql://me:sec@ret:secret@[host/db", "postgresq://me:secret@h/db"]
)
def test_a_url_that_cannot_be_read_is_not_repeated(url: str) -> None:
    with pytest.raises(SpecError) as found:
        api.open_target(url)

    assert "secret" not in str(found.value) + found.value.faults[0].help
    assert "postgresql://USER:PASSWORD@HOST:PORT/DATABASE" in found.value.faults[0].help


def test_a_missing_right_names_the_grant(base: Base, spec: Path) -> None:
    with limited(base) as user:
        problem = refused(user.target, spec)
        assert f"GRANT USAGE, CREATE ON SCHEMA public TO {user.user};" in problem.help

        with pytest.raises(EnvironmentProblem, match="permission denied for database") as found:
            load(spec, user, options={"schema": "shop"})
        assert f"GRANT CREATE ON DATABASE {base.name} TO {user.user};" in found.value.help

        base.ask(f"REVOKE CONNECT ON DATABASE {base.name} FROM PUBLIC")
        assert f"GRANT CONNECT ON DATABASE {base.name} TO {user.user};" in refused(user.target, spec).help


def test_a_table_of_another_owner_is_told(base: Base, spec: Path) -> None:
    load(spec, base)
    with limited(base, "USAGE, CREATE ON SCHEMA public") as user:
        problem = refused(user.target, spec)

    assert "must be owner of table" in str(problem) and "load as the owner" in problem.help


TRIGGER = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN IF NEW.order_id = 33 THEN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '{state}'; END IF;
RETURN NEW; END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION full_disk()
"""


@pytest.mark.parametrize(
    ("state", "help"),
    [("53100", "make room"), ("53200", "no memory left"), ("58030", "disk"), ("40P01", "another session"), ("57014", "statement_timeout")],
)
def test_what_cannot_be_provoked_is_told_and_leaves_the_old_rows(state: str, help: str, base: Base, spec: Path) -> None:
    load(spec, base)
    base.ask(TRIGGER.format(state=state))

    problem = refused(base.target, spec)

    assert "No space left on device" in str(problem) and help in problem.help
    assert base.one("SELECT count(*) FROM orders") == 40


def test_a_connection_that_is_lost_half_way_is_told_and_leaves_the_old_rows(base: Base, spec: Path) -> None:
    load(spec, base)

    def kill(what: str, rows: int) -> None:
        if what == "checks":
            base.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'specgen'")

    with pytest.raises(EnvironmentProblem, match="half-way") as found:
        api.load(spec, {"segment": "12"}).run([api.open_target(base.target)], jobs=1, progress=kill)

    assert "the database is as it was" in found.value.help
    assert base.one("SELECT count(*) FROM orders") == 40


def test_a_lock_of_somebody_else_is_told(base: Base, spec: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(spec, base)
    monkeypatch.setitem(session._SETTINGS, "lock_timeout", "200ms")
    other = base.connect()
    other.cursor().execute("LOCK TABLE orders")

    problem = refused(base.target, spec)
    other.close()

    assert "another session holds a lock" in problem.help


def test_a_text_that_postgresql_cannot_hold_is_told(base: Base, spec: Path) -> None:
    spec.write_text(SHOP.replace("values: {bronze: 50, gold: 50}", 'constant: "a\\0b"'), encoding="utf-8")

    assert "NUL" in refused(base.target, spec).help


def test_a_server_that_is_too_old_is_refused(base: Base, spec: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "OLDEST", 990_000)

    problem = refused(base.target, spec)

    assert "the server is PostgreSQL 18" in str(problem) and "PostgreSQL 99 and newer" in problem.help


def test_ctrl_c_ends_the_copy_that_is_running(base: Base, spec: Path) -> None:
    spec.write_text(SHOP.replace("rows: ${customers}", "rows: 100000"), encoding="utf-8")
    base.ask("CREATE TABLE seen (x integer)")
    stopped = threading.Event()

    def stop(what: str, rows: int) -> None:
        stopped.set()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        api.load(spec).run([api.open_target(base.target)], jobs=1, batch_rows=1_000, progress=stop)

    assert stopped.is_set()
    assert base.one("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'specgen'") == 0
    assert base.one("SELECT count(*) FROM pg_tables WHERE tablename = 'customers'") == 0
