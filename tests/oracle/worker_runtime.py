"""What dpone would object to when it runs a process, as far as that can be asked without a connection.

Runs inside the oracle's worker. The real runtime is composed as `dpone run` composes it, with idle connectors in the
place of those that would connect, and is asked everything that it can refuse before rows move. Vendor
drivers that are not installed are replaced by empty ones, because only the classes of dpone are of interest.

What cannot be asked offline is left out: the existence of tables and columns, rights, the connection bindings of a
deployed cluster. A `connection_ref` is therefore taken for a resolvable connection.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any, cast
from unittest.mock import MagicMock

DRIVERS = (
    "psycopg",
    "pymysql",
    "pyodbc",
    "clickhouse_driver",
    "clickhouse_connect",
    "google",
    "confluent_kafka",
    "pandas",
)


def objections(process: dict[str, Any], manifest_dir: str | None = None) -> list[dict[str, str]]:
    """Return the refusals of the runtime for one effective process: `[{"check", "type", "message"}]`, empty if none.

    A check whose precondition failed is not made, so a first objection may hide others.
    """
    _stand_in_for_missing_drivers()
    run = _Run(Path(manifest_dir) if manifest_dir else Path.cwd(), process)
    with _without_connections():
        for check in CHECKS:
            run.ask(check)
    return run.objections


class _Run:
    """One process on its way to a run: what was built so far, and what was refused."""

    def __init__(self, manifest_dir: Path, process: dict[str, Any]) -> None:
        self.manifest_dir = manifest_dir
        state = _mapping(process.get("state"))
        self.state_by_reference = "connection_id" not in state and ("connection_ref" in state or "reuse" in state)
        self.process = process = _with_named_connections(process)
        self.source_block = _endpoint(process, "source")
        self.sink_block = _endpoint(process, "sink")
        self.state_block = _endpoint(process, "state")
        self.load_config: Any = None
        self.source: Any = None
        self.sink: Any = None
        self.objections: list[dict[str, str]] = []

    @property
    def sink_type(self) -> str:
        return str(self.sink_block.get("type", "bigquery"))

    @property
    def option(self) -> Callable[[str], Any]:
        return self.load_config.options.get

    def ask(self, check: Callable[[_Run], None]) -> None:
        if self.load_config is None and check is not compiles:
            return
        try:
            check(self)
        except (Exception, SystemExit) as error:
            name = check.__name__.replace("_", "-")
            self.objections.append({"check": name, "type": type(error).__name__, "message": str(error)})


def compiles(run: _Run) -> None:
    """The load configuration can be built."""
    builder = import_module("dpone.dag.load_config_builder").LoadConfigBuilder()
    service = import_module("dpone.runtime.etl.load_config_runtime").LoadConfigRuntimeService()
    run.load_config = service.prepare(builder.build(run.process, base_path=run.manifest_dir))


def route_is_open(run: _Run) -> None:
    """No native transfer blocker and no contract of the whole route stops the run before it starts."""
    guard = import_module("dpone.readiness.native_transfer_route_guard").NativeTransferRouteRunGuard()
    blockers = guard.blockers(raw_config=run.process, manifest_dir=run.manifest_dir)
    if blockers:
        raise ValueError(", ".join(blockers))
    import_module("dpone.config.postgres_xmin_execution").require_postgres_xmin_execution_route(run.load_config)
    import_module("dpone.runtime.quality_replay_contracts").validate_replay_configuration(run.process)


def window_is_admitted(run: _Run) -> None:
    """A rolling window meets nothing that its runner cannot keep."""
    admission = import_module("dpone.runtime.rolling_window_admission")
    if run.option("rolling_window") is not None:
        admission.validate_window_admission(run.load_config)
    elif run.option("mssql_native_window") is None:
        admission.reject_orphan_window_chunking(run.load_config)


def storage_is_understood(run: _Run) -> None:
    """The storage policy of the worker can be read."""
    policy = import_module("dpone.runtime.storage_policy").RuntimeStoragePolicy
    policy.from_sources(runtime=run.process.get("runtime") or {}, source_options=run.load_config.options)


def state_store_is_built(run: _Run) -> None:
    """There is a state store, and one that suits the strategy."""
    bootstrap = import_module("dpone.runtime.bootstrap_state").RuntimeStateBootstrap()
    configured = run.process.get("state") is not None
    if run.state_by_reference:
        connection = MagicMock(database="database", schema="schema")
        connection.descriptor.connection_type = str(run.state_block.get("type") or "")
        bootstrap.build_resolved(
            state_cfg=run.state_block,
            load_config=run.load_config,
            state_connection=connection,
            state_configured=configured,
            sink_type=run.sink_type,
        )
        return
    bootstrap.build(
        config=run.process,
        sink_cfg=run.sink_block,
        state_cfg=run.state_block,
        load_config=run.load_config,
        state_configured=configured,
    )


def sink_is_built(run: _Run) -> None:
    """The sink type exists and its connection is named."""
    factory = import_module("dpone.runtime.bootstrap_sources_sinks").RuntimeEndpointFactory
    run.sink = factory.build_sink(run.sink_block, MagicMock())


def source_is_built(run: _Run) -> None:
    """The source type exists and its connection is named."""
    factory = import_module("dpone.runtime.bootstrap_sources_sinks").RuntimeEndpointFactory
    run.source = factory.build_source(
        run.source_block, MagicMock(), sink_connector=getattr(run.sink, "connector", None)
    )


def source_knows_the_strategy(run: _Run) -> None:
    """The source can extract for this load strategy; a Kafka source can read its options and names a topic."""
    if type(run.source).__name__ == "KafkaSource":
        run.source._topic(run.load_config, run.source._options(run.load_config))
    elif run.source is not None:
        run.source._resolve_strategy(run.load_config)


def sink_knows_the_strategy(run: _Run) -> None:
    """The sink has an implementation of the load strategy, or for backfill of its inner mode."""
    if type(run.sink).__name__ == "KafkaSink":
        run.sink.load(run.load_config, _no_rows())
        return
    if type(run.sink).__name__ == "ClickHouseSink":
        service = import_module("dpone.runtime.sinks.clickhouse_staged_load").ClickHouseStagedLoadService
        idle = MagicMock()
        idle._effective_config.return_value = service._effective_config(idle, run.load_config)
        idle._external.publish.return_value = None
        service._publish_validated(idle, run.load_config, MagicMock(), object())
        return
    strategies = getattr(run.sink, "_strategy_map", None) or getattr(run.sink, "strategy_map", None)
    if strategies is not None and _inner_strategy(run) not in strategies:
        raise ValueError(f"unsupported load strategy: {_inner_strategy(run).value}")


def mssql_checkpoint_is_safe(run: _Run) -> None:
    """An MSSQL target can commit the source's progress together with its rows."""
    if run.sink_type != "mssql" or run.source is None or run.option("rolling_window") is not None:
        return
    admission = import_module("dpone.runtime.etl.mssql_transaction_admission")
    snapshot = admission.is_snapshot_envelope_route(run.load_config)
    admission._require_source_checkpoint_mode(run.source, run.load_config, snapshot_envelope_route=snapshot)


