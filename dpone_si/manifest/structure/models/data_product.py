"""``sink.options.data_product``: the table as a data product, with its governance."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key
from dpone_si.manifest.structure.models.migration import OBSERVE_OR_GATE, PROFILES

ALLOW_WARN_BLOCK = ("allow", "warn", "block")
WARN_BLOCK = ("warn", "block")
SEVERITIES = ("low", "medium", "high", "critical")
STORES = ("local_json", "sqlite")


class GovernanceKeys(Shape):
    """What every area of governance has in common."""

    enabled: bool = key("Whether this area is looked at.", default=False)
    mode: str = key("What a finding in this area does.", default="gate", values=OBSERVE_OR_GATE)
    profile: str = key("How strict the rules of this area are.", default="prod_strict", values=PROFILES)


@block(open=True)
class PolicyRule(Shape):
    """One rule of a policy."""

    id: str = key("Name of the rule.", required=True)
    severity: str = key("How bad a breach is.", values=SEVERITIES)
    owner: str = key("Team that answers for the rule.")
    require_artifacts: list[str] = key("Evidence that must be there.")
    require_status: dict[str, list[str]] = key("Accepted results by kind of evidence.")
    condition: str = key("When the rule applies.")


@block(open=True)
class PolicyPack(Shape):
    """A set of rules."""

    id: str = key("Name of the set.", required=True)
    version: str = key("Version of the set.")
    owner: str = key("Team that answers for the set.")
    applies_to: dict[str, object] = key("Products the set applies to.")
    rules: list[PolicyRule] = key("The rules.", required=True)


@block()
class PolicyWaivers(Shape):
    """Exceptions from rules."""

    enabled: bool = key("Whether exceptions are possible.", default=False)
    max_duration_days: int = key("Most days an exception may last.", default=14, ge=0)
    require_owner: bool = key("An exception needs an owner.", default=True)
    require_approval_evidence: bool = key("An exception needs a recorded approval.", default=True)
    expired_policy: str = key("What an exception past its day does.", default="block", values=WARN_BLOCK)


@block()
class ProductPolicy(GovernanceKeys):
    """Rules for the product."""

    store_backend: str = key("Form of the store of results.", default="local_json", values=STORES)
    store_uri: str = key("Where the store of results is kept.")
    packs: list[PolicyPack] = key("Sets of rules.")
    waivers: PolicyWaivers = key("Exceptions from rules.")


@block(open=True)
class AuthorityIdentity(Shape):
    """A person, group or service that may act."""

    id: str = key("Name of the identity.", required=True)
    type: str = key("What kind of identity this is.", values=("user", "group", "service_account"))
    owner: str = key("Team that answers for it.")
    groups: list[str] = key("Groups it belongs to.")
    roles: list[str] = key("Roles that this identity has.")


@block()
class AuthorityRole(Shape):
    """A role and what it may do."""

    id: str = key("Name of the role.", required=True)
    grants: list[str] = key("What an identity with this role may do.", required=True)


@block()
class ProductAuthority(GovernanceKeys):
    """Who may do what."""

    store_backend: str = key("Form of the store of grants.", default="local_json", values=STORES)
    store_uri: str = key("Where the store of grants is kept.")
    unknown_actor: str = key("What an unknown identity does.", default="block", values=ALLOW_WARN_BLOCK)
    identities: list[AuthorityIdentity] = key("Who may act.")
    roles: list[AuthorityRole] = key("Roles and what they may do.")
    approval: dict[str, object] = key("How approvals are given.")
    separation_of_duties: dict[str, object] = key("What one identity may not do twice.")
    signing: dict[str, object] = key("How approvals are signed.")


@block()
class ComplianceControl(Shape):
    """One control of a framework."""

    id: str = key("Name of the control.", required=True)
    title: str = key("What this control is about.")
    severity: str = key("How bad a breach is.", values=SEVERITIES)
    require_artifacts: list[str] = key("Evidence that must be there.", required=True)
    allowed_statuses: dict[str, list[str]] = key("Accepted results by kind of evidence.")


@block()
class ComplianceFramework(Shape):
    """A framework of controls."""

    id: str = key("Name of the framework.", required=True)
    version: str = key("Version of the framework.")
    owner: str = key("Team that answers for it.")
    controls: list[ComplianceControl] = key("The controls.", required=True)


@block()
class ProductCompliance(GovernanceKeys):
    """Controls the product must meet."""

    stale_evidence_policy: str = key("What old evidence does.", default="block", values=WARN_BLOCK)
    stale_after_seconds: int = key("Age at which evidence is old.", default=2592000, ge=0)
    frameworks: list[ComplianceFramework] = key("Frameworks of controls.")


@block()
class AuditArchive(Shape):
    """Where evidence is archived."""

    store_backend: str = key("Form of the archive.", default="local_fs", values=("local_fs",))
    store_uri: str = key("Where the archive is.", default=".dpone/audit-archive")
    layout: str = key("How directories in it are named.", default="{product_id}/{yyyy}/{mm}/{audit_archive_id}")
    include_artifacts: list[str] = key("Evidence that is archived.")
    manifest_hash_chain: bool = key("Link archives by digests.", default=True)
    merkle_root: bool = key("Record a digest over all files.", default=True)


@block()
class AuditRetentionTimes(Shape):
    """How long archives are kept."""

    min_days: int = key("Days they are kept at least.", default=0, ge=0)
    delete_after_days: int = key("Days after which they may be deleted.", default=0, ge=0)
    expired_policy: str = key("What an archive past its day does.", default="block", values=WARN_BLOCK)


@block()
class LegalHold(Shape):
    """A stop to all deleting."""

    enabled: bool = key("Whether deleting is stopped.", default=False)
    policy: str = key("What a legal hold does to the records under it.", default="block_delete", values=("block_delete",))
    require_reason: bool = key("A hold needs a reason.", default=True)
    require_authority_gate: bool = key("A hold needs somebody entitled.", default=True)


@block()
class ProductAuditRetention(GovernanceKeys):
    """Keeping of evidence."""

    stale_evidence_policy: str = key("What old evidence does.", default="block", values=WARN_BLOCK)
    archive: AuditArchive = key("Where evidence is archived.")
    retention: AuditRetentionTimes = key("How long archives are kept.")
    legal_hold: LegalHold = key("A stop to all deleting.")


@block()
class ExportTarget(Shape):
    """A system that is told."""

    provider: str = key("System that the data is sent to.", required=True, values=("datahub", "openmetadata", "openlineage", "opa", "json"))
    mode: str = key("Whether files are written or sent.", default="render", values=("render", "publish"))


@block()
class ProductGovernanceExport(GovernanceKeys):
    """Telling other systems about the product."""

    stale_evidence_policy: str = key("What old evidence does.", default="block", values=WARN_BLOCK)
    targets: list[ExportTarget] = key("Systems that are told.")


@block(open=True)
class ClassifiedColumn(Shape):
    """How sensitive a column is."""

    class_: str = key(
        "How sensitive it is.",
        name="class",
        values=("public", "internal", "pii", "financial", "confidential", "regulated"),
    )
    glossary_terms: list[str] = key("Terms of the glossary.")
    masking: str = key("How it is masked.")
    lawful_basis_required: bool = key("Whether reading it needs a lawful basis.")


@block()
class Classification(Shape):
    """How sensitive columns are."""

    default: str = key("How sensitive columns are that are not named.", default="internal")
    columns: dict[str, ClassifiedColumn] = key("How sensitive single columns are.")


@block(open=True)
class Entitlement(Shape):
    """Who may read which columns."""

    subject: str = key("Who is allowed to read.", required=True)
    type: str = key("What the subject is.")
    owner: str = key("Team that granted it.")
    purpose: str = key("Purpose for which the data may be read.")
    lawful_basis: str = key("On which lawful basis.")
    actions: list[str] = key("What the subject may do.")
    columns: list[str] = key("Columns that may be read.", required=True)
    masking_required: bool = key("Whether values must be masked.")
    masking: str = key("How they are masked.")


@block(open=True)
class Privacy(Shape):
    """Rules for personal data."""

    require_lawful_basis_for: list[str] = key("Classes that need a lawful basis.")
    block_sensitive_export_without_approval: bool = key("Stop exports of sensitive data without approval.", default=True)
    require_authority_gate_for: list[str] = key("Classes that need somebody entitled.")


@block()
class ProductAccessGovernance(GovernanceKeys):
    """Who may read the product."""

    unknown_consumer: str = key("What an unknown reader does.", default="warn", values=ALLOW_WARN_BLOCK)
    stale_evidence_policy: str = key("What old evidence does.", default="block", values=WARN_BLOCK)
    classification: Classification = key("How sensitive columns are.")
    entitlements: list[Entitlement] = key("Who may read which columns.")
    privacy: Privacy = key("Rules for personal data.")


@block(open=True)
class AccessStrategies(Shape):
    """How access is enforced."""

    column_access: str = key("How columns are closed.")
    row_filter: str = key("How rows are closed.")
    masking: str = key("How values are masked.")


@block(open=True)
class AccessClickhouse(Shape):
    """Enforcing access in ClickHouse."""

    use_masking_policy_when_supported: bool = key("Use masking policies where the server has them.", default=True)
    masked_view_naming: str = key("How masked views are named.")
    role_prefix: str = key("Start of role names.")


@block()
class ProductAccessEnforcement(GovernanceKeys):
    """Enforcing who may read."""

    require_access_gate: bool = key("Access rules must have passed.", default=True)
    require_authority_gate: bool = key("Somebody entitled must have agreed.", default=True)
    require_target_fingerprint: bool = key("The target must be the one that was planned for.", default=True)
    require_lock: bool = key("Nobody else may change grants.", default=True)
    drift_policy: str = key("What grants made elsewhere do.", default="block", values=WARN_BLOCK)
    strategies: AccessStrategies = key("How access is enforced.")
    clickhouse: AccessClickhouse = key("Enforcing access in ClickHouse.")


@block(open=True)
class CostOwnership(Shape):
    """Who pays."""

    cost_center: str = key("Cost centre that pays.")
    require_owner_cost_center: bool = key("A cost centre must be named.", default=True)


@block()
class CostBudgets(Shape):
    """How much may be spent."""

    monthly_max_cost: float = key("Cost per month.", ge=0)
    per_run_max_cost: float = key("Cost per run.", ge=0)
    per_release_max_cost_delta: float = key("Growth of cost per release.", ge=0)


@block()
class CostCapacity(Shape):
    """How much may be used."""

    max_table_growth_ratio: float = key("Growth of the table per load.", ge=0)
    max_staging_gb: float = key("Gigabytes of staging tables.", ge=0)
    max_query_duration_ms: int = key("Milliseconds of a query.", ge=0)
    max_concurrent_runs: int = key("Runs at the same time.", ge=0)


@block()
class ProductCostGovernance(GovernanceKeys):
    """What the product may cost."""

    currency: str = key("Currency of all amounts.", default="USD")
    stale_evidence_policy: str = key("What old evidence does.", default="block", values=WARN_BLOCK)
    ownership: CostOwnership = key("Who pays.")
    budgets: CostBudgets = key("How much may be spent.")
    capacity: CostCapacity = key("How much may be used.")
    rates: dict[str, float] = key("Price by unit.")
    policies: dict[str, object] = key("Further rules about costs, by name.")


@block(open=True)
class DeliveryRing(Shape):
    """One step of a release."""

    id: str = key("Name of the step.", required=True)
    order: int = key("Place among the steps.", required=True)
    max_consumers: int = key("Most readers in this step.", ge=0)
    consumer_selector: dict[str, object] = key("Which readers belong to this step.")
    required_gates: list[str] = key("Checks that must have passed.")


@block(open=True)
class ShadowRelease(Shape):
    """A comparison of old and new release."""

    enabled: bool = key("Whether releases are compared.", default=False)
    required_for: list[str] = key("Kinds of change that need it.")
    compare: dict[str, object] = key("What is compared.")


@block()
class ProductProgressiveDelivery(GovernanceKeys):
    """Release in steps."""

    stale_evidence_policy: str = key("What old evidence does.", default="block", values=WARN_BLOCK)
    rings: list[DeliveryRing] = key("The steps.")
    shadow_validation: ShadowRelease = key("A comparison of old and new release.")
    rollback: dict[str, object] = key("How a release is undone.")


@block(open=True)
class Assertion(Shape):
    """One statement about the data."""

    id: str = key("Name of the statement.", required=True)
    type: str = key(
        "Kind of statement.",
        required=True,
        values=(
            "freshness",
            "row_count",
            "null_key",
            "duplicate_key",
            "accepted_values",
            "range",
            "regex",
            "typed_hash",
            "schema",
            "sql",
            "imported",
        ),
    )
    severity: str = key("How bad a failure is.", values=SEVERITIES)
    columns: list[str] = key("Columns it is about.")
    column: str = key("Column it is about.")
    query: str = key("Query of an sql statement.")
    expect: dict[str, object] = key("What must hold.")
    max_failures: int = key("Rows that may fail.", ge=0)
    max_lag_seconds: int = key("Largest age for freshness.", ge=0)
    min_rows: int = key("Fewest rows.", ge=0)
    max_rows: int = key("Most rows.", ge=0)


@block()
class AssertionSuite(Shape):
    """A set of statements."""

    id: str = key("Name of the set.", required=True)
    owner: str = key("Team that answers for it.")
    severity: str = key("How bad a failure is.", default="high", values=SEVERITIES)
    assertions: list[Assertion] = key("The statements.", required=True)


@block(open=True)
class AssertionImports(Shape):
    """Results of other tools."""

    dbt_run_results: str = key("Results of dbt.")
    great_expectations: str = key("Results of Great Expectations.")
    datahub_assertions: str = key("Results of DataHub.")
    openmetadata_tests: str = key("Results of OpenMetadata.")


@block()
class ProductAssertions(GovernanceKeys):
    """Statements about the data."""

    unknown_assertion_source: str = key("What results of unknown origin do.", default="warn", values=ALLOW_WARN_BLOCK)
    stale_after_seconds: int = key("Age at which results are old.", default=86400, ge=0)
    suites: list[AssertionSuite] = key("Sets of statements.")
    imports: AssertionImports = key("Results of other tools.")


@block()
class SloFreshness(Shape):
    """How fresh the data must be."""

    max_lag_seconds: int = key("Largest age in seconds.", ge=0)


@block()
class SloVolume(Shape):
    """How much data there must be."""

    min_rows: int = key("Fewest rows.", ge=0)
    max_relative_delta: float = key("Largest relative change between runs.", ge=0)


@block()
class SloLatency(Shape):
    """How long a run may take."""

    max_run_duration_ms: int = key("Milliseconds of a run.", ge=0)


@block()
class SloQuality(Shape):
    """How good the data must be."""

    max_duplicate_keys: int = key("Repeated keys that are allowed.", ge=0)
    max_null_keys: int = key("Null keys that are allowed.", ge=0)
    typed_hash: str = key("How a different hash counts.", values=("strict", "warning", "disabled"))


@block()
class SloAvailability(Shape):
    """How often runs may fail."""

    max_failed_runs: int = key("Failed runs that are allowed.", ge=0)


@block(open=True)
class SloObjectives(Shape):
    """What is promised."""

    freshness: SloFreshness = key("How fresh the data must be.")
    volume: SloVolume = key("How much data there must be.")
    latency: SloLatency = key("How long a run may take.")
    quality: SloQuality = key("How good the data must be.")
    availability: SloAvailability = key("How often runs may fail.")


@block()
class SloConsumers(Shape):
    """Readers that count."""

    require_critical_consumer_green: bool = key("Critical readers must be served.", default=True)
    unknown_consumer: str = key("What an unknown reader does.", default="warn", values=ALLOW_WARN_BLOCK)


@block(open=True)
class SloIncident(Shape):
    """Incidents after a broken promise."""

    enabled: bool = key("Whether incidents are opened.", default=False)
    severity_map: dict[str, str] = key("Severity of the incident by kind of breach.")


@block()
class BurnWindow(Shape):
    """A period over which failures are counted."""

    name: str = key("Name of the period.")
    duration: str | int = key("Length of the period.")
    max_burn_rate: float = key("How fast the budget may be used.", ge=0)
    min_budget_remaining: float = key("Share of the budget that must remain.", ge=0, le=1)


@block()
class ErrorBudget(GovernanceKeys):
    """How many failures are allowed."""

    objective_window: str | int = key("Period the promise is made for.", default="30d")
    windows: list[BurnWindow] = key("Periods over which failures are counted.")
    release_policy: dict[str, object] = key("What a used-up budget forbids.")


@block()
class IncidentRouting(Shape):
    """Who is told of incidents."""

    enabled: bool = key("Whether messages are made.", default=False)
    mode: str = key("Messages are written to files.", default="render", values=("render",))
    providers: list[str] = key("Systems: slack, jira, pagerduty.")


@block()
class IncidentLifecycle(Shape):
    """How incidents are followed."""

    enabled: bool = key("Whether incidents are followed.", default=False)
    mode: str = key("What an open incident does.", default="gate", values=OBSERVE_OR_GATE)
    require_ack_for_sev1: bool = key("The worst incidents must be acknowledged.", default=True)
    require_resolution_evidence: bool = key("Solving needs evidence.", default=True)
    routing: IncidentRouting = key("Who is told.")


@block()
class ProductSlo(GovernanceKeys):
    """What is promised to readers."""

    objectives: SloObjectives = key("What the product promises to its consumers.")
    consumers: SloConsumers = key("Readers that count.")
    incident: SloIncident = key("Incidents after a broken promise.")
    error_budget: ErrorBudget = key("How many failures are allowed.")
    incident_lifecycle: IncidentLifecycle = key("How incidents are followed.")


@block()
class FleetRules(Shape):
    """Rules over all products."""

    unknown_product: str = key("What an unknown product does.", default="warn", values=ALLOW_WARN_BLOCK)
    stale_evidence_policy: str = key("What old evidence does.", default="block", values=WARN_BLOCK)
    stale_after_seconds: int = key("Age at which evidence is old.", default=86400, ge=0)
    freeze_on: list[str] = key("Findings that stop all releases.")


@block()
class TowerExport(Shape):
    """Numbers for other systems."""

    enabled: bool = key("Whether numbers are written.", default=False)
    targets: list[str] = key("Systems: prometheus, opentelemetry, openlineage, datahub, json.")


@block()
class TowerRouting(Shape):
    """Who is told of findings."""

    enabled: bool = key("Whether messages are made.", default=False)
    mode: str = key("Messages are only tried out.", default="dry_run", values=("dry_run",))
    providers: list[str] = key("Systems: slack, jira, pagerduty, webhook.")


@block()
class ReliabilityControlTower(GovernanceKeys):
    """A view over all products."""

    fleet: FleetRules = key("Rules over all products.")
    export: TowerExport = key("Numbers for other systems.")
    routing: TowerRouting = key("Who is told of findings.")


@block(open=True)
class DataProduct(Shape):
    """The table as a data product, with its governance."""

    id: str = key("Identity of the product.", common=True)
    owner: str = key("Team that answers for the product.", common=True)
    tier: str = key("How refined the data is.", default="silver", values=("bronze", "silver", "gold", "regulated"), common=True)
    criticality: str = key("How much depends on it.", default="medium", values=SEVERITIES, common=True)
    policy: ProductPolicy = key("Rules for the product.")
    authority: ProductAuthority = key("Who may do what.")
    compliance: ProductCompliance = key("Controls the product must meet.")
    audit_retention: ProductAuditRetention = key("Keeping of evidence.")
    governance_export: ProductGovernanceExport = key("Telling other systems about the product.")
    access_governance: ProductAccessGovernance = key("Who may read the product.")
    access_enforcement: ProductAccessEnforcement = key("Enforcing who may read.")
    cost_governance: ProductCostGovernance = key("What the product may cost.")
    progressive_delivery: ProductProgressiveDelivery = key("Release in steps.")
    assertions: ProductAssertions = key("Statements about the data.")
    slo: ProductSlo = key("What is promised to readers.")
    reliability_control_tower: ReliabilityControlTower = key("A view over all products.")
