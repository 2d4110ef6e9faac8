"""Adaptive batching: the controller, its bounds, and benchmarks that feed later plans."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from dpone_si.adaptive import AdaptiveBatchController, AdaptiveDefaults, BatchBenchmark, BatchObservation
from dpone_si.advisor import StrategyAdvisor, StrategyContext
from dpone_si.benchmark_artifacts import learn_from, read_benchmark, write_benchmark
from dpone_si.compiler import StrategyAutoCompiler
from dpone_si.errors import BatchBoundsError, MalformedArtifactError
from dpone_si.load_config import LoadConfigBuilder
from tests.oracle.client import OracleClient


def controller(start: int = 10_000) -> AdaptiveBatchController:
    return AdaptiveBatchController(initial_batch_size=start, min_batch_size=5_000, max_batch_size=20_000)


@pytest.mark.parametrize(
    ("rows", "seconds", "pressure", "size", "reason"),
    [
        (10_000, 1.0, 0.0, 15_000, "increase_throughput"),
        (10_000, 1.0, 0.75, 5_000, "target_backpressure"),
        (10_000, 1.0, 0.5, 10_000, "hold"),
        (10_000, 60.0, 0.0, 10_000, "hold"),
        (10, 0.0, 0.0, 15_000, "increase_throughput"),
    ],
)
def test_one_step(rows: int, seconds: float, pressure: float, size: int, reason: str) -> None:
    """Backpressure shrinks, free throughput grows, everything else holds."""
    step = controller().observe(BatchObservation(rows, seconds, pressure))
    assert (step.previous_batch_size, step.next_batch_size, step.reason) == (10_000, size, reason)


@pytest.mark.parametrize("seed", range(3))
def test_the_size_never_leaves_its_bounds(seed: int) -> None:
    """Whatever is observed, and wherever it starts."""
    random = Random(seed)
    sizes = controller(random.choice([1, 10_000, 10**9]))
    for _ in range(300):
        sizes.observe(BatchObservation(random.randrange(10**6), random.random() * 9, random.random()))
        assert 5_000 <= sizes.batch_size <= 20_000


@pytest.mark.parametrize(("low", "high"), [(0, 10), (20, 10), ("few", 10), (1, None), (1, float("nan"))])
def test_impossible_bounds_are_refused(low: Any, high: Any) -> None:
    """The error names what to write."""
    with pytest.raises(BatchBoundsError, match="Use 1 <= min_batch_size <= max_batch_size"):
        AdaptiveBatchController(initial_batch_size=10, min_batch_size=low, max_batch_size=high)


def test_a_plan_starts_a_controller() -> None:
    """The decision's batching plan has what the controller needs."""
    plan = StrategyAdvisor().advise(StrategyContext("postgres", "mssql", estimated_rows=20_000_000)).adaptive_batching
    assert AdaptiveBatchController.from_plan(plan).batch_size == 100_000


ASK_DPONE = """
[package.AdaptiveBatchController(**bounds).observe(package.BatchObservation(**seen)).to_dict()
 for package in [__import__("dpone.strategy_intelligence.adaptive", fromlist=["adaptive"])] for bounds, seen in cases]
"""


@pytest.mark.parametrize("seed", range(3))
def test_steps_equal_those_of_dpone(oracle: OracleClient, seed: int) -> None:
    """The same observation leads both controllers to the same size for the same reason."""
    random = Random(seed)
    cases = [
        (
            {"initial_batch_size": random.randint(5_000, 20_000), "min_batch_size": 5_000, "max_batch_size": 20_000},
            {
                "rows": random.randrange(30_000),
                "duration_seconds": random.choice([0.0, 0.5, 1.0, 2.0]),
                "target_backpressure": random.choice([0.0, 0.2, 0.21, 0.5, 0.75, 1.0]),
            },
        )
        for _ in range(300)
    ]
    ours = [AdaptiveBatchController(**bounds).observe(BatchObservation(**seen)).to_dict() for bounds, seen in cases]
    assert ours == oracle.call("builtins:eval", ASK_DPONE.strip(), {"cases": cases})


def benchmark(*batches: tuple[int, int, float, float], sink: str = "mssql") -> BatchBenchmark:
    """Batches as (batch size, rows, seconds, backpressure)."""
    return BatchBenchmark("postgres", sink, tuple((size, BatchObservation(*seen)) for size, *seen in batches))


