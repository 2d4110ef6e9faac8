"""A process: one load of one source into one sink."""

from __future__ import annotations

from typing import Literal

from dpone_si.manifest.structure.authoring import Shape, block, key
from dpone_si.manifest.structure.models.endpoint import Sink, Source
from dpone_si.manifest.structure.models.gitops import Gitops
from dpone_si.manifest.structure.models.notes import NoteKeys
from dpone_si.manifest.structure.models.quality import Quality
from dpone_si.manifest.structure.models.reconciliation import Reconciliation
from dpone_si.manifest.structure.models.runtime import Runtime
from dpone_si.manifest.structure.models.schema_contract import SchemaContract
from dpone_si.manifest.structure.models.state import State
from dpone_si.manifest.structure.models.validation import Validation


@block()
class Dependency(Shape):
    """A process, file or group that must finish first."""

    path: str = key(
        "Manifest file, file#selector or #selector that must finish first, relative to this file.", common=True
    )
    group: str = key("Task group that must finish first; wins over path.")
    alias: str = key("Label of the dependency.")


@block(closed=True)
class Transform(Shape):
    """A named transformation of the rows."""

    name: str = key("Name of the transformation.", required="tool")
    params: dict[str, object] = key("Its parameters.", required="tool")


@block()
class BigqueryProxy(Shape):
    """Whether BigQuery is reached through a proxy."""

    proxy_enable: bool = key("Send BigQuery traffic through the proxy.", default=False, enforced=True)
    connection_ref: str = key("Connection of the proxy, resolved when the load starts.")
    vault_mount_point: str = key("Older way to name the Vault mount point of the proxy.", deprecated="connection_ref")
    vault_path: str = key("Older way to name the Vault secret of the proxy.", deprecated="connection_ref")


@block(open=True)
class StorageAccess(Shape):
    """Connection to the object storage."""

    connection_ref: str = key("Connection, resolved when the load starts.")


@block(open=True)
class ObjectStorage(Shape):
    """Who reaches the object storage of a columnar copy, and how."""

    runtime_access: StorageAccess = key("Connection of the worker.")
    clickhouse_write_access: StorageAccess = key("Connection of ClickHouse.")


@block()
class Execution(Shape):
    """How a process of a flow shows in Airflow."""

    visibility: Literal["inline", "task", "group"] = key(
        "Whether the process runs inside the flow's task, as a task or as a group of tasks.", default="inline"
    )


class ProcessKeys(Shape):
    """The keys of a process, wherever it is written."""

    name: str = key(
        "Name of the process and of its Airflow task: lower-case letters, digits and _; naming.process_name fills it "
        "in a batch.",
        required="tool",
        common=True,
    )
    description: str = key("What the load is for.", common=True)
    source: Source = key("Where rows come from.", required=True, common=True)
    sink: Sink = key("Where rows go.", required=True, common=True)
    task_group: str = key("Airflow task group; other manifests can depend on it.", common=True)
    depends_on: str | list[str | Dependency] | Dependency = key(
        "What must finish before this process.", nullable=False, common=True
    )
    transforms: list[Transform] = key("Named transformations of the rows, each with name and params.", nullable=False)
    state: State = key("Where the load remembers how far it came.", common=True)
    reconciliation: bool | Reconciliation = key("How rows deleted in the source are found.", default=False)
    tech_schema: str = key(
        "Schema of the reconciliation tables.", default="tech", pattern=r"^[a-zA-Z_][a-zA-Z0-9_]{0,63}$"
    )
    quality: Quality = key("Checks of the loaded data.", nullable=False, common=True)
    schema_contract: SchemaContract = key("The columns that are promised, with their types.")
    runtime: Runtime = key("Working directories of the load and the choice of its route.")
    options: dict[str, object] = key("Settings of the process that dpone hands on unread.")
    bigquery_proxy: BigqueryProxy = key("Whether BigQuery is reached through a proxy.")
    object_storage: ObjectStorage = key("Who reaches the object storage of a columnar copy, and how.")
    gitops: Gitops = key("Settings for deployment; resources belong to the root of the file only.")
    execution: Execution = key("How a process of a flow shows in Airflow.")
    tags: list[str] = key("Labels for selecting workloads.")


@block()
class Process(NoteKeys, ProcessKeys):
    """One load of one source into one sink."""


@block(name="single")
class Single(NoteKeys, ProcessKeys):
    """A file that is one process: no `kind`, never rendered as a template."""

    kind: str = key("Not needed: a file without kind is one process.", values=("dpone.single.v1",), any_case=False)
    schema_: str = key(
        "Not needed; read in place of kind when kind is missing.",
        name="schema",
        values=("dpone.single.v1",),
        any_case=False,
    )
    validation: Validation = key("Rules for names, labels and descriptions.")
    metadata: dict[str, object] = key("Free notes; dpone reads none of them in a single manifest.")
    authoring: dict[str, object] = key("How the file was written; read by `dpone check` only.")
