"""The advisor: its rules, its trace, its sentences, and its agreement with the real dpone."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest

from dpone_si.advisor import StrategyAdvisor, StrategyContext
from dpone_si.advisor.ladder import GATES, LADDER, WARNINGS
from dpone_si.advisor.what_if import margins, what_if
from dpone_si.models import StrategyDecision
from dpone_si.models.trace import Outcome, Trace
from tests.dpone_si.contexts import random_context
from tests.oracle.client import OracleClient

LARGE_DELTA = StrategyContext(
    source_type="postgres",
    sink_type="mssql",
    unique_key=("order_id",),
    estimated_rows=50_000_000,
    changed_percent=0.20,
    delete_percent=0.05,
    partition_column="business_date",
)


def advise(source: str, sink: str, **hints: Any) -> StrategyDecision:
    return StrategyAdvisor().advise(StrategyContext(source_type=source, sink_type=sink, **hints))


def codes(signals: tuple[Any, ...]) -> list[str]:
    return [signal.code for signal in signals]


def test_the_guides_code_sample_runs_verbatim() -> None:
    """The sample of the guide's StrategyAdvisor section, with the package renamed and nothing else."""
    from dpone_si.advisor import StrategyAdvisor, StrategyContext

    context = StrategyContext(
        source_type="postgres",
        sink_type="mssql",
        requested_mode="auto",
        unique_key=("order_id",),
        estimated_rows=50_000_000,
        changed_percent=0.20,
        delete_percent=0.05,
        partition_column="business_date",
    )
    decision = StrategyAdvisor().advise(context)
    assert decision.strategy_mode == "partition_replace"


@pytest.mark.parametrize(
    ("hints", "strategy", "reason"),
    [
        ({"requested_mode": "Full-Refresh"}, "full_refresh", "explicit_strategy"),
        ({"cdc_available": True, "unique_key": ("id",)}, "cdc_apply", "cdc_available"),
        ({"unique_key": ("id",)}, "incremental_merge", "unique_key_upsert"),
        ({"source_cursor": "updated_at"}, "incremental_append", "cursor_append"),
        ({"cdc_available": True}, "full_refresh", "portable_full_refresh"),
    ],
)
def test_auto_takes_the_first_rung_whose_hints_are_there(hints: dict[str, Any], strategy: str, reason: str) -> None:
    """Each rung of the ladder is reached by its own hints."""
    decision = advise("postgres", "clickhouse", **hints)
    assert (decision.strategy_mode, codes(decision.reasons)) == (strategy, [reason])


@pytest.mark.parametrize(
    ("changed", "rows", "strategy"),
    [
        (0.05, 1_000_000, "partition_replace"),
        (0.049, 1_000_000, "incremental_merge"),
        (0.05, 999_999, "incremental_merge"),
    ],
)
def test_partition_replace_needs_both_thresholds(changed: float, rows: int, strategy: str) -> None:
    """The thresholds are inclusive."""
    decision = advise(
        "postgres", "bigquery", unique_key=("id",), partition_column="day", estimated_rows=rows, changed_percent=changed
    )
    assert decision.strategy_mode == strategy


@pytest.mark.parametrize(
    ("hints", "reason", "warned"),
    [
        ({"partition_column": "day", "unique_key": ("id",)}, "clickhouse_mssql_partition_window_unverified", True),
        ({"source_options": {"custom_predicate": "x > 1"}}, "clickhouse_mssql_partition_window_unverified", True),
        ({"source_options": {"date_from": "a", "date_to": "b"}}, "clickhouse_mssql_partition_window_unverified", True),
        ({"source_cursor": "ts", "unique_key": ("id",)}, "clickhouse_mssql_cursor_unsupported", True),
        ({"unique_key": ("id",), "cdc_available": True}, "clickhouse_mssql_key_without_boundary", True),
        ({}, "clickhouse_mssql_full_refresh_safe_default", False),
    ],
)
def test_clickhouse_to_mssql_always_loads_whole(hints: dict[str, Any], reason: str, warned: bool) -> None:
    """No hint makes an increment of this pair safe; the reason names the hint that was not enough."""
    decision = advise("clickhouse", "SQLServer", **hints)
    assert decision.strategy_mode == "full_refresh"
    assert codes(decision.reasons) == [reason]
    assert ("clickhouse_mssql_complete_boundary_required" in codes(decision.warnings)) is warned


