"""``kind: dpone.batch.v1``: many processes from one file."""

from __future__ import annotations

from typing import Literal

from dpone_si.manifest.structure.authoring import Shape, block, key
from dpone_si.manifest.structure.models.flow import Metadata
from dpone_si.manifest.structure.models.gitops import Gitops
from dpone_si.manifest.structure.models.naming import Naming
from dpone_si.manifest.structure.models.notes import NoteKeys
from dpone_si.manifest.structure.models.process import Dependency, Process
from dpone_si.manifest.structure.models.quality import Quality
from dpone_si.manifest.structure.models.runtime import Runtime
from dpone_si.manifest.structure.models.validation import Validation


@block(strict=True)
class TableEntry(Shape):
    """One table of a schema: its name and what differs from the defaults."""

    table: str = key("Name of the source table.", required="tool", common=True)
    id: str = key("Selector of the process; by default schema.table.", nullable=True)
    vars: dict[str, object] = key("Variables for templates, over those of the schema.", nullable=True)
    naming: Naming = key("Naming templates, over those of the schema.", nullable=True)
    overrides: Process = key("Part of a process, over all defaults.", nullable=True, common=True)
    depends_on: list[str | Dependency] = key(
        "Further dependencies, added to the inherited ones.", nullable=True, common=True
    )


@block()
class SchemaEntry(Shape):
    """The tables of one source schema and what they have in common."""

    tables: list[str | TableEntry] = key(
        "The tables: names, or mappings with `table`.", required="tool", nullable=False, enforced=True, common=True
    )
    vars: dict[str, object] = key("Variables for templates, over the root's.")
    naming: Naming = key("Naming templates, over the root's.")
    defaults: Process = key("Part of a process, over the root's defaults.", common=True)


@block(name="batch_authoring")
class BatchAuthoring(Shape):
    """How the file was written; `dpone check` and `strategy advise` compare it with the file."""

    mode: Literal["classic"] = key("Way of writing: classic for a batch.", any_case=False)
    source: str = key("This file's own path, relative to the project.")


class BatchHead(Shape):
    """How a batch begins."""

    kind: str = key(
        "Form of the document.",
        values=("dpone.batch.v1",),
        required=True,
        any_case=False,
        nullable=False,
        common=True,
    )
    schema_: str = key(
        "Read in place of kind when kind is missing.", name="schema", values=("dpone.batch.v1",), any_case=False
    )


class BatchKeys(Shape):
    """Root keys that a batch and a convention preset share."""

    convention: str = key("Built-in convention or preset file whose settings lie under this file's.", common=True)
    conventions: list[str] = key("Further conventions, applied in order after `convention`.")
    registry: str = key("Source registry file that provides variables.", common=True)
    registries: list[str] = key("Further source registry files.")
    vars: dict[str, object] = key("Variables for templates; they may refer to each other.", common=True)
    naming: Naming = key("Templates for names that the processes leave empty.", common=True)
    defaults: Process = key("Part of a process that every table inherits.", common=True)
    validation: Validation = key("Rules for names, labels and descriptions.")
    runtime: Runtime = key("Replaces defaults.runtime as a whole.", nullable=False)
    quality: Quality = key("Replaces defaults.quality as a whole.", nullable=False)
    metadata: Metadata = key("Identity and ownership of the workload.")
    gitops: Gitops = key("Settings for deployment of the whole file.")


@block(name="batch")
class Batch(NoteKeys, BatchKeys, BatchHead):
    """A file that expands to one process per table."""

    authoring: BatchAuthoring = key("How the file was written.")
    schemas: dict[str, SchemaEntry] = key(
        "Source schemas and their tables.", nullable=False, required="tool", common=True
    )
    processes: list[Process] = key(
        "A batch with processes and no schemas is read as a flow.", deprecated="kind: dpone.flow.v1 with processes"
    )


@block(name="preset")
class Preset(NoteKeys, BatchKeys):
    """A convention: settings that lie under those of every batch that names it."""

    kind: str = key("Not needed in a preset.")
    schemas: dict[str, SchemaEntry] = key("Source schemas and tables that every batch gets.", nullable=False)
