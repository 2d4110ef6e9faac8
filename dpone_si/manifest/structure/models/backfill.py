"""``sink.strategy.backfill``: loading history in chunks."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key


@block(closed=True)
class BackfillState(Shape):
    """Where a backfill remembers which chunks are done."""

    backend: str = key(
        "Files of the worker, or tables in the target database.",
        default="local_file",
        values=("local_file", "audit_schema"),
        any_case=True,
    )
    schema_: str = key("Schema of the audit tables.", name="schema", default="DWH_Tech", pattern=r"^.{1,128}$")
    require_distributed_lock: bool = key(
        "Let only one worker run a backfill; needs backend audit_schema.", default=False
    )


@block(closed=True)
class BackfillPublication(Shape):
    """How finished chunks become visible."""

    mode: str = key(
        "Write each chunk to the target at once, or to a shadow table that replaces it at the end.",
        default="direct",
        values=("direct", "shadow_swap"),
        any_case=True,
    )
    retain_backup: bool = key("Keep the replaced table after a shadow swap.", default=True)
    artifact_scope: str = key(
        "Whether names of helper tables stay the same or belong to one backfill.",
        default="stable",
        values=("stable", "campaign"),
        any_case=True,
    )


@block(closed=True)
class BackfillAdvisor(Shape):
    """What the chunk planner optimises for."""

    optimize_for: str = key(
        "The aim when sizes and worker numbers are chosen.",
        default="balanced",
        values=("balanced", "speed", "source_safety", "worker_safety"),
        any_case=True,
    )


@block(closed=True)
class BackfillChunk(Shape):
    """The range of history and how it is cut."""

    column: str = key("Column along which the history is cut.", required="tool")
    kind: str = key(
        "Type of the column; by default read off `from`.",
        values=("date", "timestamp", "integer", "uuid"),
        any_case=True,
    )
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

    inner_mode: str = key(
        "How each chunk is loaded.",
        default="partition_replace",
        values=("partition_replace", "replace", "incremental_append", "incremental_merge"),
        aliases=("full_refresh",),
        any_case=True,
    )
    parallel_workers: int = key("Chunks loaded at the same time.", default=1, ge=1, le=256)
    max_chunks: int = key("Refuse a plan with more chunks.", default=1000, ge=1, le=1000000)
    state_dir: str = key("Directory of the progress files.", default=".dpone/backfill", pattern=r"^[\s\S]{1,4096}$")
    backfill_id: str = key("Name of this backfill; by default derived from its settings.", pattern=r"^[\s\S]{1,128}$")
    retry_policy: str = key(
        "Which chunks a second run takes up: all that are not committed, or the failed ones only.",
        default="non_committed",
        values=("non_committed", "failed_only"),
        any_case=True,
    )
    lease_ttl_minutes: int = key(
        "Minutes after which a chunk of a silent worker may be taken over.", default=60, ge=1, le=10080
    )
    predicate_dialect: str = key(
        "SQL dialect of the chunk conditions.",
        default="generic",
        values=("generic", "clickhouse", "mssql", "postgres", "postgresql"),
        any_case=True,
    )
    state: BackfillState = key("Where progress is kept.")
    publication: BackfillPublication = key("How chunks become visible.")
    advisor: BackfillAdvisor = key("What the chunk planner optimises for.")
    chunk: BackfillChunk = key("The range of history and how it is cut; without it the backfill is one chunk.")