def test_kafka_has_no_partitions_to_replace() -> None:
    """The request is planned as a merge, with a warning of severity error that names the sink."""
    decision = advise("postgres", "kafka", requested_mode="partition_replace", unique_key=("id",))
    (warning,) = decision.warnings
    assert (decision.strategy_mode, warning.code, warning.severity) == (
        "incremental_merge",
        "partition_replace_not_supported",
        "error",
    )
    assert "kafka" in warning.message


def test_events_need_a_boundary() -> None:
    """An event table without cursor, partition or key is warned about; any one of them is enough."""
    events = {"source_options": {"table_kind": "event"}}
    assert codes(advise("postgres", "mssql", **events).warnings) == ["event_boundary_required"]
    assert advise("postgres", "mssql", source_cursor="ts", **events).warnings == ()
    assert advise("postgres", "kafka", **events).warnings == ()


def test_gates_follow_the_strategy() -> None:
    """Staging first always; keys, deletes and ClickHouse merges add theirs."""
    decision = advise("api", "clickhouse", requested_mode="incremental_merge", delete_percent=0.1)
    assert codes(decision.safety_gates) == [
        "staging_first_required",
        "unique_key_required",
        "delete_semantics",
        "clickhouse_lightweight_delete",
    ]
    assert codes(advise("postgres", "postgres").safety_gates) == ["staging_first_required"]


def test_the_trace_tells_why_each_other_rung_was_not_taken() -> None:
    """The first condition that failed is named with the actual value and what it needs."""
    trace = advise("postgres", "mssql", unique_key=("id",), partition_column="day", estimated_rows=2_000_000).trace
    sentences = {step.rung.name: step.sentence() for step in trace.steps}
    assert sentences["partition_replace_large_delta"] == "`changed_percent` is unset (needs >= 0.05)"
    assert sentences["cdc_available"] == "`cdc_available` is unset (needs to be set)"
    assert sentences["unique_key_upsert"] == "taken: `unique_key` is id; `sink_type` is mssql"
    assert sentences["portable_full_refresh"] == "not reached: an earlier rung was taken"
    assert trace.taken.rung.name == "unique_key_upsert"


def test_the_trace_tells_what_was_passed_over_and_what_would_be_next() -> None:
    """Only rungs above the taken one were passed over, and those closed to the endpoints never count."""
    trace = StrategyAdvisor().advise(LARGE_DELTA).trace
    assert [step.rung.name for step in trace.passed_over] == ["cdc_available"]
    assert trace.runner_up is not None
    assert trace.runner_up.rung.name == "unique_key_upsert"
    assert advise("mysql", "kafka").trace.runner_up is None


def test_a_stated_zero_is_not_unset() -> None:
    """`estimated_rows: 0` is a statement, so the sentence shows it."""
    trace = advise("postgres", "mssql", partition_column="day", estimated_rows=0).trace
    (step,) = [step for step in trace.steps if step.rung.name == "partition_replace_large_delta"]
    assert step.sentence() == "`estimated_rows` is 0 (needs >= 1,000,000)"


