"""One made-up process: source, sink, state and the blocks around them."""

from __future__ import annotations

from typing import Any

from tests.generate import names
from tests.generate.chance import Chance
from tests.generate.routes import STATELESS, Route, spell_endpoint
from tests.generate.strategies import Block, make_strategy

API_TYPES = ("rest", "omnidesk", "appsflyer", "mindbox", "openexchangerates", "google_sheets", "cbr", "fasttrack")


def make_process(chance: Chance, route: Route, *, tables: bool = True, references: bool = False) -> Block:
    """A process for the route, without a name.

    `tables` False leaves the tables to the layers of a batch; `references` True names every connection by
    `connection_ref`, as the flow family asks for.
    """
    parts = make_strategy(chance, route)
    by_reference = references or chance.maybe(0.25)
    source = _source(chance, route, by_reference) | ({"table": _table(chance, route)} if tables else {})
    sink = _sink(chance, route, by_reference) | ({"table": _table(chance, route)} if tables else {})
    options = {**_source_options(chance, route, parts.source_options), **parts.source_options}
    if route.mode == "full_refresh" and not parts.strategy and chance.maybe(0.3):
        strategy: Block = {}
    else:
        strategy = {"strategy": parts.strategy}
    sink_options = _sink_options(chance, route, reconciled="reconciliation" in parts.process)
    process: Block = {
        "source": source | ({"options": options} if options else {}),
        "sink": sink | strategy | ({"options": sink_options} if sink_options else {}),
        **_state(chance, route, by_reference),
        **parts.process,
        **_surroundings(chance, route),
    }
    return process


def _source(chance: Chance, route: Route, by_reference: bool) -> Block:
    source: Block = {"type": spell_endpoint(route.source, chance), **_connection(chance, by_reference)}
    if route.source == "api":
        source["api_type"] = "rest" if chance.maybe(0.8) else chance.one(API_TYPES)
    if route.source == "kafka" and chance.maybe(0.5):
        source["topic"] = "shop.events"
    return source


def _sink(chance: Chance, route: Route, by_reference: bool) -> Block:
    sink: Block = {"type": spell_endpoint(route.sink, chance), **_connection(chance, by_reference)}
    if route.sink == "kafka" and chance.maybe(0.3):
        sink["topic"] = "dwh.events"
    if chance.maybe(0.2) and "max_source_bytes" not in sink:
        sink["staging"] = {"schema": chance.one(("stg", "staging"))}
    return sink


def _connection(chance: Chance, by_reference: bool) -> Block:
    if by_reference:
        return {"connection_ref": names.connection(chance)}
    kind = chance.weighted({"airflow": 6, "vault": 1, "env": 1, "params": 1})
    path = {"vault_path": "etl/shop", "vault_mount_point": "etl"} if kind == "vault" else {}
    return {"connection_type": kind, "connection_id": names.connection(chance), **path}


def _table(chance: Chance, route: Route) -> Block:
    plain = "mssql" in {route.source, route.sink}
    return {"schema": names.schema(chance), "name": names.table(chance, plain=plain)}


def _state(chance: Chance, route: Route, by_reference: bool) -> Block:
    if route.sink == "mssql":
        table = {"database": "dwh", "schema": "etl_state", "name": "etl_xmin_state"}
        store = (
            {"type": "mssql", "reuse": "sink"} if chance.maybe(0.6) else {"type": "mssql", "connection_ref": "state_db"}
        )
        return {"state": {**store, "atomicity": "target_atomic", "provisioning": "external", "table": table}}
    if route.mode in STATELESS:
        return chance.optional({"state": (0.1, {"type": "disabled"})})
    if not chance.maybe(0.85):
        return {}
    if by_reference:
        return {"state": {"type": "postgres", "connection_ref": "state_pg"}}
    place = {"connection_type": "airflow", "connection_id": "state_pg", "vault_mount_point": "etl"}
    return {
        "state": {"type": "postgres", **place, **chance.optional({"table": (0.5, {"schema": "etl", "name": "state"})})}
    }


