"""``sink.options.load_governance``, ``lineage``, ``dlq`` and ``type_inference``: what a load records and sets aside."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key


@block()
class AuditClickhouse(Shape):
    """Record tables in ClickHouse."""

    engine: str = key(
        "Engine of the record tables.",
        default="auto",
        values=("auto", "MergeTree", "ReplacingMergeTree", "ReplicatedReplacingMergeTree"),
    )


@block()
class LoadAudit(Shape):
    """Tables with one row per load and step."""

    enabled: bool = key("Whether loads are recorded.", default=True)
    mode: str = key("How much is recorded.", default="standard", values=("off", "standard", "debug", "forensic"))
    state_schema: str = key("Schema of the record tables.", default="etl_state")
    loads_table: str = key("Table with one row per load.", default="__dpone__loads")
    steps_table: str = key("Table with one row per step.", default="__dpone__load_steps")
    clickhouse: AuditClickhouse = key("Record tables in ClickHouse.", sinks=("clickhouse",))
    clickhouse_engine: str = key("Short form of clickhouse.engine.", sinks=("clickhouse",))
    resource_metrics: bool = key("Record memory and processor time.", default=True)
    step_metrics: bool = key("Record each step.", default=True)
    query_log_correlation: bool = key("Link records with the engine's query log.", default=True)
    fail_on_audit_write_error: bool = key("Fail the load when it cannot be recorded.", default=False)
    retention_days: int = key("Days that records are kept.", default=180, ge=1)


@block()
class DecisionAudit(Shape):
    """Records of what dpone decided."""

    enabled: bool = key("Whether decisions are recorded.", default=True)
    persist: bool = key("Whether they are kept after the run.", default=True)
    log_level: str = key(
        "Which decisions are logged.",
        default="warning_on_fallback",
        values=("always", "warning_on_fallback", "error_only"),
    )
    include_successful_decisions: bool = key("Also record decisions without trouble.", default=True)


@block()
class LoadCleanup(Shape):
    """What is removed after a load."""

    staging_policy: str = key(
        "When staging tables are dropped.", default="eager", values=("eager", "retain_on_failure")
    )


@block()
class LoadGovernance(Shape):
    """Records and cleanup of loads."""

    enabled: bool = key("Whether loads are recorded and cleaned up.", default=True)
    finalization_phase: str = key(
        "When records are completed.", default="pre_finalize", values=("pre_finalize", "legacy_post_finalize")
    )
    audit: LoadAudit = key("Tables with one row per load and step.")
    decision_audit: DecisionAudit = key("Records of what dpone decided.")
    cleanup: LoadCleanup = key("What is removed after a load.")


@block()
class RowIdentity(Shape):
    """How a row gets its identity."""

    mode: str = key(
        "What the identity is made of.", default="auto", values=("auto", "unique_key", "business_hash", "off")
    )
    unsupported_policy: str = key("What happens when it cannot be made.", default="warn", values=("warn", "fail"))


@block(closed=True, strict=False)
class LineageFeatures(Shape):
    """Groups of lineage columns."""

    identity: bool = key("Columns with the load and its time.")
    run_identity: bool = key("A column with the run.")
    row_identity: bool = key("Columns with the row's identity and time of extraction.")
    extraction_time: bool = key("A column with the time of extraction.")
    hierarchy: bool = key("Columns that link child rows with parents.")
    operations: bool = key("A column with the operation of a change row.")
    diagnostics: bool = key("A column with diagnostics.")
    quarantine: bool = key("Set rejected rows aside with their origin.")


@block()
class Lineage(Shape):
    """Columns that tell where a row came from."""

    enabled: bool = key("Whether lineage columns are added.", default=True)
    preset: str = key(
        "Which groups of columns are added.",
        default="standard",
        values={
            "off": "None.",
            "minimal": "The load and its time.",
            "bulk_standard": "Run, load and time of extraction.",
            "standard": "The load and the row's identity.",
            "debug": "Also operation and diagnostics.",
            "hierarchical": "Also links between parent and child rows.",
        },
        common=True,
        enforced=True,
        nullable=False,
    )
    row_identity: RowIdentity = key("How a row gets its identity.")
    features: LineageFeatures = key("Groups switched on or off, over the preset.")


@block(strict=True)
class Dlq(Shape):
    """Store of rejected rows."""

    enabled: bool = key("Whether rejected rows are kept.", default=True)
    directory: str = key("Directory of the store.", default=".dpone/dlq")
    retention_days: int = key("Days that rows are kept.", default=30, ge=1, le=3650)
    pii_policy: str = key(
        "How much of a row is kept.",
        default="reference_only",
        values={
            "reference_only": "Only where it came from.",
            "masked": "The row with masked values.",
            "preserve": "The whole row; not in production.",
        },
    )
    max_record_bytes: int = key("Largest kept row.", default=262144, ge=4096, le=1048576)
    max_diagnostic_bytes: int = key("Longest kept diagnosis.", default=16384, ge=1024, le=65536)
    max_records_per_run: int = key("Most rows that one run keeps.", default=100000, ge=1, le=1000000)
    max_index_bytes: int = key("Largest index of the store.", default=67108864, ge=1048576, le=536870912)


@block()
class TypeInference(Shape):
    """How types are guessed from rows."""

    enabled: bool = key("Whether types are guessed.", default=True)
    prefer_source_metadata: bool = key("Take the source's own types where it has some.", default=True)
    sample_rows: int = key("Rows that are looked at.", default=10000, ge=0, le=100000)
    max_sample_rows: int = key("Rows that may be looked at.", default=100000, ge=0, le=100000)
    confidence_threshold: float = key("Share of rows that must fit the guessed type.", default=0.98, ge=0, le=1)
    empty_string_is_null: bool = key("Read empty text as null.", default=False)
    conflict_policy: str = key(
        "What rows of another type do.", default="fail", values=("fail", "variant_column", "quarantine")
    )
