"""``physical_design.migration`` and its relatives: how a table with data is changed."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key

OBSERVE_OR_GATE = {"observe": "Findings are reported.", "gate": "Findings stop the change."}
PROFILES = {
    "advisory": "Reports only.",
    "stage": "Rules for a test environment.",
    "prod_strict": "Rules for production.",
    "regulated": "Rules for regulated data.",
}
RISKS = ("data_destructive", "shadow_contract", "physical_layout_change", "direct_rename")


class PhaseKeys(Shape):
    """What every phase has in common."""

    enabled: bool = key("Whether this phase runs.", default=False)
    mode: str = key("What a finding of this phase does.", default="gate", values=OBSERVE_OR_GATE)
    profile: str = key("How strict the rules of this phase are.", default="prod_strict", values=PROFILES)


@block(open=True)
class ShadowCutover(Shape):
    """How the shadow table takes the place of the target."""

    mode: str = key(
        "Whether dpone exchanges the tables itself.", default="atomic_exchange", values=("atomic_exchange", "manual")
    )
    retain_backup: bool = key("Keep the old table.", default=True)


@block(open=True)
class ShadowValidation(Shape):
    """What is compared before the exchange."""

    row_count: bool = key("Compare the number of rows.", default=True)
    typed_hash: bool = key("Compare typed hashes.", default=True)
    duplicate_key: bool = key("Look for repeated keys.", default=True)
    sample_rows: int = key("Rows that are compared one by one.", default=10000, ge=1)


@block(open=True)
class ShadowBackfill(Shape):
    """How the shadow table is filled."""

    batch_size: int = key("Rows copied at a time.", default=100000, ge=1)
    max_workers: int = key("Copies at the same time.", default=4, ge=1)


@block(open=True)
class MigrationShadow(Shape):
    """A second table that is filled and takes the target's place."""

    cutover: ShadowCutover = key("How the shadow table takes the place of the target.")
    validation: ShadowValidation = key("What is compared before the exchange.")
    backfill: ShadowBackfill = key("How the shadow table is filled.")


@block()
class RowCountDrift(Shape):
    """How far row counts may drift."""

    max_relative_delta: float = key("Largest relative difference of row counts.", default=0.001, ge=0)


@block()
class TypedHashDrift(Shape):
    """How a different hash counts."""

    mode: str = key("How a different hash counts.", default="strict", values=("strict", "warning", "disabled"))


@block(open=True)
class DriftBudget(Shape):
    """How far the table may drift."""

    row_count: RowCountDrift = key("How far row counts may drift.")
    typed_hash: TypedHashDrift = key("How a different hash counts.")


@block()
class CanaryExpect(Shape):
    """What a trial query must answer."""

    column: str = key("Column of the answer that is looked at.")
    equals: object = key("The value it must have.")
    min: float = key("Smallest value.")
    max: float = key("Largest value.")
    non_empty: bool = key("Whether the answer must have rows.")
    regex: str = key("Regular expression the value must match.")


@block(open=True)
class Canary(Shape):
    """A trial query that must still work."""

    id: str = key("Name of the query.", required=True)
    type: str = key("Whether it is plain SQL or a consumer's query.", required=True, values=("sql", "consumer_sql"))
    owner: str = key("Team that answers for the query.")
    severity: str = key("How bad a wrong answer is.", default="critical", values=("low", "medium", "high", "critical"))
    query: str = key("The query.", required=True)
    expect: CanaryExpect = key("What it must answer.", required=True)


@block()
class PostApplyVerification(Shape):
    """What is looked at right after a change."""

    ledger_state: bool = key("The record of the change is complete.", default=True)
    physical_design: bool = key("The table looks as designed.", default=True)
    row_count: bool = key("The number of rows fits.", default=True)
    typed_hash: bool = key("The typed hash fits.", default=True)
    null_distribution: bool = key("Nulls are spread as before.", default=True)
    duplicate_key: bool = key("No key is repeated.", default=True)
    null_key: bool = key("No key is null.", default=True)
    nested_parent_child: bool = key("Child rows have their parents.", default=True)
    canary_queries: bool = key("The trial queries work.", default=True)
    rollback_window: bool = key("The change can still be undone.", default=True)
    performance_budget_ms: int = key("Milliseconds that the checks may take.", default=300000, ge=1)


