"""Rules on strategies and endpoints agree with dpone: what it refuses has an error, what it runs has none.

Random manifests are linted and handed to the real dpone, to `manifest validate` and to every check of its runtime that needs no
connection. The few rules that call something an error which dpone runs (wrongly) are named below, with the reason.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from dpone_lsp.analysis.analyze import analyze
from dpone_lsp.model.settings import Settings
from dpone_si.manifest.expansion.loading import DiskLoader
from dpone_si.manifest.model.documents import Document
from tests.oracle.client import OracleClient

#: Errors on what dpone runs to a wrong result.
WRONG_RESULT = frozenset(
    (
        "kafka-partition-replace",  # silently another strategy
        "unique-key-missing",  # into Kafka: events without a key
        "unique-key-in-sink-options-auto",  # silently another strategy
        "changed-percent-scale",  # silently another strategy
        "scoped-source-global-delete",  # deletes rows outside the scope
        "snapshot-with-cursor",  # deletes rows that were not read
        "yaml-quoted-boolean",
        "partition-unknown-key",  # the guard it misspells is off
        "unknown-key",
    )
)
#: Checks of the oracle that depend on what it cannot know offline (its stand-ins for state and windows).
UNDECIDABLE = ("state-store-is-built", "window-is-admitted", "mssql-checkpoint-is-safe")
COUNT = 120


@pytest.mark.slow
def test_rules_agree_with_dpone(oracle: OracleClient, tmp_path: Path) -> None:
    chance = random.Random(7)
    path = tmp_path / "one.yaml"
    false_alarms: list[tuple[str, list[str]]] = []
    misses: list[tuple[str, str]] = []
    refused = 0
    for _ in range(COUNT):
        manifest = _manifest(chance)
        text = json.dumps(manifest)
        path.write_text(text, encoding="utf-8")
        objection = _objection(oracle, path, manifest)
        refused += objection is not None
        found = analyze(Document(path.as_posix(), text), DiskLoader(str(tmp_path)), Settings()).findings
        errors = {finding.rule for finding in found if finding.severity == "error"}
        told = errors | {finding.rule for finding in found if finding.rule == "source-mode-unsupported"}
        if objection is None and errors - WRONG_RESULT:
            false_alarms.append((text, sorted(errors - WRONG_RESULT)))
        if objection is not None and not told:
            misses.append((text, objection))
    assert false_alarms == []
    assert misses == []
    assert 0.2 < refused / COUNT < 0.95, "the generator makes manifests that are almost all right or all wrong"


def _objection(oracle: OracleClient, path: Path, manifest: dict[str, Any]) -> str | None:
    verdict = oracle.validate(path)
    if not verdict.accepted:
        return verdict.failure.message if verdict.failure else verdict.issues[0].code
    for objection in oracle.runtime_check(manifest, manifest_dir=path.parent):
        if objection.check not in UNDECIDABLE:
            return f"{objection.check}: {objection.message}"
    return None


SOURCE_OPTIONS: dict[str, tuple[float, tuple[Any, ...]]] = {
    "incremental_column": (0.25, ("updated_at",)),
    "incremental_strategy": (0.1, ("xmin", "column", "wal")),
    "export_format": (0.1, ("csv", "binary", "mssql-delimited")),
    "compress_export": (0.08, (True, False)),
    "batch_commit_mode": (0.06, ("whole", "separate")),
    "unique_key": (0.08, (["id"], "id,region", 5)),
    "cdc_enabled": (0.08, (True,)),
    "partitioning": (0.04, ({"column": "id"}, {"column": "id", "enabled": False})),
    "xmin_execution": (0.03, ({"mode": "auto"}, {"mode": "incremental", "handoff_id": "a.b"})),
    "max_source_bytes": (0.02, (5,)),
}
PARTITIONS = (
    {"column": "day"}, {"column": "day", "native_mode": "required"}, {"column": "day", "max_partitions_per_run": -1},
    {"native_mode": "auto"},    {"column": "day", "value_expression": "a;b"}, {"column": "day", "values_from_staging": False},
)  # fmt: skip
STRATEGY: dict[str, tuple[float, tuple[Any, ...]]] = {
    "unique_key": (0.7, (["id"], "id", ["id", "region"], ["id", "id"], [])),
    "overwrite_type": (0.06, ("truncate_insert", "exchange")),
    "merge_policy": (
        0.2,
        (
            "auto",
            "delete_insert",
            "shadow_swap",
            "lightweight_delete_insert",
            "mutation_delete_insert",
            "delete+insert",
            "odd",
        ),
    ),
    "mutations_sync": (0.04, (1,)),
    "duplicate_policy": (0.08, ("fail", "keep_last")),
    "custom_predicate": (0.1, ("id > 5",)),
    "portable_scope": (
        0.06,
        ({"kind": "equality", "column": "region", "value": {"type": "integer", "value": 1}}, {"kind": "eq"}),
    ),
    "partition": (0.25, PARTITIONS),
    "window": (0.04, ({"column": "ts", "anchor": "data_interval_end", "lookback": "P7D"},)),
    "atomicity": (0.04, ("target_atomic",)),
    "max_source_bytes": (0.04, (5, 0)),
}
MODES = (
    "full_refresh", "incremental_merge", "incremental_merge", "incremental_append", "replace", "partition_replace", "snapshot_diff",
    "cdc_apply", "auto", "auto", "merge", "Full-Refresh",
)  # fmt: skip


def _manifest(chance: random.Random) -> dict[str, Any]:
    source, sink = (
        chance.choice(("postgres", "postgres", "mysql", "mssql", "clickhouse")),
        chance.choice(("postgres", "mssql", "clickhouse", "bigquery", "kafka")),
    )
    target: dict[str, Any] = {"topic": "orders"} if sink == "kafka" else {"table": {"schema": "dbo", "name": "orders"}}
    connection = {"connection_type": "airflow", "connection_id": "dwh"}
    state = (
        {"atomicity": "target_atomic", "provisioning": "external"}
        if sink == "mssql"
        else {"table": {"schema": "etl", "name": "state"}}
    )
    return {
        "name": "shop_orders",
        "source": {
            "type": source,
            **connection,
            "table": {"schema": "public", "name": "orders"},
            "options": _some(chance, SOURCE_OPTIONS),
        },
        "sink": {
            "type": sink,
            **connection,
            **target,
            "strategy": {"mode": chance.choice(MODES), **_some(chance, STRATEGY)},
        },
        "state": {"type": "mssql" if sink == "mssql" else "postgres", **connection, **state},
    }


def _some(chance: random.Random, options: dict[str, tuple[float, tuple[Any, ...]]]) -> dict[str, Any]:
    return {name: chance.choice(values) for name, (share, values) in options.items() if chance.random() < share}