def policies_hold(run: _Run) -> None:
    """Key, merge policy, duplicate policy, partition and predicate satisfy what the sink's strategy asks first."""
    config = run.load_config
    if run.sink_type == "kafka" or (config.load_strategy.value == "backfill" and not run.option("backfill")):
        return
    if run.sink_type == "mssql":
        import_module("dpone.config.mssql_strategy_contract").normalize_mssql_load_strategy(config)
        return
    policy = import_module("dpone.runtime.sinks.merge_policy")
    mode = _inner_strategy(run).value
    if mode in {"incremental_merge", "snapshot_diff", "scd2"}:
        policy.require_unique_key(config)
        policy.validate_duplicate_policy(config)
    if mode == "incremental_merge":
        policy.resolve_merge_policy(config, run.sink_type)
    if mode == "partition_replace":
        policy.validate_partition_replace(config, run.sink_type)
    if mode == "replace" and not config.custom_predicate and run.option("rolling_window") is None:
        raise ValueError("replace needs custom_predicate")
    if mode == "incremental_append" and config.only_new_rows and not config.unique_key:
        raise ValueError("only_new_rows needs unique_key")
    if (
        mode == "incremental_append"
        and run.sink_type == "postgres"
        and config.micro_batch_commit
        and not config.only_new_rows
    ):
        raise ValueError("micro_batch_commit needs only_new_rows")


