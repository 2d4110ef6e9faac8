"""Which rows a replay may touch: the request made explicit, or refused."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dpone_si.replay_errors import EmptyReplayScopeError, ReplayRequestError
from dpone_si.vocabulary import fold

if TYPE_CHECKING:
    from dpone_si.replay.request import ReplayExecutionRequest

KEY_UNIT = "*keys*"
"""Name of the one unit of a key-scoped replay, where a partition-scoped one has one unit per partition."""
OUTSIDE_UNIT = "*outside*"
"""Name under which the number of target rows outside the scope is kept."""
MOST_PARTITIONS = 1000

_SCOPE_OF_MODE = {"partition_replace": "partitions", "incremental_merge": "keys"}
_ROWS_ARE_NOT_TARGET_ROWS = {
    "scd2": "its staging rows become versions of target rows",
    "cdc_apply": "its staging rows are change events",
    "snapshot_diff": "its staging rows are compared with the target to find deletes",
}


@dataclass(frozen=True, slots=True)
class ReplayScope:
    """Partitions to replace whole, or keys whose rows are replaced; never empty."""

    kind: str
    partition_column: str
    partitions: tuple[str, ...]
    keys: tuple[str, ...]
    allow_empty: tuple[str, ...]

    @property
    def by_partition(self) -> bool:
        return self.kind == "partitions"

    @property
    def units(self) -> tuple[str, ...]:
        return self.partitions if self.by_partition else (KEY_UNIT,)


@dataclass(frozen=True, slots=True)
class ReplayPlan:
    """Everything that decides what the statements say; two runs with equal plans have equal hashes."""

    dialect: str
    run_id: str
    target: str
    staging: str
    scope: ReplayScope
    columns: tuple[str, ...]

    @property
    def hash(self) -> str:
        """SHA-256 over the plan; the columns count as a set, their order changes no statement's meaning."""
        scope = self.scope
        facts = [self.dialect, self.run_id, self.target, self.staging, scope.kind, scope.partition_column]
        lists = [scope.partitions, scope.keys, sorted(scope.allow_empty), sorted(self.columns)]
        return hashlib.sha256(json.dumps([facts, lists]).encode()).hexdigest()


def resolve_scope(request: ReplayExecutionRequest) -> ReplayScope:
    """The explicit scope of `request`. Raises EmptyReplayScopeError or ReplayRequestError with the cure."""
    mode = fold(request.strategy_mode)
    if mode in _ROWS_ARE_NOT_TARGET_ROWS:
        raise ReplayRequestError(
            f"A {mode} load cannot be finalised from staging alone: {_ROWS_ARE_NOT_TARGET_ROWS[mode]}.",
            key="strategy_mode",
            cure="Run the load again from its source, or replay it as partition_replace.",
        )
    kind = request.scope or _SCOPE_OF_MODE.get(mode, "")
    if not kind:
        raise EmptyReplayScopeError(
            f"A replay of {mode or 'an unnamed strategy'} does not say which target rows it may remove.",
            key="scope",
            cure="Set scope to `partitions` (with partitions) or `keys` (with a unique key).",
        )
    return _partition_scope(request) if kind == "partitions" else _key_scope(request)


def _partition_scope(request: ReplayExecutionRequest) -> ReplayScope:
    if not request.partitions:
        raise EmptyReplayScopeError(
            "No partition is named, so nothing may be replaced.",
            key="partitions",
            cure="Name every partition to replay, for example --partition 2024-01-01.",
        )
    if len(request.partitions) > MOST_PARTITIONS:
        raise ReplayRequestError(
            f"{len(request.partitions)} partitions are more than one replay handles.",
            key="partitions",
            cure=f"Replay at most {MOST_PARTITIONS} partitions at a time.",
        )
    if not request.partition_column:
        raise EmptyReplayScopeError(
            "The partitions are named but not the column whose values they are.",
            key="partition_column",
            cure="Name the partition column of the target, as in the manifest's sink.strategy.partition.column.",
        )
    stray = [value for value in request.allow_empty if value not in request.partitions]
    if stray:
        raise ReplayRequestError(
            f"{stray[0]!r} may be empty but is no partition of the request.",
            key="allow_empty",
            cure="Name only partitions of this request as intentionally empty.",
        )
    return ReplayScope(
        "partitions", request.partition_column, request.partitions, request.unique_key, request.allow_empty
    )


def _key_scope(request: ReplayExecutionRequest) -> ReplayScope:
    if not request.unique_key:
        raise EmptyReplayScopeError(
            "A replay by key names no key, so no target row can be matched.",
            key="unique_key",
            cure="Name every column of the unique key, as in the manifest's sink.strategy.unique_key.",
        )
    if request.allow_empty:
        raise ReplayRequestError(
            "A replay by key with empty staging would do nothing.",
            key="allow_empty",
            cure="Use scope `partitions` to empty partitions.",
        )
    column = request.partition_column if request.partitions else ""
    if request.partitions and not column:
        raise ReplayRequestError(
            "The partitions are named but not the column whose values they are.",
            key="partition_column",
            cure="Name the partition column, or leave the partitions out of a replay by key.",
        )
    return ReplayScope("keys", column, request.partitions, request.unique_key, ())
