"""How SQL Server to ClickHouse is cut into parts: as dpone plans it, over random options."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import pytest

from dpone_si.advisor import StrategyAdvisor, StrategyContext
from dpone_si.native_options import native_option_problems
from dpone_si.native_partitioning import plan_partitioning
from tests.oracle.client import OracleClient, OracleError

NUMBERS = [None, 0, 1, 2, 3, 5, 8, 100, 2500, 10**6, -1, "7", 1.9, True]
Making = Mapping[str, Callable[[], object]]


def some(random: Random, keys: Making, share: float = 0.35) -> dict[str, Any]:
    return {key: make() for key, make in keys.items() if random.random() < share}


def observation(random: Random) -> dict[str, Any]:
    pick = random.choice
    keys: Making = {
        "partition_id": lambda: pick(["a", "b", "c", "d", None, 5, ""]),
        "id": lambda: pick(["z", None]),
        "row_count": lambda: pick([0, 1, 5, 10, 30, 31, 100, 900, "7", None, ""]),
        "status": lambda: pick(["ok", "failed", "Error", None]),
        "retry_count": lambda: pick([0, 0, 0, 1, -1, "2", None]),
        "bytes": lambda: pick([None, 5, 5, 5, 5, "", []]),
        "duration_seconds": lambda: pick([None, 1.5, ""]),
        "seconds": lambda: pick([None, 1.5, 2, 2, 2, "x"]),
    }
    return some(random, keys, 0.5)


def options(random: Random) -> tuple[dict[str, Any], dict[str, Any]]:
    """Options of source and sink around `partitioning`."""
    pick = random.choice

    def number() -> object:
        return pick(NUMBERS)

    def observed() -> object:
        return [observation(random) for _ in range(random.randrange(1, 6))]

    adaptive: Making = {
        "target_rows_per_partition": number,
        "max_partitions": number,
        "export_workers": number,
        "load_workers": number,
        "max_skew_ratio": lambda: pick([None, 0, 0.5, 1, 2, 3.5, 10, "2", -1]),
        "retry_split_factor": number,
        "min_rows_per_partition": number,
        "observations": lambda: pick(
            [observed, observed, observed, lambda: pick([[], "", "ab", {"a": 1}, [5], None, 7])]
        )(),
        "enabled": lambda: pick([False, "on", "x", 1, 1.5, None, " TRUE "]),
    }
    partitioning: Making = {
        "column": lambda: pick(["id", None, "", 5]),
        "strategy": lambda: pick(["hash", "", None, 5, "RANGE"]),
        "bounds": lambda: pick(["auto", "AUTO", None, {"lower": 1}, "x"]),
        "num_partitions": number,
        "max_partitions": number,
        "target_rows_per_partition": number,
        "export_workers": number,
        "load_workers": number,
        "enabled": lambda: pick([True, False]),
    }
    block = {"column": "id", **some(random, partitioning), "adaptive": {"enabled": True, **some(random, adaptive)}}
    if random.random() < 0.1:
        block["adaptive"] = pick([5, None, []])
    older = (
        "num_partitions",
        "partition_count",
        "partition_workers",
        "parallel_load_workers",
        "partition_load_workers",
    )
    source = some(random, {"partition_column": lambda: pick(["p", None, "", 0]), **dict.fromkeys(older, number)}, 0.2)
    return {**source, "partitioning": pick([block] * 9 + [5])}, some(random, {"parallel_load_workers": number})


def plain(partitioning: dict[str, Any]) -> dict[str, Any]:
    """A plan without the words of its sentences."""
    adaptive = partitioning["adaptive"]
    return {
        **partitioning,
        "adaptive": {key: len(value) if key == "warnings" else value for key, value in adaptive.items()},
    }


@pytest.mark.parametrize("seed", range(4))
def test_parts_and_advice_are_those_of_dpone(oracle: OracleClient, seed: int) -> None:
    """Equal wherever dpone makes a plan; where it stops, the value it stops at is found."""
    random = Random(seed)
    seen: Counter[str] = Counter()
    for _ in range(700):
        source, sink = options(random)
        ours = plain(plan_partitioning(source, sink).to_dict())
        try:
            decision = oracle.advise(
                {"source_type": "mssql", "sink_type": "clickhouse", "source_options": source, "sink_options": sink}
            )
        except OracleError:
            seen["refused"] += 1
            assert native_option_problems(source, sink), (source, sink)
            continue
        assert native_option_problems(source, sink) == (), (source, sink)
        assert ours == plain(decision["native_transfer_plan"]["partitioning"]), (source, sink)
        seen.update(ours["adaptive"].get("actions", ()))
    assert len(seen) == 4, seen


def test_the_decision_tells_the_parts() -> None:
    """As every value of a decision, plain in JSON; other routes have no transfer plan."""
    source = {"partitioning": {"column": "id", "num_partitions": 8, "adaptive": {"enabled": True}}}
    context = StrategyContext(
        source_type="mssql", sink_type="clickhouse", source_options=source, sink_options={"parallel_load_workers": 4}
    )
    plan = StrategyAdvisor().advise(context).native_transfer_plan
    assert plan is not None
    told = plan.to_dict()["partitioning"]
    assert told == plan.partitioning.to_dict()
    assert isinstance(told, dict)
    advice = told.pop("adaptive")
    assert told == {
        "strategy": "range",
        "column": "id",
        "bounds_mode": "manual",
        "target_rows_per_partition": None,
        "max_partitions": 8,
        "export_workers": 2,
        "load_workers": 4,
    }
    assert advice["actions"] == ["collect_partition_observability"]
    assert len(advice["warnings"]) == 1


def test_a_number_that_is_none_counts_as_absent() -> None:
    """The plan never fails; `native_options` tells of the value."""
    source = {
        "partitioning": {"column": "id", "num_partitions": "many", "adaptive": {"enabled": True, "observations": 5}}
    }
    assert plan_partitioning(source, {"parallel_load_workers": []}).max_partitions == 1
    keys = [problem.key for problem in native_option_problems(source, {})]
    assert keys == ["source.options.partitioning.num_partitions", "source.options.partitioning.adaptive.observations"]
