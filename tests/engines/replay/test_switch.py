"""Partitions of SQL Server exchanged by SWITCH, on a model of its rules: the scenario, and every precondition on its own."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from dpone_si.replay.adapters import DbReplayAdapter
from dpone_si.replay.backends import MssqlReplayBackend
from dpone_si.replay_errors import ReplayClientError, ReplayRefusedError
from tests.engines.replay.checks import CHECKS, refused, replay
from tests.engines.replay.conftest import EngineRoom
from tests.engines.replay.engine import EMPTY, OLD, REPLAYED, request
from tests.engines.replay.engine_switch import OUT, STAGING, TARGET, Shape, SwitchEngine, SwitchingConnector
from tests.engines.replay.faults import FaultyClient


class Switching(MssqlReplayBackend):
    """The backend with the other finalizer, built from the names the scenario gives it."""

    def __init__(self, **names: Any) -> None:
        super().__init__(finalizer="switch_partition", **names)


@pytest.fixture
def switched(engine_room: EngineRoom) -> SwitchEngine:
    engine = engine_room.engine("model-mssql-switch")
    assert isinstance(engine, SwitchEngine)
    return engine


def writes_of(engine: SwitchEngine, **changes: Any) -> list[str]:
    client = FaultyClient(engine)
    asked = request(sink_type="mssql", **changes)
    result = DbReplayAdapter(backend=engine.backend(kind=Switching, client=client)).execute(asked)
    assert result.status == "executed", result.diagnostics[-1].message
    return [action for action in client.actions if not action.startswith("SELECT")]


@pytest.mark.parametrize("name", CHECKS)
def test_model_check(switched: SwitchEngine, name: str) -> None:
    CHECKS[name](switched, Switching)


def test_model_each_partition_goes_out_before_the_staged_one_comes_in(switched: SwitchEngine) -> None:
    """Two statements for a partition, one for a partition that ends up empty, and no row is deleted from the target."""
    found = writes_of(switched, partitions=(*REPLAYED, EMPTY), allow_empty=(EMPTY,))
    assert [text for text in found if "SWITCH" in text] == [
        "ALTER TABLE [landing].[orders] SWITCH PARTITION 2 TO [staging].[orders__replay_out] PARTITION 2",
        "ALTER TABLE [staging].[orders__replay_staging] SWITCH PARTITION 2 TO [landing].[orders] PARTITION 2",
        "ALTER TABLE [landing].[orders] SWITCH PARTITION 4 TO [staging].[orders__replay_out] PARTITION 4",
        "ALTER TABLE [staging].[orders__replay_staging] SWITCH PARTITION 4 TO [landing].[orders] PARTITION 4",
        "ALTER TABLE [landing].[orders] SWITCH PARTITION 6 TO [staging].[orders__replay_out] PARTITION 6",
    ]
    assert not [text for text in found if text.startswith("DELETE") and "[landing]" in text]


def test_model_the_old_rows_are_kept_until_the_state_is_committed(switched: SwitchEngine) -> None:
    backend = switched.backend(kind=Switching)
    asked = request(sink_type="mssql")
    for step in (backend.validate_staging, backend.execute_finalizer, backend.reconcile):
        assert step(asked).passed
    kept = switched.rows(f"SELECT count(*) FROM {OUT}")
    assert backend.commit_state(asked).passed
    assert (kept, switched.rows(f"SELECT count(*) FROM {OUT}")) == ([(20,)], [(0,)])


def test_model_a_row_that_changes_on_its_way_undoes_the_exchange(
    switched: SwitchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Staging is empty afterwards, so the manifest alone can tell."""
    move = SwitchingConnector._switch

    def careless(self: Any, source: str, number: int, receiver: str, to: int) -> None:
        move(self, source, number, receiver, to)
        if source == STAGING:
            self._open().execute(f"UPDATE {receiver} SET v = 'drift' WHERE pf_day(dt) = {number} AND k = 3")

    monkeypatch.setattr(SwitchingConnector, "_switch", careless)
    result = replay(switched, Switching)
    assert "row hash" in result.diagnostics[-1].message
    assert switched.target() == Counter(OLD)


