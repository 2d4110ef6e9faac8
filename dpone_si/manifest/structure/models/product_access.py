"""``sink.options.data_product``: who may read which columns, and how that is enforced."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key
from dpone_si.manifest.structure.models.product_area import ALLOW_WARN_BLOCK, WARN_BLOCK, GovernanceKeys


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
    block_sensitive_export_without_approval: bool = key(
        "Stop exports of sensitive data without approval.", default=True
    )
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