def _source_options(chance: Chance, route: Route, required: Block) -> Block:
    options = chance.optional(
        {
            "batch_size": (0.3, chance.one((1000, 5000, 50_000, 100_000))),
            "columns": (0.15, chance.some(names.COLUMNS, 1, 4)),
        }
    )
    if route.source in {"postgres", "mysql", "mssql"} and route.sink not in {"mssql", "bigquery", "kafka"}:
        options |= chance.optional({"export_format": (0.1, "csv"), "compress_export": (0.1, chance.maybe(0.5))})
    if route.source == "kafka":
        options |= chance.optional(
            {
                "read_mode": (0.3, chance.one(("offsets", "max_records"))),
                "message_format": (0.3, "json"),
                "max_records": (0.2, 500),
            }
        )
    if route.source == "api":
        options |= chance.optional(
            {"resource": (0.5, "rates"), "max_retries": (0.3, chance.number(0, 10)), "path": (0.3, "/v2/x")}
        )
    if (
        route.source == "postgres"
        and route.sink != "mssql"
        and "custom_predicate" not in required
        and route.mode != "replace"
    ):
        options |= chance.optional({"custom_predicate": (0.1, "deleted_at is null")})
    if route.source in {"postgres", "mssql"} and route.sink != "mssql":
        options |= chance.optional({"query": (0.05, {"mode": "inline", "sql": "select *\nfrom orders\n"})})
    return options


def _sink_options(chance: Chance, route: Route, *, reconciled: bool) -> Block:
    if reconciled:
        return {"technical_columns": "required", "physical_design": {"apply_runtime": False}}
    options = chance.optional(
        {
            "log_sample_rows": (0.15, chance.number(0, 100)),
            "technical_columns": (0.15, chance.one(("required", "optional"))),
            "schema_evolution": (0.1, {"enabled": True, "mode": "widening"}),
            "lineage": (0.1, chance.one((True, {"preset": "minimal"}, {"preset": "standard"}))),
            "load_governance": (0.05, {"enabled": True}),
            "type_inference": (0.05, {"enabled": chance.maybe(0.5)}),
        }
    )
    if route.sink == "bigquery":
        labels = {"team": "sales", "tier": chance.one(("gold", "1"))}
        options |= chance.optional(
            {
                "table_labels": (0.3, labels),
                "table_description": (0.3, names.title(chance)),
                "apply_table_metadata": (0.2, True),
            }
        )
    if route.sink == "clickhouse":
        storage = {"clickhouse": {"engine": "MergeTree", "order_by": ["id"]}}
        options |= chance.optional(
            {"physical_design": (0.2, {"storage": storage}), "clickhouse_bulk": (0.1, {"mode": "auto"})}
        )
    if route.sink == "kafka":
        options |= chance.optional({"key": (0.3, {"mode": "unique_key"}), "delivery": (0.3, {"mode": "idempotent"})})
    if route.sink == "mssql" and route.source != "postgres":
        options |= chance.optional({"bulk": (0.2, {"mode": "bcp", "bcp": {"batch_size": 50_000, "table_lock": True}})})
    return options


def _surroundings(chance: Chance, route: Route) -> Block:
    """Blocks beside source and sink."""
    storage = {"profile": "worker_local", "min_free_bytes": chance.one(("2GiB", 1_073_741_824))}
    blocks = chance.optional(
        {
            "description": (0.3, names.title(chance)),
            "task_group": (0.15, "nightly"),
            "depends_on": (0.2, _depends_on(chance)),
            "quality": (0.15, _quality(chance)),
            "runtime": (0.1, {"storage": storage}),
            "options": (0.05, {"note": "kept as it is"}),
            "transforms": (0.05, [{"name": "trim", "params": {"columns": ["region"]}}]),
            "tech_schema": (0.05, "tech"),
        }
    )
    if route.sink != "mssql":
        contract = {"id": "shop.orders", "version": "1.0.0", "columns": {"id": {"type": "bigint", "nullable": False}}}
        blocks |= chance.optional(
            {"schema_contract": (0.1, contract), "bigquery_proxy": (0.03, {"proxy_enable": False})}
        )
    if "quality" in blocks and "window" in str(route.mode):
        del blocks["quality"]
    return blocks


def _depends_on(chance: Chance) -> Any:
    entries: list[Any] = [
        "other.yaml",
        "other.batch.yaml#public.orders",
        {"path": "other.yaml", "alias": "first"},
        {"group": "nightly"},
    ]
    return chance.one((chance.some(entries, 1, 3), entries[0], {"path": "other.yaml"}))


def _quality(chance: Chance) -> Block:
    if chance.maybe(0.5):
        return {"checks": [{"type": "min_rows", chance.one(("threshold", "value")): chance.number(0, 100)}]}
    gates = [
        {
            "id": "rows",
            "type": "min_rows",
            "threshold": chance.number(0, 10),
            "severity": chance.one(("error", "warning")),
        },
        {
            "id": "parity",
            "type": "row_count_reconciliation",
            "tolerance": {"mode": "pct", "value": chance.one((0, 1, 0.5))},
        },
    ]
    return {"gates": chance.some(gates, 1), **chance.optional({"mode": (0.2, "fail")})}