@pytest.mark.parametrize("seed", range(3))
def test_trace_and_decision_cannot_disagree(seed: int) -> None:
    """One rung is taken, it is the first without a failed condition, and it yields the strategy of the decision."""
    random = Random(seed)
    for _ in range(500):
        decision = StrategyAdvisor().advise(StrategyContext(**random_context(random)))
        steps = decision.trace.steps
        assert [step.rung for step in steps] == list(LADDER)
        first = next(step for step in steps if step.first_failed is None)
        assert [step for step in steps if step.taken] == [first]
        assert decision.strategy_mode == (first.rung.strategy or decision.requested_mode)
        assert all(isinstance(outcome, Outcome) for step in steps for outcome in step.outcomes)
        assert json.loads(json.dumps(decision.trace.to_dict()))["rungs"][0]["rung"] == LADDER[0].name


def test_margins_are_exactly_the_single_changes_that_flip_the_strategy() -> None:
    """Each margin, applied through `what_if`, gives the strategy it promises."""
    found = {(margin.hint, margin.change): margin for margin in margins(StrategyAdvisor().advise(LARGE_DELTA).trace)}
    assert {key: margin.strategy_mode for key, margin in found.items()} == {
        ("partition_column", "unset"): "incremental_merge",
        ("cdc_available", "set"): "cdc_apply",
        ("estimated_rows", "below"): "incremental_merge",
        ("changed_percent", "below"): "incremental_merge",
    }
    assert found["changed_percent", "below"].ratio == pytest.approx(4.0)
    assert found["changed_percent", "below"].sentence() == "`changed_percent` below 0.05 gives incremental_merge"


@pytest.mark.parametrize("seed", range(3))
def test_margins_hold_when_applied(seed: int) -> None:
    """For random contexts every margin is true, and hints without a margin do not matter."""
    random = Random(seed)
    values: dict[tuple[str, str], Any] = {
        ("cdc_available", "set"): True,
        ("cdc_available", "unset"): False,
        ("unique_key", "set"): ("k",),
        ("unique_key", "unset"): (),
        ("requested_mode", "auto"): "auto",
    }
    for _ in range(300):
        context = StrategyContext(**random_context(random))
        decision = StrategyAdvisor().advise(context)
        for margin in margins(decision.trace):
            if margin.hint == "source_window":
                continue  # has several keys, so no single field of the context to replace
            default = {"set": "c", "unset": None, "at_least": margin.threshold, "below": 0}.get(margin.change)
            value = values.get((margin.hint, margin.change), default)
            after = what_if(context, **{margin.hint: value}).after
            assert after.strategy_mode == margin.strategy_mode != decision.strategy_mode


def test_what_if_names_every_aspect_that_changes() -> None:
    """Fewer rows change strategy, batches and workers; the route stays."""
    changes = what_if(LARGE_DELTA, estimated_rows=10).changes
    assert {change.aspect: (change.before, change.after) for change in changes} == {
        "strategy_mode": ("partition_replace", "incremental_merge"),
        "batch_size": (100_000, 10_000),
        "parallel_workers": (4, 1),
    }
    assert what_if(LARGE_DELTA, estimated_rows=60_000_000).changes == ()


def test_every_code_has_a_sentence_that_ends_and_fits_on_a_line() -> None:
    """Gates, warnings and reasons are all reachable by code, and each reads as a sentence."""
    from dpone_si.advisor.signals import signal

    facts = {"requested_mode": "replace", "sink_type": "kafka", "source_type": "kafka", "strategy_mode": "scd2"}
    rung_codes = [code for rung in LADDER for code in (*rung.reasons, *rung.warnings)]
    for code in (*rung_codes, *(remark.code for remark in (*GATES, *WARNINGS))):
        text = signal(code, facts)
        assert text.message.endswith(".")
        assert len(text.message) < 200
        assert text.severity in {"info", "low", "medium", "high", "error"}


