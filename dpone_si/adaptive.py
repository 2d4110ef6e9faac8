"""Batch sizes that follow the load: a controller for one run, and what earlier runs teach the next plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any, cast

from dpone_si.errors import BatchBoundsError, MalformedArtifactError
from dpone_si.models import AdaptiveBatchingPlan
from dpone_si.records import record, replace
from dpone_si.vocabulary import advisor_endpoint, loader_endpoint

BENCHMARK_SCHEMA_VERSION = "dpone.adaptive.benchmark.v1"

SHRINK_AT_BACKPRESSURE = 0.75
GROW_BELOW_BACKPRESSURE = 0.20
SHRINK_FACTOR = 0.5
GROW_FACTOR = 1.5
GROW_AT_BATCHES_PER_SECOND = 0.75
_SHORTEST_SECONDS = 0.001


@record(frozen=True)
class BatchObservation:
    """One loaded batch: `rows` in `duration_seconds`; `target_backpressure` from 0 (idle) to 1 (refusing)."""

    rows: int
    duration_seconds: float
    target_backpressure: float = 0.0

    @property
    def rows_per_second(self) -> float:
        """The throughput; a duration below a millisecond counts as one."""
        return self.rows / max(self.duration_seconds, _SHORTEST_SECONDS)


@record(frozen=True)
class BatchAdjustment:
    """The size before and after one observation; `reason` is `target_backpressure`, `increase_throughput` or `hold`."""

    previous_batch_size: int
    next_batch_size: int
    rows_per_second: float
    reason: str

    def to_dict(self) -> dict[str, object]:
        """Plain data for JSON."""
        return {
            "previous_batch_size": self.previous_batch_size,
            "next_batch_size": self.next_batch_size,
            "rows_per_second": self.rows_per_second,
            "reason": self.reason,
        }


class AdaptiveBatchController:
    """Halves the batch when the target pushes back, grows it by half when the load runs freely, within its bounds."""

    def __init__(self, *, initial_batch_size: int, min_batch_size: int, max_batch_size: int) -> None:
        """Sizes count rows. An initial size outside the bounds starts at the nearer one; raises BatchBoundsError."""
        try:
            start, low, high = int(initial_batch_size), int(min_batch_size), int(max_batch_size)
        except (TypeError, ValueError, OverflowError):
            start = low = high = 0
        if not 1 <= low <= high:
            raise BatchBoundsError(
                f"a batch of {min_batch_size} to {max_batch_size} rows that starts at {initial_batch_size} does not "
                f"exist.",
                key="min_batch_size",
                cure="Use 1 <= min_batch_size <= max_batch_size.",
            )
        self._low, self._high = low, high
        self._current = self._bounded(start)

    @classmethod
    def from_plan(cls, plan: AdaptiveBatchingPlan) -> AdaptiveBatchController:
        """A controller that starts where a decision's batching plan does."""
        return cls(
            initial_batch_size=plan.initial_batch_size,
            min_batch_size=plan.min_batch_size,
            max_batch_size=plan.max_batch_size,
        )

    @property
    def batch_size(self) -> int:
        """The size to use for the next batch, in rows."""
        return self._current

    def observe(self, observation: BatchObservation) -> BatchAdjustment:
        """Takes one loaded batch into account and returns the step taken."""
        previous, throughput = self._current, observation.rows_per_second
        pressure = observation.target_backpressure
        if pressure >= SHRINK_AT_BACKPRESSURE:
            factor, reason = SHRINK_FACTOR, "target_backpressure"
        elif throughput >= previous * GROW_AT_BATCHES_PER_SECOND and pressure <= GROW_BELOW_BACKPRESSURE:
            factor, reason = GROW_FACTOR, "increase_throughput"
        else:
            factor, reason = 1.0, "hold"
        self._current = self._bounded(int(previous * factor))
        return BatchAdjustment(previous, self._current, throughput, reason)

    def _bounded(self, size: int) -> int:
        return min(self._high, max(self._low, size))


