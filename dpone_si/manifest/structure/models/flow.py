"""``dpone.flow.v1`` and its relatives: explicit lists of processes."""

from __future__ import annotations

from typing import Literal

from dpone_si.manifest.structure.authoring import Shape, block, key
from dpone_si.manifest.structure.models.gitops import Gitops
from dpone_si.manifest.structure.models.notes import NoteKeys
from dpone_si.manifest.structure.models.process import Process
from dpone_si.manifest.structure.models.quality import Quality
from dpone_si.manifest.structure.models.validation import Validation

WORKLOAD_ID = r"^[a-z0-9][a-z0-9_-]{1,127}$"
ARTIFACT_ID = r"^[a-z][a-z0-9-]{0,62}$"
ARTIFACT_REF = r"^[a-z][a-z0-9-]{0,62}@[0-9]+\.[0-9]+\.[0-9]+$"
ARTIFACT_PATH = r"^(?!/)(?!.*\\)(?!.*(?:^|/)\.\.(?:/|$)).+\.ya?ml$"
SHA256 = r"^sha256:[0-9a-f]{64}$"


@block()
class Metadata(Shape):
    """Identity and ownership of a workload."""

    id: str = key(
        "Identity of the workload: lower-case letters, digits, _ and -.",
        pattern=WORKLOAD_ID,
        enforced=True,
        common=True,
    )
    domain: str = key("Business domain that owns the workload.", common=True)
    owner: str = key("Team that answers for the workload.", common=True)
    recipe: str = key("Recipe the workload was made from.")
    airflow: bool = key("Whether Airflow runs the workload.")
    tags: list[str] = key("Labels for selecting workloads.")


@block()
class FlowAuthoring(Shape):
    """How the flow is written; dpone compares it with the file."""

    mode: Literal["flow", "folder"] = key(
        "Where the processes are: with flow in this file, with folder in fragments.",
        required="tool",
        any_case=False,
        enforced=True,
        nullable=False,
        common=True,
    )
    source: str = key(
        "This file's own path relative to the project root; it must be the tail of the real path.",
        required="tool",
        enforced=True,
        nullable=False,
        common=True,
    )


@block(closed=True, strict=True)
class RecipeUse(Shape):
    """The recipe that produces the processes, pinned by digest."""

    catalog_id: str = key("Catalogue the recipe belongs to.", required="tool", pattern=ARTIFACT_ID)
    ref: str = key("Recipe and version, as id@x.y.z.", required="tool", pattern=ARTIFACT_REF)
    artifact_ref: str = key("Recipe file relative to the project root.", required="tool", pattern=ARTIFACT_PATH)
    sha256: str = key("Digest of the recipe file's bytes.", required="tool", pattern=SHA256)
    profile_ref: str = key("Profile with preset parameters, as id@x.y.z.", pattern=ARTIFACT_REF)
    parameters: dict[str, str | int | float | bool | None] = key("Answers to the recipe's parameters.")


class FlowKeys(Shape):
    """Root keys of a flow and of the deprecated pipeline."""

    schema_: str = key("Read in place of kind when kind is missing.", name="schema")
    metadata: Metadata = key("Identity and ownership of the workload.", common=True)
    processes: list[Process] = key("The processes, each complete.", nullable=False, common=True)
    fragments: list[str] = key("Files with processes, for authoring.mode folder.", nullable=False, common=True)
    recipe: RecipeUse = key("The recipe that produces the processes.")
    quality: Quality = key("Checks for every process that has none of its own.", nullable=False)
    gitops: Gitops = key("Settings for deployment of the whole flow.")
    validation: Validation = key("Rules for names, labels and descriptions.")


class FlowHead(Shape):
    """How a flow begins."""

    kind: str = key(
        "Form of the document; a dpone.batch.v1 with processes is read as a flow too.",
        values=("dpone.flow.v1",),
        aliases=("dpone.batch.v1",),
        required=True,
        any_case=False,
        nullable=False,
        common=True,
    )
    authoring: FlowAuthoring = key("How the flow is written.", required=True, nullable=False, common=True)


class PipelineHead(Shape):
    """How a pipeline begins."""

    kind: str = key(
        "Form of the document.",
        values=("dpone.pipeline.v1",),
        required=True,
        any_case=False,
        nullable=False,
        deprecated="kind: dpone.flow.v1",
        common=True,
    )
    authoring: FlowAuthoring = key("How the file is written; not needed here.")


@block(name="flow")
class Flow(NoteKeys, FlowKeys, FlowHead):
    """A short list of complete processes, in this file or in a folder."""


@block(name="pipeline")
class Pipeline(NoteKeys, FlowKeys, PipelineHead):
    """The older spelling of a flow."""


@block(name="fragment", closed=True, strict=True)
class Fragment(Shape):
    """Part of a folder flow: processes only."""

    kind: str = key("Form of the document.", values=("dpone.flow-fragment.v1",), required="tool", common=True)
    processes: list[Process] = key("The processes, each complete.", required="tool", common=True)