@block()
class MigrationPostApply(PhaseKeys):
    """Checks right after a change."""

    verification: PostApplyVerification = key("What is looked at.")
    drift_budget: DriftBudget = key("How far the table may drift.")
    canaries: list[Canary] = key("Trial queries that must still work.")


@block()
class WatchWindow(Shape):
    """How long the table is watched."""

    duration: str | int = key("Length of the watch.", default="60m")
    interval: str | int = key("Time between two looks.", default="5m")
    min_successful_samples: int = key("Good looks that are needed.", default=3, ge=1)
    max_failed_samples: int = key("Bad looks that are allowed.", default=0, ge=0)


@block()
class WatchVerification(Shape):
    """What is looked at while the table is watched."""

    post_apply_recheck: bool = key("Repeat the checks made right after the change.", default=True)
    physical_design: bool = key("The table looks as designed.", default=True)
    row_count: bool = key("The number of rows fits.", default=True)
    typed_hash: bool = key("The typed hash fits.", default=True)
    null_distribution: bool = key("Nulls are spread as before.", default=True)
    duplicate_key: bool = key("No key is repeated.", default=True)
    null_key: bool = key("No key is null.", default=True)
    canary_queries: bool = key("The trial queries work.", default=True)
    query_health: bool = key("Queries on the table are healthy.", default=True)
    rollback_window: bool = key("The change can still be undone.", default=True)


@block()
class QueryHealth(Shape):
    """Limits for queries on the table."""

    lookback: str | int = key("How far back queries are looked at.", default="15m")
    max_error_count: int = key("Failed queries that are allowed.", default=0, ge=0)
    max_p95_ms: int = key("Milliseconds that 95 of 100 queries must not exceed.", default=5000, ge=1)
    max_read_rows: int = key("Rows that a query may read.", default=100000000, ge=1)


@block()
class WatchRemediation(Shape):
    """What a bad look leads to."""

    mode: str = key("Only a recommendation is made.", default="recommend", values=("recommend",))
    rollback_on: list[str] = key(
        "Findings that recommend undoing the change: critical_canary_failure, physical_drift, query_health_blocked, "
        "rollback_window_closing."
    )


@block()
class MigrationWatch(PhaseKeys):
    """A watch over the table after a change."""

    window: WatchWindow = key("How long the table is watched.")
    verification: WatchVerification = key("What is looked at.")
    drift_budget: DriftBudget = key("How far the table may drift.")
    canaries: list[Canary] = key("Trial queries that must still work.")
    query_health: QueryHealth = key("Limits for queries on the table.")
    remediation: WatchRemediation = key("What a bad look leads to.")


@block()
class BackupRetention(Shape):
    """How long a backup is kept."""

    min_days: int = key("Days that it is kept at least.", default=7, ge=0)
    delete_after: str | int = key("Time after which it is deleted.", default="30d")


@block()
class RestoreRehearsal(Shape):
    """A trial of the backup."""

    enabled: bool = key("Whether the backup is tried.", default=True)
    environment: str = key("Environment of the trial.", default="stage")
    require_clean_target: bool = key("The trial must start with an empty target.", default=True)


@block()
class BackupIncremental(Shape):
    """A backup on top of another."""

    enabled: bool = key("Whether only changes are backed up.", default=False)
    base_restore_point_id: str = key("The backup it builds on.")
    base_backup_destination: str = key("Where that backup is.")


@block()
class BackupClickhouse(Shape):
    """Backup by ClickHouse itself."""

    destination: str = key(
        "Destination in ClickHouse notation.", default="Disk('backups', 'dpone/{pack_id}/{table}.zip')"
    )
    incremental: bool | BackupIncremental = key("A backup on top of another.", default=False)


@block()
class MigrationBackup(PhaseKeys):
    """A backup before a change."""

    strategy: str = key(
        "Who makes the backup.", default="target_native", values=("none", "target_native", "artifact_export", "manual")
    )
    require_for: list[str] = key(
        "Kinds of change that need a backup: data_destructive, shadow_contract, physical_layout_change, direct_rename.",
        default=list(RISKS),
    )
    retention: BackupRetention = key("How long it is kept.")
    restore_rehearsal: RestoreRehearsal = key("A trial of the backup.")
    clickhouse: BackupClickhouse = key("Backup by ClickHouse itself.")