def test_model_a_clean_up_that_fails_does_not_take_the_commit_back(switched: SwitchEngine) -> None:
    backend = switched.backend(kind=Switching)
    asked = request(sink_type="mssql")
    for step in (backend.validate_staging, backend.execute_finalizer, backend.reconcile):
        step(asked)
    switched.run(f"ALTER TABLE {OUT} RENAME TO gone")
    result = backend.commit_state(asked)
    switched.run("DROP TABLE staging.gone")
    assert result.passed
    assert {"name": "clean_up", "status": "failed"} in result.details["status_checks"]
    assert switched.status() == "committed"


@pytest.mark.parametrize(
    ("table", "changes", "reason"),
    [
        (TARGET, {"scheme": 0}, "landing.orders is not partitioned"),
        (TARGET, {"partition_column": "k"}, "landing.orders is not partitioned by dt"),
        (STAGING, {"scheme": 602}, "orders__replay_staging is not on the partition scheme"),
        (OUT, {"scheme": 602}, "orders__replay_out is not on the partition scheme"),
        (
            STAGING,
            {"columns": (("k", 56, True), ("dt", 40, True), ("r", 231, True), ("v", 231, True))},
            "The columns of staging",
        ),
        (
            OUT,
            {"columns": (("dt", 40, False), ("k", 56, True), ("r", 231, True), ("v", 231, True))},
            "The columns of staging",
        ),
        (STAGING, {"index": ("dt", "k")}, "The indexes of staging"),
        (OUT, {"index": ("dt", "r", "k")}, "The indexes of staging"),
        (TARGET, {"referenced": True}, "has foreign keys"),
        (OUT, {"checked": True}, "has check constraints"),
    ],
)
def test_model_each_precondition_is_checked_before_anything_is_written(
    switched: SwitchEngine, table: str, changes: dict[str, Any], reason: str
) -> None:
    """And by the model too: a backend that does not check is stopped by the server, with nothing changed."""

    class Careless(Switching):
        def _check_staging(self, prepared: Any) -> None:
            pass

    switched.shape({**switched.shapes, table: dataclasses.replace(Shape(), **changes)})
    assert reason in refused(switched, Switching)
    if table == TARGET and "scheme" not in changes and "referenced" not in changes:
        return  # the statement would do what it says
    result = replay(switched, Careless)
    assert (result.failed_step, switched.target()) == ("execute_finalizer", Counter(OLD))


def test_model_a_missing_table_for_the_old_rows_is_named(switched: SwitchEngine) -> None:
    switched.run(f"DROP TABLE {OUT}")
    assert f"There is no table {OUT}" in refused(switched, Switching)


def test_model_rows_of_an_earlier_replay_are_not_mixed_with_new_ones(switched: SwitchEngine) -> None:
    switched.fill(OUT, OLD[:3])
    assert "still holds 3 rows" in refused(switched, Switching)


def test_model_a_partition_wider_than_its_value_is_refused(switched: SwitchEngine) -> None:
    """With a boundary missing, the partition of the first day holds the second one too."""
    switched.partition_by((REPLAYED[0], *(f"2024-01-0{day}" for day in (3, 4, 5))))
    assert "rows of other values" in refused(switched, Switching)


def test_model_a_function_of_another_database_is_called_there(switched: SwitchEngine) -> None:
    from dpone_si.replay.backends.mssql_switch import PartitionSwitch
    from tests.engines.replay.test_statements import sqlfluff_understands

    tables = [("dwh.landing", "orders"), ("dwh.staging", "s"), ("dwh.staging", "o")]
    seen: list[str] = []

    class Recording:
        def exists(self, schema: str, table: str) -> bool:
            return True

        def execute(self, statement: str) -> None: ...

        def scalar(self, statement: str) -> int:
            seen.append(statement)
            return 7

        def rows(self, statement: str) -> list[tuple[str]]:
            return [("pf_day",)]

    switch = PartitionSwitch(Recording(), MssqlReplayBackend.dialect, *tables, "dt", {"2024-01-01": "'2024-01-01'"})
    elsewhere = dataclasses.replace(switch, staging=("staging", "s"))
    with pytest.raises(ReplayRefusedError, match="another database"):
        elsewhere.check()
    texts = [statement.sql for statement in switch.statements({"2024-01-01": 1})]
    assert texts[0] == "ALTER TABLE [dwh].[landing].[orders] SWITCH PARTITION 7 TO [dwh].[staging].[o] PARTITION 7"
    assert seen[-1] == "SELECT [dwh].$PARTITION.[pf_day]('2024-01-01')"
    assert all("[dwh].sys.tables" in text for text in seen[:-1])
    assert all(sqlfluff_understands(text, "tsql") for text in seen[:-1])


