"""``sink.strategy.backfill``: loading history in chunks."""

from __future__ import annotations

from typing import Literal

from dpone_si.manifest.structure.authoring import Shape, block, key


@block(closed=True)
class BackfillState(Shape):
    """Where a backfill remembers which chunks are done."""

    backend: Literal["local_file", "audit_schema"] = key("Files of the worker, or tables in the target database.", default="local_file")
    schema_: str = key("Schema of the audit tables.", name="schema", default="DWH_Tech", pattern=r"^.{1,128}$")
    require_distributed_lock: bool = key("Let only one worker run a backfill; needs backend audit_schema.", default=False)


@block(closed=True)
class BackfillPublication(Shape):
    """How finished chunks become visible."""

    mode: Literal["direct", "shadow_swap"] = key(
        "Write each chunk to the target at once, or to a shadow table that replaces it at the end.", default="direct"
    )
    retain_backup: bool = key("Keep the replaced table after a shadow swap.", default=True)
    artifact_scope: Literal["stable", "campaign"] = key(
        "Whether names of helper tables stay the same or belong to one backfill.", default="stable"
    )


@block(closed=True)
class BackfillAdvisor(Shape):
    """What the chunk planner optimises for."""

    optimize_for: Literal["balanced", "speed", "source_safety", "worker_safety"] = key(
        "The aim when sizes and worker numbers are chosen.", default="balanced"
    )


@block(closed=True)
class BackfillChunk(Shape):
    """The range of history and how it is cut."""

    column: str = key("Column along which the history is cut.", required="tool")
    kind: Literal["date", "timestamp", "integer", "uuid"] = key("Type of the column; by default read off `from`.")
    from_: str | int = key("Where the history starts; quote dates.", name="from")
    to: str | int = key("Where the history ends, included; quote dates.")
    step: str | int = key(
        "Size of one chunk: a number with h, d, w, mo or y, or a plain number for integer columns.",
        pattern=r"^\s*\d+\s*([hHdDwWyY]|[mM][oO])?\s*$",
    )
    buckets: int = key("Number of chunks of a uuid column, instead of from, to and step.", ge=1, le=1000000)


@block(closed=True)
class Backfill(Shape):
    """A long range of history, loaded chunk by chunk and resumable."""

    inner_mode: Literal["partition_replace", "replace", "incremental_append", "incremental_merge"] = key(
        "How each chunk is loaded.", default="partition_replace"
    )
    parallel_workers: int = key("Chunks loaded at the same time.", default=1, ge=1, le=256)
    max_chunks: int = key("Refuse a plan with more chunks.", default=1000, ge=1, le=1000000)
    state_dir: str = key("Directory of the progress files.", default=".dpone/backfill", pattern=r"^[\s\S]{1,4096}$")
    backfill_id: str = key("Name of this backfill; by default derived from its settings.", pattern=r"^[\s\S]{1,128}$")
    retry_policy: Literal["non_committed", "failed_only"] = key(
        "Which chunks a second run takes up: all that are not committed, or the failed ones only.",
        default="non_committed",
    )
    lease_ttl_minutes: int = key("Minutes after which a chunk of a silent worker may be taken over.", default=60, ge=1, le=10080)
    predicate_dialect: Literal["generic", "clickhouse", "mssql", "postgres", "postgresql"] = key(
        "SQL dialect of the chunk conditions.", default="generic"
    )
    state: BackfillState = key("Where progress is kept.")
    publication: BackfillPublication = key("How chunks become visible.")
    advisor: BackfillAdvisor = key("What the chunk planner optimises for.")
    chunk: BackfillChunk = key("The range of history and how it is cut; without it the backfill is one chunk.")
