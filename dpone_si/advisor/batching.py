"""How many rows a batch starts with and how many workers load, from the estimated size of the source."""

from __future__ import annotations

from dpone_si.models.decisions import AdaptiveBatchingPlan
from dpone_si.records import record


@record(frozen=True)
class Tier:
    """From `rows` estimated rows on: batches of `batch_size` rows; more workers when a partition column splits the
    load.
    """

    rows: int
    batch_size: int
    workers: int
    workers_when_partitioned: int


TIERS = (Tier(10_000_000, 100_000, 2, 4), Tier(1_000_000, 50_000, 1, 2))
SMALLEST = Tier(0, 10_000, 1, 1)
ALWAYS_ADAPTIVE_SINKS = ("mssql", "clickhouse", "kafka")
MIN_BATCH_SIZE = 5_000
MAX_BATCH_SIZE = 250_000


def plan_batching(estimated_rows: int | None, sink: str, partitioned: bool) -> AdaptiveBatchingPlan:
    """The batching plan for a canonical sink type; an unknown size counts as none."""
    rows = estimated_rows or 0
    tier = next((tier for tier in TIERS if rows >= tier.rows), SMALLEST)
    return AdaptiveBatchingPlan(
        enabled=tier is not SMALLEST or sink in ALWAYS_ADAPTIVE_SINKS,
        initial_batch_size=tier.batch_size,
        min_batch_size=MIN_BATCH_SIZE,
        max_batch_size=MAX_BATCH_SIZE,
        parallel_workers=tier.workers_when_partitioned if partitioned else tier.workers,
        tuning_metric="rows_per_second_and_target_backpressure",
    )
