"""``sink.options.data_product``: the table as a data product, with its governance."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key
from dpone_si.manifest.structure.models.product_access import ProductAccessEnforcement, ProductAccessGovernance
from dpone_si.manifest.structure.models.product_area import SEVERITIES
from dpone_si.manifest.structure.models.product_cost import ProductCostGovernance
from dpone_si.manifest.structure.models.product_policy import (
    ProductAuditRetention,
    ProductAuthority,
    ProductCompliance,
    ProductGovernanceExport,
    ProductPolicy,
)
from dpone_si.manifest.structure.models.product_reliability import (
    ProductAssertions,
    ProductProgressiveDelivery,
    ProductSlo,
    ReliabilityControlTower,
)


@block(open=True)
class DataProduct(Shape):
    """The table as a data product, with its governance."""

    id: str = key("Identity of the product.", common=True)
    owner: str = key("Team that answers for the product.", common=True)
    tier: str = key(
        "How refined the data is.", default="silver", values=("bronze", "silver", "gold", "regulated"), common=True
    )
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