def test_a_decision_is_a_value() -> None:
    """It travels between processes and compares by what it says, and so does its trace."""
    decision = StrategyAdvisor().advise(LARGE_DELTA)
    for value in (
        LARGE_DELTA,
        decision,
        decision.trace,
        decision.trace.taken,
        decision.reasons[0],
        decision.adaptive_batching,
    ):
        for twin in (pickle.loads(pickle.dumps(value)), copy.deepcopy(value)):
            assert twin == value
            assert repr(twin) == repr(value)
            assert type(value).__name__ in repr(value)
    twin = pickle.loads(pickle.dumps(decision))
    assert twin.trace == decision.trace
    assert hash(twin) == hash(decision)
    assert decision.trace != StrategyAdvisor().advise(replace(LARGE_DELTA, changed_percent=0.1)).trace


def test_odd_hints_are_told_in_json_that_every_reader_takes() -> None:
    """JSON has no NaN and no dates; what a manifest holds of them is told as text."""
    odd = {
        "changed_percent": float("nan"),
        "delete_percent": float("inf"),
        "source_cursor": date(2024, 1, 1),
        "partition_column": {"a": ("b",)},
    }
    trace = advise("postgres", "mssql", unique_key=["id"], estimated_rows=2_000_000, **odd).trace
    told = json.loads(json.dumps(trace.to_dict(), allow_nan=False))
    actual = {each["hint"]: each["actual"] for rung in told["rungs"] for each in rung["conditions"]}
    assert (actual["changed_percent"], actual["source_cursor"], actual["partition_column"]) == (
        "nan",
        "2024-01-01",
        {"a": ["b"]},
    )
    assert actual["estimated_rows"] == 2_000_000


def test_a_decision_that_was_not_advised_has_no_trace() -> None:
    """Nothing was walked, so nothing is near."""
    made = replace(advise("postgres", "mssql"), trace=Trace({}))
    assert (made.trace.steps, made.trace.passed_over, made.trace.runner_up, margins(made.trace)) == ((), (), None, ())


def test_decision_is_plain_data_for_json() -> None:
    """`to_dict` survives JSON unchanged and keeps the keys dpone stores."""
    plain = advise("mssql", "clickhouse").to_dict()
    assert json.loads(json.dumps(plain)) == plain
    assert list(plain) == [
        "source_type",
        "sink_type",
        "requested_mode",
        "strategy_mode",
        "merge_policy",
        "native_fast_path",
        "adaptive_batching",
        "reasons",
        "safety_gates",
        "warnings",
        "native_transfer_plan",
    ]


def comparable(decision: dict[str, Any]) -> dict[str, Any]:
    """A decision without its sentences: codes and severities, and of the transfer plan what both know."""
    plan = decision["native_transfer_plan"]
    known = ("fast_path_id", "export_method", "ingest_method", "finalizer", "partitioning")
    signals = {
        kind: [(signal["code"], signal["severity"]) for signal in decision[kind]]
        for kind in ("reasons", "safety_gates", "warnings")
    }
    return {
        **decision,
        **signals,
        "native_transfer_plan": plan and _without_sentences({name: plan[name] for name in known}),
    }


def _without_sentences(plan: dict[str, Any]) -> dict[str, Any]:
    partitioning = plan["partitioning"]
    adaptive = {key: len(value) if key == "warnings" else value for key, value in partitioning["adaptive"].items()}
    return {**plan, "partitioning": {**partitioning, "adaptive": adaptive}}


@pytest.mark.parametrize("seed", range(8))
def test_decisions_equal_those_of_dpone(oracle: OracleClient, seed: int) -> None:
    """Strategy, policy, route, batching, codes and severities agree on thousands of random contexts."""
    random = Random(seed)
    for _ in range(600):
        context = random_context(random)
        ours = StrategyAdvisor().advise(StrategyContext(**context)).to_dict()
        assert comparable(ours) == comparable(oracle.advise(context)), context


def test_advising_needs_the_standard_library_only() -> None:
    """Importing the advisor loads no third-party module, no YAML and no enumeration of its own."""
    program = (
        "import sys; before = set(sys.modules); import dpone_si.advisor; "
        "print(sorted({name.partition('.')[0] for name in set(sys.modules) - before} - sys.stdlib_module_names))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "['dpone_si']"
