"""``runtime``: working directories of the load and the choice of its route."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key


@block()
class StorageCleanup(Shape):
    """What is deleted after a run."""

    temp_files: str = key(
        "When temporary files are deleted.", default="eager", values=("eager", "on_success", "keep_on_failure")
    )
    failed_files: str = key("Whether files of a failed run stay.", default="keep", values=("keep", "delete"))
    completed_retention: str = key("How finished runs are kept.", default="none", values=("none", "duration", "count"))


@block()
class TransferStoreCleanup(Shape):
    """What is deleted from the transfer store."""

    temp_objects: str = key(
        "When temporary objects are deleted.",
        default="on_success",
        values=("eager", "on_success", "keep_on_failure", "retain"),
    )
    failed_objects: str = key("Whether objects of a failed run stay.", default="keep", values=("keep", "delete"))


@block()
class TransferStoreEncryption(Shape):
    """How objects in the transfer store are encrypted."""

    mode: str = key(
        "Who encrypts, and with which key.",
        default="provider_default",
        values=("provider_default", "sse_s3", "sse_kms", "customer_managed"),
    )
    kms_key_id: str = key("Identifier of the key for sse_kms.")


@block()
class TransferStoreMultipart(Shape):
    """Uploads in parts."""

    enabled: bool = key("Whether large objects are uploaded in parts.", default=True)
    part_size: int | str = key("Size of a part, in bytes or with a unit.", default="64MiB")


@block()
class TransferStore(Shape):
    """Object storage between source and sink."""

    type: str = key("Kind of object storage.", values=("s3", "gcs", "azure", "minio", "local"))
    uri: str = key("Where objects are put.", required=True)
    connection_id: str = key("Connection with the credentials of the storage.")
    connection_type: str = key("Where those credentials come from.")
    endpoint_url: str = key("Address of an S3-compatible service.")
    local_root_dir: str = key("Directory that stands in for the storage when type is local.")
    cleanup: TransferStoreCleanup = key("What is deleted from the store.")
    encryption: TransferStoreEncryption = key("How objects are encrypted.")
    multipart: TransferStoreMultipart = key("Uploads in parts.")


class StorageKeys(Shape):
    """Directories the load works in."""

    profile: str = key(
        "Kind of disk the worker has.",
        default="worker_local",
        values=("worker_local", "mounted_volume", "object_backed", "custom"),
    )
    work_dir: str = key("Directory of temporary files.")
    evidence_dir: str = key("Directory of run records.", default=".dpone/runs")
    checkpoint_dir: str = key("Directory of checkpoints.", default=".dpone/state")
    debug_dir: str = key("Directory of debugging output.", default=".dpone/debug")
    path_template: str = key("How directories below work_dir are named.", default="{pipeline}/{run_id}/{stage}")
    create_dirs: bool = key("Whether missing directories are made.", default=True)
    require_writable: bool = key("Fail when a directory cannot be written.", default=True)
    min_free_bytes: int | str = key("Fail when less disk is free, in bytes or with a unit.", default="1GiB")
    cleanup: StorageCleanup = key("What is deleted after a run.")
    transfer_store: TransferStore = key("Object storage between source and sink.")


@block()
class RuntimeStorage(StorageKeys):
    """Directories the load works in."""


@block()
class RuntimeCompatibility(Shape):
    """Older behaviour that is still wanted."""

    legacy_runtime_connections: str = key(
        "Whether connection_id may name credentials outside a connection registry.",
        default="disabled",
        values=("disabled", "explicit_only"),
        any_case=False,
    )


@block()
class RuntimeCapabilities(Shape):
    """How dpone chooses the route of the data."""

    mode: str = key("How much a missing capability matters.", default="auto", values=("auto", "required", "warn_only"))
    requested_route_id: str = key("The route that must be taken.")
    explain_alternatives: bool = key("Whether the plan names the routes not taken.", default=True)


@block()
class Runtime(StorageKeys):
    """Working directories of the load and the choice of its route; the keys of storage are read here too."""

    storage: RuntimeStorage = key("Directories the load works in.", common=True)
    capabilities: RuntimeCapabilities = key("How dpone chooses the route of the data.")
    compatibility: RuntimeCompatibility = key("Older behaviour that is still wanted.")