def test_the_fastest_size_the_target_bore_is_learned() -> None:
    """Throughput over all batches of a size; a size the target pushed back on does not count."""
    defaults = AdaptiveDefaults.learned_from(
        [
            benchmark((10_000, 10_000, 1.0, 0.1), (40_000, 40_000, 2.0, 0.1), (90_000, 90_000, 1.0, 0.9)),
            benchmark((40_000, 40_000, 2.0, 0.1)),
            benchmark((7, 0, 1.0, 0.0), sink="kafka"),
        ]
    )
    assert defaults.best == {("postgres", "mssql"): 40_000}


def test_benchmarks_feed_later_plans(tmp_path: Path) -> None:
    """Written, read back, learned, advised with, and built into a load config; the author's size still wins."""
    write_benchmark(tmp_path / "run.json", benchmark((40_000, 40_000, 1.0, 0.1)))
    advisor = StrategyAdvisor(batch_defaults=learn_from([tmp_path]))
    plan = advisor.advise(StrategyContext("postgresql", "SQLServer")).adaptive_batching
    assert (plan.initial_batch_size, plan.max_batch_size) == (40_000, 250_000)
    builder = LoadConfigBuilder(strategy_compiler=StrategyAutoCompiler(advisor))
    table = {"schema": "s", "name": "t"}
    process: dict[str, Any] = {"sink": {"type": "mssql", "table": table}}
    assert builder.build(process).batch_size == 40_000
    assert builder.build({**process, "source": {"options": {"batch_size": 7}}}).batch_size == 7


def test_learned_sizes_stay_within_the_bounds_of_the_plan() -> None:
    """A benchmark of huge batches cannot push a plan over its maximum."""
    defaults = AdaptiveDefaults.learned_from([benchmark((10**7, 10**7, 1.0, 0.0))])
    plan = StrategyAdvisor(batch_defaults=defaults).advise(StrategyContext("postgres", "mssql")).adaptive_batching
    assert plan.initial_batch_size == 250_000


GOOD = benchmark((10_000, 10_000, 1.0, 0.1)).to_dict()


def test_a_benchmark_survives_the_disk(tmp_path: Path) -> None:
    """What is written is what is read."""
    write_benchmark(tmp_path / "b.json", benchmark((10_000, 10_000, 1.0, 0.1)))
    assert read_benchmark(tmp_path / "b.json").to_dict() == GOOD


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("{", None),
        ("[]", None),
        ("[" * 100_000, None),
        (json.dumps({**GOOD, "schema_version": "v2"}), "schema_version"),
        (json.dumps({**GOOD, "sink_type": 5}), "sink_type"),
        (json.dumps({**GOOD, "batches": "many"}), "batches"),
        (json.dumps({**GOOD, "batches": ["x"]}), "batches[0].batch_size"),
        (json.dumps({**GOOD, "batches": [{"batch_size": 10, "rows": "1", "duration_seconds": 1}]}), "batches[0].rows"),
        (json.dumps({**GOOD, "batches": [{"batch_size": 10, "rows": True, "duration_seconds": 1}]}), "batches[0].rows"),
        (
            json.dumps({**GOOD, "batches": [{"batch_size": 10, "rows": 1, "duration_seconds": float("nan")}]}),
            "batches[0].duration_seconds",
        ),
        (
            json.dumps(
                {**GOOD, "batches": [{"batch_size": 1, "rows": 1, "duration_seconds": 1, "target_backpressure": 2}]}
            ),
            "batches[0].target_backpressure",
        ),
    ],
)
def test_a_malformed_artifact_names_file_key_and_cure(tmp_path: Path, text: str, key: str | None) -> None:
    """Never a traceback of the JSON module."""
    (tmp_path / "b.json").write_text(text, encoding="utf-8")
    with pytest.raises(MalformedArtifactError) as raised:
        read_benchmark(tmp_path / "b.json")
    assert (raised.value.key, raised.value.path) == (key, str(tmp_path / "b.json"))
    assert raised.value.cure


def test_a_missing_artifact_is_named(tmp_path: Path) -> None:
    """The same typed error, with the reason of the system."""
    with pytest.raises(MalformedArtifactError, match="cannot be read: No such file"):
        read_benchmark(tmp_path / "absent.json")