def delete_policy_is_known(run: _Run) -> None:
    """The delete policy of snapshot_diff or scd2 is one that the sink's strategy knows."""
    mode = run.load_config.load_strategy.value
    if run.sink is None or run.sink_type in {"kafka", "mssql"} or mode not in {"snapshot_diff", "scd2"}:
        return
    strategy: Any = getattr(run.sink, "_strategy_map", {}).get(run.load_config.load_strategy)
    place = strategy.__module__ if strategy else "dpone.runtime.sinks.clickhouse_production_finalize"
    module = import_module(place)
    owner: Any = module.ClickHouseProductionFinalizer if strategy is None else strategy.__class__
    idle, config = MagicMock(), run.load_config
    if mode == "snapshot_diff":
        policy = module._strategy_option(config, "diff", "delete_policy", default="hard_delete")
        _only_policy_errors(lambda: owner._apply_missing_key_policy(idle, config, MagicMock(), ("key",), policy))
        return
    apply: Any = getattr(owner, "_apply_scd2_delete_policy", None) or owner._apply_delete_policy
    columns = module._Scd2Columns.from_config(config)
    _only_policy_errors(lambda: apply(idle, config, MagicMock(), ("key",), columns))


def quality_is_understood(run: _Run) -> None:
    """Quality gates and acceptance metrics can be read."""
    service = import_module("dpone.runtime.governance.service").LoadGovernanceService
    service.validate_quality_config(MagicMock(), load_config=run.load_config)


def options_are_understood(run: _Run) -> None:
    """The option blocks that every sink reads can be read: schema evolution, lineage, decision audit."""
    evolution = import_module("dpone.runtime.schema_evolution_options").SchemaEvolutionRuntimeOptions
    evolution.from_load_options(run.load_config.options)
    import_module("dpone.runtime.lineage.options").LineageOptions.from_config(run.option("lineage"))
    import_module("dpone.runtime.decision_audit").DecisionAuditPolicy.from_load_config(run.load_config)


def hooks_are_understood(run: _Run) -> None:
    """The hook graph can be read."""
    hooks = import_module("dpone.governance.hooks").HookGraph
    hooks.from_config(run.option("hooks"), manifest_dir=str(run.manifest_dir))


def chunks_can_be_planned(run: _Run) -> None:
    """A backfill campaign yields chunks."""
    options = run.option("backfill")
    if run.load_config.load_strategy.value != "backfill" or not options:
        return
    import_module("dpone.backfill.execution_policy").execution_policy_from_load_config(run.load_config)
    spec = import_module("dpone.backfill.models").chunk_spec_from_options(options)
    if spec is not None:
        import_module("dpone.backfill.planner").plan_chunks(spec, run_key="check")


CHECKS: tuple[Callable[[_Run], None], ...] = (
    compiles,
    route_is_open,
    window_is_admitted,
    storage_is_understood,
    state_store_is_built,
    sink_is_built,
    source_is_built,
    source_knows_the_strategy,
    sink_knows_the_strategy,
    mssql_checkpoint_is_safe,
    policies_hold,
    delete_policy_is_known,
    quality_is_understood,
    options_are_understood,
    hooks_are_understood,
    chunks_can_be_planned,
)


