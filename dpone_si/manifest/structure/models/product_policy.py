"""``sink.options.data_product``: its rules, who may act, the controls it must meet, and the evidence that is kept
and sent on.
"""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key
from dpone_si.manifest.structure.models.product_area import (
    ALLOW_WARN_BLOCK,
    SEVERITIES,
    STORES,
    WARN_BLOCK,
    GovernanceKeys,
)


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
    policy: str = key(
        "What a legal hold does to the records under it.", default="block_delete", values=("block_delete",)
    )
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

    provider: str = key(
        "System that the data is sent to.",
        required=True,
        values=("datahub", "openmetadata", "openlineage", "opa", "json"),
    )
    mode: str = key("Whether files are written or sent.", default="render", values=("render", "publish"))


@block()
class ProductGovernanceExport(GovernanceKeys):
    """Telling other systems about the product."""

    stale_evidence_policy: str = key("What old evidence does.", default="block", values=WARN_BLOCK)
    targets: list[ExportTarget] = key("Systems that are told.")
