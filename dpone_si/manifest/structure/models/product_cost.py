"""``sink.options.data_product.cost_governance``: what the product may cost and use."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key
from dpone_si.manifest.structure.models.product_area import WARN_BLOCK, GovernanceKeys


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
