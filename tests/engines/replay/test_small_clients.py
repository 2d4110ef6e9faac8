"""The three-method client of the guide: exists, execute, scalar. Several statements go as one atomic batch, or not at all."""

from __future__ import annotations

import dataclasses
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import pytest

from dpone_si.replay.adapters import DbReplayAdapter
from dpone_si.replay.backends import ClickHouseReplayBackend
from dpone_si.replay.service import ReplayExecutionRequest
from dpone_si.replay_errors import ReplayClientError, ReplayEngineError, ReplayRefusedError
from tests.engines.replay.conftest import EngineRoom
from tests.engines.replay.engine import COLUMNS, OLD, REPLAYED, RUN, SqlEngine, request, rows_after, rows_after_merge
from tests.engines.replay.engine_clickhouse import ClickHouseEngine
from tests.engines.replay.engine_postgres import PostgresEngine
from tests.engines.replay.faults import AfterFinalizer

KEYS = request(strategy_mode="incremental_merge", partitions=(), columns=COLUMNS)
PARTS = request(columns=COLUMNS)


class SmallClient:
    """Exactly the three methods, and each call on a connection of its own, the hardest case."""

    def __init__(self, engine: SqlEngine) -> None:
        self._engine = engine
        self.executed: list[str] = []

    def exists(self, schema: str, table: str) -> bool:
        return self._once("exists", schema, table)

    def execute(self, statement: str) -> None:
        self.executed.append(statement)
        self._once("execute", statement)

    def scalar(self, statement: str) -> int:
        return self._once("scalar", statement)

    def _once(self, name: str, *arguments: Any) -> Any:
        client = self._engine.client()
        try:
            return getattr(client, name)(*arguments)
        finally:
            client.close()


def asked(engine: SqlEngine, base: ReplayExecutionRequest = PARTS) -> ReplayExecutionRequest:
    return dataclasses.replace(base, sink_type=engine.name)


@pytest.mark.parametrize("engine_name", ["live-postgres", "semantic-bigquery"])
@pytest.mark.parametrize(
    ("base", "new"), [(PARTS, rows_after()), (KEYS, rows_after_merge())], ids=["partitions", "keys"]
)
def test_the_finalizer_is_one_batch(
    engine_room: EngineRoom, engine_name: str, base: ReplayExecutionRequest, new: Counter[Any]
) -> None:
    engine = engine_room.engine(engine_name)
    client = SmallClient(engine)
    result = DbReplayAdapter(backend=engine.backend(client=client)).execute(asked(engine, base))
    assert result.status == "executed", result.diagnostics[-1].message
    assert engine.target() == new
    assert engine.status() == "committed"
    assert len([statement for statement in client.executed if "DELETE" in statement]) == 1


def test_a_batch_whose_check_fails_changes_nothing(postgres: PostgresEngine) -> None:
    """Staging changes between validation and finalizer; the DO block notices and undoes itself."""
    client = SmallClient(postgres)
    backend = postgres.backend(client=client)
    backend.validate_staging(asked(postgres))
    postgres.run(f"UPDATE staging.orders__replay_staging SET v = 'late' WHERE dt = '{REPLAYED[1]}' AND k = 0")
    with pytest.raises(ReplayEngineError, match="changed after validation"):
        backend.execute_finalizer(asked(postgres))
    assert postgres.target() == Counter(OLD)


def test_a_batch_that_breaks_in_the_middle_changes_nothing(postgres: PostgresEngine) -> None:
    postgres.run("ALTER TABLE landing.orders ADD CONSTRAINT no_new CHECK (v NOT LIKE 'new%') NOT VALID")
    result = DbReplayAdapter(backend=postgres.backend(client=SmallClient(postgres))).execute(asked(postgres))
    assert result.failed_step == "execute_finalizer"
    assert "no_new" in result.diagnostics[-1].message
    assert postgres.target() == Counter(OLD)
    assert postgres.status() == "staged"


