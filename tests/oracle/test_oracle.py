"""The oracle answers as the `dpone` command does, and survives what kills it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.oracle.client import OracleClient, OracleError, OracleTimeoutError
from tests.oracle.tagging import decode, encode, new

SINGLE = """
name: orders
source: {type: postgres, connection_type: airflow, connection_id: src, table: {schema: public, name: orders}}
sink:
  type: %(sink)s
  connection_type: airflow
  connection_id: dst
  table: {schema: raw, name: orders}
  strategy: {mode: %(mode)s, unique_key: [id]}
"""
BATCH = """
kind: dpone.batch.v1
naming: {process_name: "{{ env_code }}_{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: src}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dst, strategy: {mode: auto}}
schemas:
  public:
    tables:
      - orders
      - {table: items, overrides: {sink: {strategy: {unique_key: [id]}}, source: {options: {since: 2025-01-01}}}}
"""


def manifest(folder: Path, text: str) -> Path:
    path = folder / "manifest.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_accepted_file_ends_with_zero(oracle: OracleClient, tmp_path: Path) -> None:
    verdict = oracle.validate(manifest(tmp_path, SINGLE % {"sink": "postgres", "mode": "auto"}))
    assert (verdict.exit_status, verdict.status, verdict.issues) == (0, "ok", ())


def test_findings_end_with_one(oracle: OracleClient, tmp_path: Path) -> None:
    verdict = oracle.validate(manifest(tmp_path, SINGLE % {"sink": "mssql", "mode": "full_refresh"}))
    assert (verdict.exit_status, verdict.status) == (1, "findings")
    assert [issue.code for issue in verdict.issues] == ["MSSQL_TRANSACTION_STATE_REQUIRED"]


def test_a_refusal_ends_with_two(oracle: OracleClient, tmp_path: Path) -> None:
    verdict = oracle.validate(manifest(tmp_path, "kind: dpone.batch.v1\n"))
    assert (verdict.exit_status, verdict.status) == (2, "refused")
    assert verdict.failure is not None
    assert "schemas" in verdict.failure.message


def test_a_traceback_is_a_crash(oracle: OracleClient, tmp_path: Path) -> None:
    verdict = oracle.validate(manifest(tmp_path, SINGLE % {"sink": "postgres", "mode": "no_such_mode"}))
    assert (verdict.exit_status, verdict.status) == (1, "crash")
    assert verdict.failure is not None
    assert verdict.failure.type == "ValueError"


def test_processes_come_rendered_and_in_order(oracle: OracleClient, tmp_path: Path) -> None:
    path = manifest(tmp_path, BATCH)
    processes = oracle.render_all(path, env={"ENV_CODE": "prod"})
    assert [(row.selector, row.name) for row in processes] == [
        ("public.orders", "prod_orders"),
        ("public.items", "prod_items"),
    ]
    assert processes[1].process["source"]["options"] == {"since": date(2025, 1, 1)}
    assert [row["name"] for row in oracle.list_processes(path)] == ["dev_orders", "dev_items"]


def test_a_plan_shows_what_auto_became(oracle: OracleClient, tmp_path: Path) -> None:
    path = manifest(tmp_path, BATCH)
    assert [plan.strategy for plan in oracle.plan_all(path)] == ["full_refresh", "incremental_merge"]
    assert oracle.plan(path, "public.items").decision["merge_policy"] == "lightweight_delete_insert"


def test_one_reading_gives_all_of_it(oracle: OracleClient, tmp_path: Path) -> None:
    path = manifest(tmp_path, BATCH)
    examined = oracle.examine(path, plans=True)
    assert examined.verdict == oracle.validate(path)
    assert list(examined.processes) == oracle.render_all(path)
    assert list(examined.plans) == oracle.plan_all(path)
    assert oracle.examine(manifest(tmp_path, "kind: dpone.batch.v1\n")).verdict.status == "refused"


def test_a_process_compiles_to_a_load_configuration(oracle: OracleClient) -> None:
    process = {"source": {"type": "mysql"}, "sink": {"type": "bq", "strategy": {"mode": "auto", "unique_key": "a, b"}}}
    compiled = oracle.compile(process)
    assert compiled["load_strategy"] == "incremental_merge"
    assert compiled["options"]["strategy_intelligence"]["decision"]["sink_type"] == "bigquery"


STATE = "state-store-is-built"


def process(source: str, sink: str, **strategy: Any) -> dict[str, Any]:
    connection = {"connection_type": "airflow", "connection_id": "c"}
    table = {"table": {"schema": "s", "name": "t"}}
    return {
        "name": "orders",
        "source": {"type": source, **connection, **table},
        "sink": {"type": sink, **connection, **table, "strategy": strategy},
        "state": {"type": "postgres", **connection, "vault_mount_point": "m"},
    }


@pytest.mark.parametrize(
    ("described", "checks"),
    [
        (process("postgres", "clickhouse", mode="incremental_merge", unique_key="id"), []),
        (process("postgres", "clickhouse", mode="incremental_merge"), ["policies-hold"]),
        (process("mssql", "clickhouse", mode="scd2", unique_key="id"), ["source-knows-the-strategy"]),
        (process("postgres", "kafka", mode="scd2", unique_key="id"), ["sink-knows-the-strategy"]),
        (process("postgres", "mysql", mode="full_refresh"), ["sink-is-built"]),
        (process("postgres", "postgres", mode="partition_replace"), ["policies-hold"]),
        (process("postgres", "postgres", mode="no_such_mode"), ["compiles"]),
        (
            process("mysql", "postgres", mode="scd2", unique_key="id", scd2={"delete_policy": "drop"}),
            ["delete-policy-is-known"],
        ),
        (process("mysql", "bigquery", mode="scd2", unique_key="id", scd2={"delete_policy": "expire"}), []),
        (
            process("mysql", "clickhouse", mode="snapshot_diff", unique_key="id", diff={"delete_policy": "x"}),
            ["delete-policy-is-known"],
        ),
        (
            process("mysql", "postgres", mode="snapshot_diff", unique_key="id", diff={"delete_policy": "soft_delete"}),
            [],
        ),
        (
            {
                **process("mysql", "postgres", mode="scd2", unique_key="id"),
                "state": {"type": "mysql", "connection_ref": "s"},
            },
            [STATE],
        ),
        (
            {
                **process("mysql", "postgres", mode="scd2", unique_key="id"),
                "state": {"type": "postgres", "reuse": "sink"},
            },
            [],
        ),
        ({**process("mysql", "postgres", mode="scd2", unique_key="id"), "state": None}, [STATE]),
        ({**process("mysql", "postgres"), "quality": {"gates": [{"type": "minimum"}]}}, ["quality-is-understood"]),
    ],
)
def test_the_runtime_says_what_it_would_refuse(
    oracle: OracleClient, described: dict[str, Any], checks: list[str]
) -> None:
    assert [objection.check for objection in oracle.runtime_check(described)] == checks


def test_the_advisor_answers_a_raw_context(oracle: OracleClient) -> None:
    decision = oracle.advise({"source_type": "clickhouse", "sink_type": "mssql", "unique_key": ("id",)})
    assert decision["strategy_mode"] == "full_refresh"


def test_the_parser_of_the_command_is_the_real_one(oracle: OracleClient) -> None:
    accepted, complaint, arguments = oracle.parse_command(["manifest", "validate", "a.yaml", "--warn-only"])
    assert (accepted, complaint, arguments["warn_only"]) == (True, "", True)
    accepted, complaint, _ = oracle.parse_command(["manifest", "validate", "a.yaml", "--no-such-flag"])
    assert not accepted
    assert "--no-such-flag" in complaint


def test_anything_else_can_be_called(oracle: OracleClient) -> None:
    request = new(
        "dpone.strategy_intelligence.repair:RepairRequest",
        run_id="r1",
        source_type="postgres",
        sink_type="mssql",
        strategy_mode="incremental_merge",
        failed_stage="finalize",
    )
    answer = oracle.call("dpone.strategy_intelligence.repair:RepairPlanService.plan", request)
    assert answer["run_id"] == "r1"
    assert answer["commands"]
    assert oracle.call("dpone.runtime.sinks.merge_policy:DEFAULT_MERGE_POLICY_BY_SINK")["kafka"] == "event_upsert"


def test_what_dpone_raises_is_told_with_its_trace(oracle: OracleClient) -> None:
    with pytest.raises(OracleError) as raised:
        oracle.load_yaml("a: [1")
    failure = raised.value.failure
    assert (failure.status, failure.type, failure.trace.splitlines()[0]) == (
        "crash",
        "ParserError",
        "Traceback (most recent call last):",
    )


def test_a_question_that_takes_too_long_does_not_end_the_conversation(oracle: OracleClient) -> None:
    with OracleClient(timeout=1.0) as client:
        client.version()
        with pytest.raises(OracleTimeoutError):
            client.call("time:sleep", 60)
        assert client.load_yaml("on") is True


def test_relative_paths_are_refused_by_the_client() -> None:
    with pytest.raises(ValueError, match="absolute"):
        OracleClient(Path("unused")).validate(Path("manifest.yaml"))


@pytest.mark.parametrize(
    "value",
    [
        {"a": [1, 2.5, None, True, "x"], 1: "one", None: 0, False: "f"},
        {"$date": "not a tag", "when": date(2025, 1, 2)},
        {"bytes": b"\x00\xff", "set": {"a", "b"}, "tuple": (1, (2,))},
        [float("inf"), -0.0, 10**40, "\ud800", "\u2028"],
        {(1, 2): "a key of two"},
    ],
)
def test_values_travel_without_loss(value: Any) -> None:
    assert decode(encode(value)) == value
