"""``sink.options.data_product``: release in steps, statements about the data, promises to readers, and the view over
all products.
"""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key
from dpone_si.manifest.structure.models.migration import OBSERVE_OR_GATE
from dpone_si.manifest.structure.models.product_area import ALLOW_WARN_BLOCK, SEVERITIES, WARN_BLOCK, GovernanceKeys


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