@record(frozen=True)
class BatchBenchmark:
    """What one run measured: batches of `batch_size` rows between two endpoints, with the observation of each."""

    source_type: str
    sink_type: str
    batches: tuple[tuple[int, BatchObservation], ...]

    def to_dict(self) -> dict[str, object]:
        """The benchmark artifact as plain data for JSON."""
        return {
            "schema_version": BENCHMARK_SCHEMA_VERSION,
            "source_type": self.source_type,
            "sink_type": self.sink_type,
            "batches": [
                {
                    "batch_size": size,
                    "rows": observation.rows,
                    "duration_seconds": observation.duration_seconds,
                    "target_backpressure": observation.target_backpressure,
                }
                for size, observation in self.batches
            ],
        }

    @classmethod
    def from_dict(cls, payload: Mapping[str, Any], *, path: str | None = None) -> BatchBenchmark:
        """The benchmark in an artifact read from `path`; raises MalformedArtifactError naming the key and the cure."""
        if payload.get("schema_version") != BENCHMARK_SCHEMA_VERSION:
            raise _malformed("schema_version", f"the artifact is not a {BENCHMARK_SCHEMA_VERSION} document.", path)
        names: list[str] = []
        for key in ("source_type", "sink_type"):
            name = payload.get(key)
            if not isinstance(name, str) or not name.strip():
                raise _malformed(key, "an endpoint type is expected.", path)
            names.append(name)
        batches = payload.get("batches")
        if not isinstance(batches, list):
            raise _malformed("batches", "a list of batches is expected.", path)
        rows = [_batch(index, row, path) for index, row in enumerate(cast("list[object]", batches))]
        return cls(names[0], names[1], tuple(rows))


def _batch(index: int, row: object, path: str | None) -> tuple[int, BatchObservation]:
    values: Mapping[str, Any] = cast("Mapping[str, Any]", row) if isinstance(row, Mapping) else {}
    numbers: dict[str, float] = {}
    for name, low in (("batch_size", 1), ("rows", 0), ("duration_seconds", 0), ("target_backpressure", 0)):
        value = values.get(name, 0 if name == "target_backpressure" else None)
        whole = name in {"batch_size", "rows"}
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)) or not isfinite(value):
            raise _malformed(f"batches[{index}].{name}", f"{value!r} is no {'whole ' if whole else ''}number.", path)
        if value < low or (name == "target_backpressure" and value > 1):
            raise _malformed(f"batches[{index}].{name}", f"{value!r} is out of range.", path)
        numbers[name] = value
    observation = BatchObservation(int(numbers["rows"]), numbers["duration_seconds"], numbers["target_backpressure"])
    return int(numbers["batch_size"]), observation


def _malformed(key: str, message: str, path: str | None) -> MalformedArtifactError:
    return MalformedArtifactError(
        message, key=key, path=path, cure="Measure again, or leave this benchmark out of the plan."
    )


@record(frozen=True)
class AdaptiveDefaults:
    """The batch size that served each pair of endpoints best in earlier runs, in rows."""

    best: Mapping[tuple[str, str], int]

    @classmethod
    def learned_from(cls, benchmarks: Iterable[BatchBenchmark]) -> AdaptiveDefaults:
        """For each pair the size with the highest throughput over all its batches that the target did not push back on.

        Equal throughput prefers the smaller size, which loses less when a batch fails.
        """
        totals: dict[tuple[str, str], dict[int, tuple[int, float]]] = {}
        for benchmark in benchmarks:
            sizes = totals.setdefault(_pair(benchmark.source_type, benchmark.sink_type), {})
            for size, seen in benchmark.batches:
                if seen.rows and seen.target_backpressure < SHRINK_AT_BACKPRESSURE:
                    rows, seconds = sizes.get(size, (0, 0.0))
                    sizes[size] = (rows + seen.rows, seconds + max(seen.duration_seconds, _SHORTEST_SECONDS))
        return cls(
            {
                pair: min(sizes, key=lambda size: (-sizes[size][0] / sizes[size][1], size))
                for pair, sizes in totals.items()
                if sizes
            }
        )

    def apply(self, plan: AdaptiveBatchingPlan, source_type: str, sink_type: str) -> AdaptiveBatchingPlan:
        """`plan` starting at the learned size, within the plan's bounds; unchanged when nothing was learned."""
        size = self.best.get(_pair(source_type, sink_type))
        if size is None:
            return plan
        return replace(plan, initial_batch_size=min(plan.max_batch_size, max(plan.min_batch_size, size)))


def _pair(source_type: str, sink_type: str) -> tuple[str, str]:
    return advisor_endpoint(loader_endpoint(source_type)), advisor_endpoint(loader_endpoint(sink_type))