def test_a_transaction_whose_check_fails_changes_nothing(postgres: PostgresEngine) -> None:
    backend = postgres.backend()
    backend.validate_staging(asked(postgres))
    postgres.run(f"DELETE FROM staging.orders__replay_staging WHERE dt = '{REPLAYED[1]}' AND k = 0")
    with pytest.raises(ReplayRefusedError, match="changed after validation"):
        backend.execute_finalizer(asked(postgres))
    assert postgres.target() == Counter(OLD)


@pytest.mark.parametrize("answer", [None, True, "0", 0.5])
def test_an_answer_that_is_no_number_never_counts_as_zero(postgres: PostgresEngine, answer: Any) -> None:
    class Odd(SmallClient):
        def scalar(self, statement: str) -> int:
            return answer if "EXCEPT" in statement else super().scalar(statement)

    result = DbReplayAdapter(backend=postgres.backend(client=Odd(postgres))).execute(asked(postgres))
    assert (result.failed_step, postgres.status()) == ("reconcile", "staged")
    assert "instead of a number" in result.diagnostics[-1].message


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("NEW.v := 'drift'; RETURN NEW", "row hash"),
        ("RETURN NULL", "affected 5 rows instead of 10"),
        ("INSERT INTO landing.orders VALUES ('2024-01-02', 77, 'r', NEW.v); RETURN NEW", "outside the scope"),
    ],
    ids=["changes-a-value", "drops-rows", "adds-rows-elsewhere"],
)
def test_postgres_a_trigger_that_meddles_undoes_the_finalizer(postgres: PostgresEngine, body: str, reason: str) -> None:
    """What comes out of the finalizer is compared before it is committed, so nothing has to be taken back."""
    postgres.run(
        f"CREATE OR REPLACE FUNCTION staging.meddle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; END $$"
    )
    postgres.run(
        f"CREATE TRIGGER meddle BEFORE INSERT ON landing.orders_{REPLAYED[0][-1]} FOR EACH ROW EXECUTE FUNCTION staging.meddle()"
    )
    result = DbReplayAdapter(backend=postgres.backend()).execute(asked(postgres))
    assert result.failed_step == "execute_finalizer"
    assert reason in result.diagnostics[-1].message
    assert postgres.target() == Counter(OLD)


def test_without_rows_the_columns_must_be_named(engine: SqlEngine) -> None:
    backend = engine.backend(client=SmallClient(engine))
    with pytest.raises(ReplayClientError, match="Name the columns"):
        backend.validate_staging(asked(engine, request()))


def test_a_forgotten_column_is_refused(engine: SqlEngine) -> None:
    with pytest.raises(ReplayRefusedError, match="would be lost"):
        engine.backend().validate_staging(asked(engine, request(columns=("dt", "k", "r"))))


def test_clickhouse_by_key_needs_a_client_that_reads_rows(clickhouse: ClickHouseEngine) -> None:
    backend = clickhouse.backend(client=SmallClient(clickhouse))
    backend.validate_staging(asked(clickhouse, KEYS))
    with pytest.raises(ReplayClientError, match="read rows"):
        backend.execute_finalizer(asked(clickhouse, KEYS))
    assert clickhouse.target() == Counter(OLD)


def test_clickhouse_by_partition_needs_only_the_three_methods(clickhouse: ClickHouseEngine) -> None:
    result = DbReplayAdapter(backend=clickhouse.backend(client=SmallClient(clickhouse))).execute(asked(clickhouse))
    assert result.status == "executed", result.diagnostics[-1].message
    assert clickhouse.target() == rows_after()


