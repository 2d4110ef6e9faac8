"""The load state of a run in the sink: read before anything, committed last and only if nobody changed it meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dpone_si.replay.backends.clients import ReplaySqlClient, number
from dpone_si.replay_errors import ReplayRefusedError

if TYPE_CHECKING:
    from dpone_si.replay.backends.dialect import SqlDialect

STAGED, FAILED, COMMITTED, STARTED = 1, 2, 3, 4
STATUS_NAMES = {0: "unknown", STAGED: "staged", FAILED: "failed", COMMITTED: "committed", STARTED: "started"}
_REPLAYABLE = (STAGED, FAILED)


@dataclass(frozen=True, slots=True)
class ReplayStateTable:
    """Where dpone records its loads; `version_column` is the timestamp it renews with every change of a row."""

    schema: str = "etl_state"
    table: str = "__dpone__loads"
    version_column: str = "__dpone__loaded_at"


@dataclass(frozen=True, slots=True)
class LoadState:
    """The state of one load as it was read: the compare half of compare-and-set. `version` is in microseconds."""

    status: int
    version: int

    @property
    def committed(self) -> bool:
        return self.status == COMMITTED

    @property
    def status_name(self) -> str:
        return STATUS_NAMES[self.status]


@dataclass(frozen=True, slots=True)
class LoadOfRun:
    """Which row of the state table is meant."""

    run_id: str
    target_schema: str
    target_table: str
    load_id: str

    def condition(self, dialect: SqlDialect) -> str:
        pairs = [("run_id", self.run_id), ("target_schema", self.target_schema), ("target_table", self.target_table)]
        if self.load_id:
            pairs.append(("load_id", self.load_id))
        return " AND ".join(f"{dialect.name_of(name)} = {dialect.text(value)}" for name, value in pairs)


def status_code(dialect: SqlDialect, expression: str) -> str:
    branches = " ".join(f"WHEN {dialect.text(name)} THEN {code}" for code, name in STATUS_NAMES.items() if code)
    return f"CASE {expression} {branches} ELSE 0 END"


def read_state(client: ReplaySqlClient, dialect: SqlDialect, source: str, version: str, load: LoadOfRun) -> LoadState:
    """The state of `load`, read from `source` (a FROM clause with its WHERE). Raises ReplayRefusedError."""
    rows = number(client, f"SELECT COUNT(*) {source}", "The load state could not be read")
    name = f"run {load.run_id} and target {load.target_schema}.{load.target_table}"
    if rows == 0:
        raise ReplayRefusedError(
            f"The state table has no load of {name}.",
            key="run_id",
            cure="Check the run id, the target schema and the target table.",
        )
    if rows > 1:
        raise ReplayRefusedError(
            f"The state table has {rows} loads of {name}.", key="load_id", cure="Say which one with load_id."
        )
    status = number(client, f"SELECT MAX({status_code(dialect, dialect.name_of('status'))}) {source}", "Load status")
    return LoadState(status, number(client, f"SELECT MAX({version}) {source}", "Version of the load state"))


def check_replayable(state: LoadState, run_id: str) -> None:
    """Raise ReplayRefusedError unless the load is staged or failed."""
    if state.status in _REPLAYABLE:
        return
    cures = {
        COMMITTED: "Nothing is left to replay; run the load again to change the target.",
        STARTED: "Wait for the load to end, or mark it failed if it has died.",
    }
    raise ReplayRefusedError(
        f"The load of run {run_id} is {state.status_name}, not staged or failed.",
        key="run_id",
        cure=cures.get(state.status, "Set the status of the load to `failed` if it has really failed."),
    )