@block()
class RecoveryPolicy(Shape):
    """What a restore point must be like."""

    max_rpo_seconds: int = key("Largest age of the data in seconds.", default=900, ge=0)
    require_restore_rehearsal: bool = key("It must have been tried.", default=True)
    require_chain_verification: bool = key("Its chain of backups must be complete.", default=True)
    allow_incremental_without_base: bool = key("A partial backup may stand alone.", default=False)
    allow_expired_restore_point: bool = key("An expired one may be used.", default=False)


@block()
class RecoveryCatalog(Shape):
    """Where restore points are listed."""

    store_backend: str = key("Form of the list.", default="local_json", values=("local_json", "sqlite"))
    store_uri: str = key("Where the list is.", default=".dpone/schema-migration/recovery/registry.json")


@block()
class RecoveryIncremental(Shape):
    """Restore points on top of others."""

    enabled: bool = key("Whether partial backups count.", default=False)
    base_selection: str = key("How the base is chosen.", default="latest_usable", values=("latest_usable", "explicit"))
    base_restore_point_id: str = key("The base, for explicit.")


@block()
class RecoveryClickhouse(Shape):
    """Restore points of ClickHouse."""

    incremental: RecoveryIncremental = key("Restore points on top of others.")


@block()
class MigrationRecovery(PhaseKeys):
    """Restore points that a change needs."""

    require_restore_point_for: list[str] = key(
        "Kinds of change that need a restore point: data_destructive, shadow_contract, physical_layout_change, "
        "direct_rename.",
        default=list(RISKS),
    )
    policy: RecoveryPolicy = key("What a restore point must be like.")
    catalog: RecoveryCatalog = key("Where restore points are listed.")
    clickhouse: RecoveryClickhouse = key("Restore points of ClickHouse.")


@block()
class RemediationExecution(Shape):
    """What undoing a change needs."""

    require_approval: bool = key("Somebody must have approved it.", default=True)
    require_watch_certificate: bool = key("The watch must have recommended it.", default=True)
    require_target_fingerprint: bool = key("The target must be the one that was planned for.", default=True)
    require_lock: bool = key("Nobody else may change the table.", default=True)


@block()
class RemediationRollback(Shape):
    """How a change is undone."""

    strategy: str = key("Whether dpone undoes it.", default="controlled", values=("controlled", "manual_only"))
    allow_after_contract: bool = key("Also when old columns are gone.", default=False)
    retain_backup_required: bool = key("The old table must still be there.", default=True)


@block()
class RemediationCertify(Shape):
    """What is looked at after undoing."""

    physical_design: bool = key("The table looks as designed.", default=True)
    canary_queries: bool = key("The trial queries work.", default=True)
    row_count: bool = key("The number of rows fits.", default=True)
    rollback_window: bool = key("The change was still undoable.", default=True)


@block()
class MigrationRemediation(PhaseKeys):
    """Undoing a change that went wrong."""

    execution: RemediationExecution = key("What undoing needs.")
    rollback: RemediationRollback = key("How it is undone.")
    certify: RemediationCertify = key("What is looked at afterwards.")


class PhasesKeys(Shape):
    """The phases around a change."""

    watch: MigrationWatch = key("A watch over the table after a change.")
    backup: MigrationBackup = key("A backup before a change.")
    recovery: MigrationRecovery = key("Restore points that a change needs.")
    remediation: MigrationRemediation = key("Undoing a change that went wrong.")


@block()
class Migration(PhasesKeys):
    """How a table with data is changed."""

    strategy: str = key(
        "How a change that a plain ALTER cannot make is made.",
        default="block",
        values={
            "block": "Not at all: the load stops.",
            "online_safe": "In steps that do not block readers.",
            "shadow": "By filling a second table.",
        },
        any_case=False,
        enforced=True,
        nullable=False,
    )
    shadow: MigrationShadow = key("A second table that is filled and takes the target's place.")
    post_apply: MigrationPostApply = key("Checks right after a change.")