def _only_policy_errors(ask: Callable[[], object]) -> None:
    """Let only the refusal of a policy through: what follows it builds statements from parts that are not there."""
    try:
        ask()
    except Exception as error:
        if "delete_policy" in str(error):
            raise


def _inner_strategy(run: _Run) -> Any:
    if run.load_config.load_strategy.value != "backfill":
        return run.load_config.load_strategy
    return import_module("dpone.runtime.sinks.strategies.backfill").backfill_inner_strategy(run.load_config)


def _endpoint(process: Mapping[str, Any], name: str) -> dict[str, Any]:
    """One endpoint block as the runtime sees it: its type is canonical before anything is built."""
    block = _mapping(process.get(name))
    canonical = import_module("dpone.runtime.credentials.authority").canonical_runtime_endpoint_type
    return {**block, "type": canonical(block["type"])} if block.get("type") else dict(block)


def _mapping(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def _no_rows() -> Any:
    rows = import_module("dpone.runtime.in_memory_rows").InMemoryRowsArtifact([])
    return import_module("dpone.runtime.sinks.load_payload").LoadPayload(artifact=rows, schema=[])


def _with_named_connections(process: Mapping[str, Any]) -> dict[str, Any]:
    """Write every `connection_ref` as a resolved connection, which only a deployed runtime could do."""
    resolved = dict(process)
    for end in ("source", "sink", "state"):
        block = _mapping(resolved.get(end))
        reference = block.get("connection_ref") or ("sink" if block.get("reuse") == "sink" else None)
        if reference and "connection_id" not in block:
            plain = {key: value for key, value in block.items() if key not in {"connection_ref", "reuse"}}
            given = {"connection_type": "airflow", "vault_mount_point": "mount", "vault_path": "path"}
            resolved[end] = {**given, **plain, "connection_id": reference}
    return resolved


@contextmanager
def _without_connections() -> Generator[None]:
    """Let every connector and store be one that does nothing, and every credential exist."""
    factories = import_module("dpone.runtime.credentials.connector_factory").BaseFactory
    manager = import_module("dpone.runtime.credentials.manager").CredentialsManager
    stores = import_module("dpone.runtime.state.factory").StateFactory
    resolved = import_module("dpone.runtime.credentials.resolved_connector_factory").ResolvedConnectorFactory
    with (
        _attributes(factories, dict.fromkeys(_names(factories, "_create_"), _idle_connector)),
        _attributes(stores, dict.fromkeys(_names(stores, "create_"), _idle_connector)),
        _attributes(manager, {"get_credentials": MagicMock()}),
        _attributes(resolved, {"create": _idle_connector}),
    ):
        yield


def _names(owner: type, prefix: str) -> list[str]:
    return [name for name in vars(owner) if name.startswith(prefix)]


@classmethod
def _idle_connector(cls: type, *args: Any, **kwargs: Any) -> Any:
    del cls, args, kwargs
    connector = MagicMock(dialect=None, connection_descriptor=None, database="database")
    connector.create_producer.return_value.flush.return_value = 0
    return connector


@contextmanager
def _attributes(owner: Any, values: Mapping[str, Any]) -> Generator[None]:
    before: dict[str, Any] = {name: vars(owner)[name] for name in values}
    for name, value in values.items():
        setattr(owner, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(owner, name, value)


class _EmptyDrivers(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports any module below the given names as one whose every attribute exists and does nothing."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] not in self._names:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        module = MagicMock(name=spec.name)
        module.__path__ = []
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to execute."""


def _stand_in_for_missing_drivers() -> None:
    if any(isinstance(finder, _EmptyDrivers) for finder in sys.meta_path):
        return
    missing = frozenset(name for name in DRIVERS if find_spec(name) is None)
    sys.meta_path.append(_EmptyDrivers(missing))
