"""What `resync` and `resume` share: their arguments, the way to a live backend, and how the result is shown."""

from __future__ import annotations

import argparse

from dpone_si.cli.answers import FINDINGS, OK, Answer, code_block
from dpone_si.run_artifacts import REPLAY_DIR

SCHEMA_VERSION = "dpone.si.replay.v1"


def register_replay(parser: argparse.ArgumentParser) -> None:
    """The arguments both commands have; those of `dpone resync` and `dpone resume` mean the same here."""
    parser.add_argument("--source-type", required=True, metavar="TYPE")
    parser.add_argument("--sink-type", required=True, metavar="TYPE")
    parser.add_argument("--strategy", required=True, metavar="MODE", help="the strategy the run used")
    parser.add_argument(
        "--artifact-dir", default=REPLAY_DIR, metavar="DIR", help=f"where evidence goes (default: {REPLAY_DIR})"
    )
    parser.add_argument("--yes", action="store_true", help="approve: execute instead of planning")
    scope = parser.add_argument_group("scope", "which rows a live backend may touch; without a scope it refuses")
    scope.add_argument("--partition", action="append", metavar="VALUE", help="a partition to replace; repeat it")
    scope.add_argument(
        "--partition-column", default="", metavar="COLUMN", help="the column the partition values belong to"
    )
    scope.add_argument("--unique-key", action="append", metavar="COLUMN", help="a column of the unique key; repeat it")
    scope.add_argument("--scope", default="", choices=("partitions", "keys"), help="delete by partition or by key")
    scope.add_argument(
        "--column", action="append", metavar="COLUMN", help="a column to write; repeat it (default: all)"
    )
    scope.add_argument(
        "--allow-empty", action="append", metavar="VALUE", help="a partition meant to end up empty; repeat it"
    )
    scope.add_argument("--other-writers", action="store_true", help="rows outside the scope may change meanwhile")
    scope.add_argument("--load-id", default="", metavar="ID", help="which load, when the run has several open ones")
    live = parser.add_argument_group(
        "live backend", "where an approved replay is executed; credentials come from the environment"
    )
    live.add_argument(
        "--live-backend", action="store_true", help="execute on the sink; without it only the sequence is recorded"
    )
    live.add_argument("--connection-id", default="", metavar="ID", help="names the DPONE_CONN_<ID>_... variables")
    live.add_argument("--connection-type", default="env", choices=("env", "vault", "airflow", "params"))
    live.add_argument("--target-schema", default="public", metavar="SCHEMA")
    live.add_argument("--target-table", default="", metavar="TABLE", help="the target table, or the Kafka topic")
    live.add_argument("--staging-schema", default="staging", metavar="SCHEMA")
    live.add_argument("--staging-table", metavar="TABLE", help="default: TABLE__replay_staging")
    live.add_argument(
        "--finalizer",
        default="",
        metavar="NAME",
        help="how partitions are replaced: delete_insert, attach_partition, switch_partition",
    )
    live.add_argument(
        "--lock-timeout", type=int, default=5, metavar="SECONDS", help="how long to wait for locks (default: 5)"
    )
    live.add_argument("--mount-point", metavar="PATH")
    live.add_argument("--connection-path", metavar="PATH")


def replay(options: argparse.Namespace, *, action: str, run_id: str, failed_stage: str) -> Answer:
    """Plans or, with `--yes`, executes; exit code 1 when an approved replay failed."""
    from dpone_si.replay.adapters import ReplayAdapterRegistry
    from dpone_si.replay.service import ReplayExecutionRequest, ReplayExecutionService

    request = ReplayExecutionRequest(
        action=action,
        run_id=run_id,
        source_type=options.source_type,
        sink_type=options.sink_type,
        strategy_mode=options.strategy,
        failed_stage=failed_stage,
        partitions=tuple(options.partition or ()),
        yes=options.yes,
        partition_column=options.partition_column,
        unique_key=tuple(options.unique_key or ()),
        columns=tuple(options.column or ()),
        scope=options.scope,
        allow_empty=tuple(options.allow_empty or ()),
        other_writers=options.other_writers,
        load_id=options.load_id,
    )
    backend = _live_backend(options) if options.live_backend and options.yes else None
    service = ReplayExecutionService(options.artifact_dir, adapter_registry=ReplayAdapterRegistry(backend=backend))
    result = service.execute(request)
    failed = result.status == "failed"
    sentence = _sentence(options, result.status)
    text = [f"{action} of run {run_id}: {sentence}"]
    text += [f"  step     {operation}" for operation in result.operations]
    text += [f"  failed   {result.failed_step}: {result.message}"] if failed else []
    text += [f"  evidence {path}" for path in (result.artifact_path, *result.evidence_paths)]
    text += [] if options.yes else [f"  execute  {command}" for command in result.commands]
    markdown = [f"# {action} of run `{run_id}`", "", sentence, ""]
    markdown += [f"- {operation}" for operation in result.operations]
    markdown += [f"- failed: {result.failed_step}: {result.message}"] if failed else []
    markdown += [f"- evidence: `{path}`" for path in (result.artifact_path, *result.evidence_paths)]
    markdown += [] if options.yes else ["", *code_block(result.commands)]
    payload: dict[str, object] = {
        "schema_version": SCHEMA_VERSION,
        "live_backend": backend is not None,
        **result.to_dict(),
    }
    return Answer(FINDINGS if failed else OK, lambda: payload, lambda: text, lambda: markdown)


TYPE_CHECKING = False
if TYPE_CHECKING:
    from dpone_si.replay.adapters import ReplayBackend


def _live_backend(options: argparse.Namespace) -> ReplayBackend:
    from dpone_si.replay.clients import ReplayBackendConnection, RuntimeReplayBackendFactory

    return RuntimeReplayBackendFactory().build(
        ReplayBackendConnection(
            sink_type=options.sink_type,
            connection_id=options.connection_id,
            target_table=options.target_table,
            credentials_source=options.connection_type,
            target_schema=options.target_schema,
            staging_schema=options.staging_schema,
            mount_point=options.mount_point,
            path=options.connection_path,
            staging_table=options.staging_table,
            finalizer=options.finalizer,
            lock_timeout_seconds=options.lock_timeout,
        )
    )


def _sentence(options: argparse.Namespace, status: str) -> str:
    if status == "planned":
        return "planned, nothing was executed. Add --yes to execute it."
    if status == "failed":
        return "failed. The state of the run was not committed."
    if options.live_backend:
        return "executed, reconciled, and its state committed."
    return "recorded as approved. Nothing was executed on the sink; that takes --live-backend."