def test_model_two_values_in_one_partition_are_refused(switched: SwitchEngine) -> None:
    switched.partition_by((REPLAYED[0],))
    assert "shares its partition" in refused(switched, Switching)


@pytest.mark.parametrize("table", [TARGET, STAGING])
def test_model_a_row_of_another_value_that_slips_in_is_not_moved(switched: SwitchEngine, table: str) -> None:
    """It arrives between validation and finalizer, in the range of a replayed partition; other writers are announced."""
    switched.partition_by((*(f"2024-01-0{day}" for day in (1, 2, 3, 4)),))
    asked = request(sink_type="mssql", partitions=("2024-01-04",), other_writers=True)
    switched.run(f"DELETE FROM {TARGET} WHERE dt > '2024-01-04'; DELETE FROM {STAGING}")
    switched.fill(STAGING, [("2024-01-04", 1, "r1", "new")])
    backend = switched.backend(kind=Switching)
    assert backend.validate_staging(asked).passed
    switched.fill(table, [("2024-01-09", 1, "r1", "late")])
    before = switched.target()
    result = DbReplayAdapter(backend=_Validated(backend)).execute(asked)
    assert "rows of other values" in result.diagnostics[-1].message
    assert switched.target() == before


class _Validated:
    """A backend whose validation has already run."""

    def __init__(self, backend: Any) -> None:
        self._backend = backend

    def validate_staging(self, asked: Any) -> Any:
        from dpone_si.replay.adapters import ReplayBackendResult

        return ReplayBackendResult(True, f"{asked.run_id} was validated before")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._backend, name)


def test_model_without_rows_the_function_cannot_be_found(switched: SwitchEngine) -> None:
    client: Any = switched.client()
    small = type("Small", (), {name: staticmethod(getattr(client, name)) for name in ("exists", "execute", "scalar")})()
    backend = switched.backend(kind=Switching, client=small)
    with pytest.raises(ReplayClientError, match="cannot read rows"):
        backend.validate_staging(request(sink_type="mssql", columns=("dt", "k", "r", "v")))


def test_model_the_batch_of_a_small_client_holds_the_same_statements(switched: SwitchEngine) -> None:
    from tests.engines.replay.test_statements import sqlfluff_understands

    backend = switched.backend(kind=Switching)
    asked = request(sink_type="mssql")
    backend.validate_staging(asked)
    batch = MssqlReplayBackend.dialect.batch(backend._finalizer(backend._prepared[(asked.run_id, "")]))
    assert batch is not None
    assert batch.count(" SWITCH PARTITION ") == 4
    assert sqlfluff_understands(batch, "tsql")


def statement(source: str = "landing", number: int = 2, to: int = 2) -> str:
    return f"ALTER TABLE [{source}].[orders] SWITCH PARTITION {number} TO [staging].[orders__replay_out] PARTITION {to}"


@pytest.mark.parametrize(
    ("text", "prepare", "rule"),
    [
        (statement(to=3), None, "not the same"),
        (statement(number=9, to=9), None, "out of range"),
        (statement().replace("PARTITION 2", "PARTITION '2024-01-01'"), None, "no SWITCH"),
        (statement(), lambda engine: engine.fill(OUT, OLD[:1]), "must be empty"),
    ],
)
def test_model_has_rules_that_can_fail(
    switched: SwitchEngine, text: str, prepare: Callable[[SwitchEngine], None] | None, rule: str
) -> None:
    if prepare is not None:
        prepare(switched)
    with pytest.raises(Exception, match=rule):
        switched.client().execute(text)
