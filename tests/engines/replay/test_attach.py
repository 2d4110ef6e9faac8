"""PostgreSQL partitions exchanged by detach and attach: the same checks, and proof that other partitions are not touched."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from dpone_si.replay.adapters import DbReplayAdapter
from dpone_si.replay.backends import PostgresReplayBackend
from dpone_si.replay_errors import ReplayRequestError
from tests.engines.replay.checks import CHECKS, replay
from tests.engines.replay.engine import COLUMNS, OLD, PARTITIONS, REPLAYED, request, rows_after
from tests.engines.replay.engine_postgres import PostgresEngine
from tests.engines.replay.test_small_clients import SmallClient

FILES = "SELECT relname, relfilenode FROM pg_class WHERE relname LIKE 'orders\\_%' AND relkind = 'r' AND relispartition"


class Attaching(PostgresReplayBackend):
    def __init__(self, **names: Any) -> None:
        super().__init__(finalizer="attach_partition", **names)


@pytest.mark.parametrize("name", CHECKS)
def test_check(postgres: PostgresEngine, name: str) -> None:
    CHECKS[name](postgres, Attaching)


def test_only_the_replayed_partitions_get_new_files(postgres: PostgresEngine) -> None:
    before = dict(postgres.rows(FILES))
    assert replay(postgres, Attaching).status == "executed"
    after = dict(postgres.rows(FILES))
    assert after.keys() == before.keys()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {f"orders_{PARTITIONS.index(day) + 1}" for day in REPLAYED}


def test_the_exchange_works_inside_the_batch_of_a_small_client(postgres: PostgresEngine) -> None:
    backend = postgres.backend(kind=Attaching, client=SmallClient(postgres))
    result = DbReplayAdapter(backend=backend).execute(request(columns=COLUMNS))
    assert result.status == "executed", result.diagnostics[-1].message
    assert postgres.target() == rows_after()


def test_an_inbound_foreign_key_stops_it_and_nothing_changes(postgres: PostgresEngine) -> None:
    postgres.run("ALTER TABLE landing.orders ADD PRIMARY KEY (dt, k, r)")
    postgres.run("DROP TABLE IF EXISTS landing.notes")
    postgres.run(
        "CREATE TABLE landing.notes (dt date, k integer, r text, FOREIGN KEY (dt, k, r) REFERENCES landing.orders)"
    )
    postgres.run(f"INSERT INTO landing.notes VALUES ('{REPLAYED[0]}', 1, 'r1')")
    try:
        result = replay(postgres, Attaching)
        assert result.failed_step == "execute_finalizer"
        assert postgres.target() == Counter(OLD)
    finally:
        postgres.run("DROP TABLE landing.notes")


def test_a_value_without_a_partition_of_its_own_is_refused(postgres: PostgresEngine) -> None:
    postgres.run(f"DROP TABLE landing.orders_{PARTITIONS.index(REPLAYED[0]) + 1}")
    postgres.run("CREATE TABLE landing.orders_rest PARTITION OF landing.orders DEFAULT")
    result = replay(postgres, Attaching)
    assert result.failed_step == "execute_finalizer"
    assert "has no list partition" in result.diagnostics[-1].message


def test_an_unknown_finalizer_is_refused(postgres: PostgresEngine) -> None:
    with pytest.raises(ReplayRequestError, match="delete_insert or attach_partition"):
        postgres.backend(finalizer="truncate")