def test_clickhouse_names_the_partitions_by_the_function_of_the_table(clickhouse: ClickHouseEngine) -> None:
    for table in ("landing.orders", "staging.orders__replay_staging"):
        clickhouse.run(f"DROP TABLE {table} SYNC")
        clickhouse.run(
            f"CREATE TABLE {table} (dt Date, k Int32, r String, v Nullable(String)) ENGINE = MergeTree PARTITION BY toYYYYMM(dt) ORDER BY (k, r)"
        )
    old = [("2024-01-05", 1, "a", None), ("2024-02-05", 1, "a", "feb")]
    staged = [("2024-01-07", 2, "b", "new")]
    clickhouse.fill("landing.orders", old)
    clickhouse.fill("staging.orders__replay_staging", staged)
    result = DbReplayAdapter(backend=clickhouse.backend()).execute(asked(clickhouse, request(partitions=("202401",))))
    assert result.status == "executed", result.diagnostics[-1].message
    assert clickhouse.target() == Counter([old[1], *staged])


def test_clickhouse_lets_one_replay_of_a_target_in(clickhouse: ClickHouseEngine) -> None:
    first = clickhouse.backend()
    first.validate_staging(asked(clickhouse))
    first._take_lease(first._prepared[(RUN, "")])
    clickhouse.add_load("other", load_id="load-2")
    other = dataclasses.replace(asked(clickhouse), run_id="other")
    result = DbReplayAdapter(backend=clickhouse.backend()).execute(other)
    assert result.failed_step == "execute_finalizer"
    assert "Another replay" in result.diagnostics[-1].message
    assert clickhouse.target() == Counter(OLD)
    first._release_lease(first._prepared[(RUN, "")])
    assert DbReplayAdapter(backend=clickhouse.backend()).execute(other).status == "executed"


def test_what_was_applied_meanwhile_is_not_applied_again(engine: SqlEngine) -> None:
    """A second process validated the run too, and comes late: rows of a newer load must survive it."""
    first, late = engine.backend(), engine.backend()
    for backend in (first, late):
        assert backend.validate_staging(asked(engine)).passed
    assert first.execute_finalizer(asked(engine)).passed
    engine.fill("landing.orders", [(REPLAYED[0], 99, "r9", "newer load")])
    now = engine.target()
    with pytest.raises((ReplayRefusedError, ReplayEngineError), match=r"applied to .* meanwhile"):
        late.execute_finalizer(asked(engine))
    assert engine.target() == now


def test_a_load_that_was_only_touched_is_not_committed(engine: SqlEngine) -> None:
    """Its status is as validation read it, but not its version: somebody else has been at work."""
    if engine.name == "clickhouse":
        touch = "INSERT INTO etl_state.__dpone__loads SELECT * REPLACE (__dpone__loaded_at + INTERVAL 1 SECOND AS __dpone__loaded_at) FROM etl_state.__dpone__loads"
    else:
        touch = "UPDATE etl_state.__dpone__loads SET __dpone__loaded_at = '2024-02-01 00:00:01'"
    backend = AfterFinalizer(engine.backend(), lambda: engine.run(touch))
    result = DbReplayAdapter(backend=backend).execute(asked(engine))  # type: ignore[arg-type]
    assert result.failed_step == "commit_state"
    assert not engine.rows(
        f"SELECT status FROM etl_state.__dpone__loads WHERE run_id = '{RUN}' AND status = 'committed'"
    )


def test_clickhouse_refuses_staging_that_changed_after_half_of_it_was_applied(clickhouse: ClickHouseEngine) -> None:
    """The process died behind the first of two partitions; the second half must come from the same staging."""
    died = clickhouse.backend()
    died.validate_staging(asked(clickhouse))
    prepared = died._prepared[(RUN, "")]
    died._mark(prepared, {REPLAYED[0]: prepared.manifest.units[REPLAYED[0]]})
    clickhouse.fill("staging.orders__replay_staging", [(REPLAYED[0], 88, "r8", "late")])
    with pytest.raises(ReplayRefusedError, match="changed after it had been applied"):
        clickhouse.backend().validate_staging(asked(clickhouse))


