"""``dpone.yaml`` and ``ownership.yaml``: settings of a project."""

from __future__ import annotations

from typing import Literal

from dpone_si.manifest.structure.authoring import Shape, block, key
from dpone_si.manifest.structure.models.flow import WORKLOAD_ID

OWNED_TEXT = r"^(?!\s*TODO\s*$)(?=[\s\S]*\S)[\s\S]{1,256}$"


@block(closed=True)
class ProjectLayout(Shape):
    """Where the workloads are."""

    mode: Literal["flat", "domain_first"] = key(
        "Where the workloads are: with flat in pipelines/ and domains/, with domain_first in one directory per domain.",
        required="tool",
        default="flat",
        common=True,
    )
    root: str = key("Directory of the domains.", default="workloads", common=True)
    pipeline_id_scope: Literal["project"] = key("Where identities of pipelines are unique.", default="project")
    system_root: str = key("Directory of dpone's own files; .dpone for domain_first.")
    dual_read_legacy_catalogs: bool = key("Also read catalogues in domains/; true by default for domain_first.")


@block(open=True, strict=True)
class ProjectAuthoring(Shape):
    """Rules for writing manifests."""

    primary_source_policy: str = key("Which file of a workload counts as its source.")
    recipe_catalog: str | dict[str, object] = key("Catalogue of recipes.")


@block(open=True, strict=True)
class ProjectAirflow(Shape):
    """Airflow in this project."""

    enabled: bool = key("Whether Airflow runs the workloads.", default=False, common=True)
    index_path: str = key("Where the deployment index is.")


@block(name="project", open=True, strict=True)
class Project(Shape):
    """Settings of a project, in dpone.yaml."""

    schema_: str = key(
        "Form of the document.", name="schema", values=("dpone.project.v1",), required="tool", common=True
    )
    layout: ProjectLayout = key("Where the workloads are.", common=True)
    authoring: ProjectAuthoring = key("Rules for writing manifests.")
    airflow: ProjectAirflow = key("Airflow in this project.", common=True)
    name: str = key("Name of the project.")


@block(closed=True)
class OwnershipOwner(Shape):
    """Who owns the domain."""

    team: str = key("Team that owns the domain.", required="tool", pattern=OWNED_TEXT, common=True)
    contact: str = key("How the team is reached.", required="tool", pattern=OWNED_TEXT, common=True)


@block(closed=True)
class OwnershipApprovers(Shape):
    """Who approves changes."""

    github_team: str = key("GitHub team that approves changes.", required="tool", pattern=OWNED_TEXT, common=True)


@block(name="ownership", closed=True)
class Ownership(Shape):
    """Who owns a domain, in ownership.yaml."""

    schema_: str = key(
        "Form of the document.", name="schema", values=("dpone.domain-ownership.v1",), required="tool", common=True
    )
    domain: str = key("Name of the domain; equals its directory.", required="tool", pattern=WORKLOAD_ID, common=True)
    owner: OwnershipOwner = key("Who owns the domain.", required="tool", common=True)
    approvers: OwnershipApprovers = key("Who approves changes.", required="tool", common=True)