@pytest.mark.parametrize("engine_name", ["semantic-mssql", "semantic-bigquery"])
def test_where_a_row_is_locked_one_replay_of_a_target_gets_in(engine_room: EngineRoom, engine_name: str) -> None:
    """The other finalizer is in the middle of its transaction; on DuckDB this one fails at the row instead of waiting."""
    engine = engine_room.engine(engine_name)
    backend = engine.backend()
    backend.validate_staging(asked(engine))
    other = engine.client()
    with other.transaction():
        other.execute(backend._manifest.lock("landing.orders").sql)
        with pytest.raises(ReplayEngineError, match="Locking the target against other replays failed"):
            backend.execute_finalizer(asked(engine))
    assert engine.target() == Counter(OLD)
    assert backend.execute_finalizer(asked(engine)).passed


def test_postgres_lets_one_replay_of_a_target_in(postgres: PostgresEngine) -> None:
    backend = postgres.backend()
    backend.validate_staging(asked(postgres))
    blocker = postgres.connector()
    with blocker.transaction():
        blocker.get_records("SELECT pg_advisory_xact_lock(hashtextextended('dpone replay of landing.orders', 0))")
        with pytest.raises(ReplayRefusedError, match=r"Another replay of landing\.orders is running"):
            backend.execute_finalizer(asked(postgres))
    blocker.close()
    assert postgres.target() == Counter(OLD)


def test_postgres_does_not_wait_for_ever_behind_a_reader(postgres: PostgresEngine) -> None:
    blocker = postgres.connector()
    backend = postgres.backend(lock_timeout_seconds=1)
    backend.validate_staging(asked(postgres))
    with ThreadPoolExecutor(1) as pool:
        with blocker.transaction():
            blocker.execute_query("LOCK TABLE landing.orders IN SHARE MODE")
            outcome = pool.submit(backend.execute_finalizer, asked(postgres))
            done, _ = wait([outcome], timeout=30)
        blocker.close()
        assert done
        with pytest.raises(ReplayEngineError, match="LockNotAvailable"):
            outcome.result()
    assert postgres.target() == Counter(OLD)


@pytest.mark.parametrize(
    "column",
    ["numeric(12, 3)", "double precision", "timestamptz", "jsonb", "json", "bytea", "integer[]", "xml", "uuid"],
)
def test_postgres_compares_columns_of_every_type(postgres: PostgresEngine, column: str) -> None:
    values = {
        "numeric(12, 3)": "1.5", "double precision": "0.1::float8 + 0.2", "timestamptz": "'2024-01-01 10:00+03'",
        "jsonb": "'{\"a\": [1, null]}'", "json": "'{\"a\":  1}'", "bytea": "'\\x00ff'", "integer[]": "'{1,NULL}'",
        "xml": "'<a/>'", "uuid": "'12345678-1234-1234-1234-123456789abc'",
    }  # fmt: skip
    for table in ("landing.orders", "staging.orders__replay_staging"):
        postgres.run(f"ALTER TABLE {table} ADD COLUMN extra {column}")
    postgres.run(f"UPDATE staging.orders__replay_staging SET extra = {values[column]} WHERE k > 1")
    result = DbReplayAdapter(backend=postgres.backend()).execute(asked(postgres, request()))
    assert result.status == "executed", result.diagnostics[-1].message
    assert postgres.rows("SELECT count(*) FROM landing.orders WHERE extra IS NOT NULL") == [(6,)]


def test_postgres_hashes_do_not_depend_on_the_session_time_zone(postgres: PostgresEngine) -> None:
    postgres.run("CREATE TABLE IF NOT EXISTS staging.zones (t timestamptz); DELETE FROM staging.zones")
    postgres.run("INSERT INTO staging.zones VALUES ('2024-01-01 10:00+00'), (NULL)")
    query = f"SELECT {postgres.backend_type.dialect.row_hash(['t'], 's', {})} FROM staging.zones AS s"
    found = set()
    for zone in ("UTC", "Asia/Tokyo"):
        connector = postgres.connector()
        connector.execute_query(f"SET TimeZone = '{zone}'")
        found.add(connector.get_records(query)[0][0])
        connector.close()
    assert len(found) == 1


def test_untouched_postgres_partitions_keep_their_files(postgres: PostgresEngine) -> None:
    query = "SELECT relname, relfilenode FROM pg_class WHERE relname LIKE 'orders\\_%' AND relispartition ORDER BY 1"
    before = postgres.rows(query)
    DbReplayAdapter(backend=postgres.backend()).execute(asked(postgres))
    assert postgres.rows(query) == before


def test_other_writers_are_allowed_if_they_are_announced(engine: SqlEngine) -> None:
    announced = asked(engine, request(other_writers=True))
    backend = engine.backend()
    backend.validate_staging(announced)
    engine.fill("landing.orders", [("2024-01-02", 99, "r9", "other load")])
    assert backend.execute_finalizer(announced).passed
    assert backend.reconcile(announced).passed


def test_steps_out_of_order_are_refused(engine: SqlEngine) -> None:
    backend = engine.backend()
    for step in (backend.execute_finalizer, backend.reconcile, backend.commit_state):
        assert not step(asked(engine)).passed
    backend.validate_staging(asked(engine))
    assert not backend.reconcile(asked(engine)).passed
    assert not backend.commit_state(asked(engine)).passed
    assert engine.status() == "staged"


def test_a_rerun_with_another_scope_is_refused(engine: SqlEngine) -> None:
    engine.backend().validate_staging(asked(engine))
    with pytest.raises(ReplayRefusedError, match="another scope"):
        engine.backend().validate_staging(
            asked(engine, request(partitions=(*REPLAYED, "2024-01-05"), allow_empty=("2024-01-05",)))
        )


def test_several_loads_of_a_run_need_the_load_id(engine: SqlEngine) -> None:
    engine.add_load(RUN, load_id="load-2", status="failed")
    with pytest.raises(ReplayRefusedError, match="load_id"):
        engine.backend().validate_staging(asked(engine))
    assert engine.backend().validate_staging(asked(engine, request(load_id="load-2"))).passed


@pytest.mark.parametrize("status", ["started", "odd"])
def test_a_load_that_is_not_staged_or_failed_is_refused(engine: SqlEngine, status: str) -> None:
    engine.add_load("run-2", load_id="load-2", status=status)
    with pytest.raises(ReplayRefusedError, match="not staged or failed"):
        engine.backend().validate_staging(asked(engine, request(run_id="run-2")))


def test_a_committed_run_without_a_replay_is_refused(engine: SqlEngine) -> None:
    engine.add_load("run-2", load_id="load-2", status="committed")
    with pytest.raises(ReplayRefusedError, match="Nothing is left to replay"):
        engine.backend().validate_staging(asked(engine, request(run_id="run-2")))


def test_a_column_of_another_type_is_refused(engine: SqlEngine) -> None:
    if engine.name == "clickhouse":
        engine.run("ALTER TABLE staging.orders__replay_staging DROP COLUMN v")
        engine.run("ALTER TABLE staging.orders__replay_staging ADD COLUMN v Nullable(Int32)")
    else:
        engine.run("ALTER TABLE staging.orders__replay_staging DROP COLUMN v")
        engine.run("ALTER TABLE staging.orders__replay_staging ADD COLUMN v bigint")
    with pytest.raises(ReplayRefusedError, match="another type"):
        engine.backend().validate_staging(asked(engine))


def test_the_small_client_fits_the_clickhouse_constructor() -> None:
    backend = ClickHouseReplayBackend(client=SmallClient(None), target_schema="a", target_table="b", staging_schema="c")  # type: ignore[arg-type]
    assert backend.staging_table == "b__replay_staging"
