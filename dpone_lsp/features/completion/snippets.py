"""Whole blocks per strategy: what belongs together is inserted together."""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.features.completion.model import Item
from dpone_lsp.features.completion.spot import Spot

#: label, what it is, lines relative to the block's keys.
_STRATEGIES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("merge by key", "incremental_merge with its key", ("mode: incremental_merge", "unique_key: [${1:id}]")),
    ("append new rows", "incremental_append that skips rows already there", ("mode: incremental_append", "only_new_rows: true", "unique_key: [${1:id}]")),
    ("replace partitions", "partition_replace with its column", ("mode: partition_replace", "partition:", "  column: ${1:business_date}")),
    ("replace a window", "replace of a rolling window", ("mode: replace", "atomicity: target_atomic", "window:", "  column: ${1:updated_at}", "  anchor: data_interval_end", "  lookback: ${2:P7D}")),
    ("snapshot diff", "compare whole snapshots by key", ("mode: snapshot_diff", "unique_key: [${1:id}]", "diff:", "  delete_policy: ${2|hard_delete,soft_delete,ignore|}")),
    ("history (scd2)", "slowly changing dimension, type 2", ("mode: scd2", "unique_key: [${1:id}]", "scd2:", "  delete_policy: ${2|expire,ignore|}")),
    ("backfill in chunks", "backfill with a date chunk", ("mode: backfill", "backfill:", "  inner_mode: ${1|partition_replace,incremental_merge,replace|}", "  chunk:", "    column: ${2:business_date}", "    kind: date", "    from: \"${3:2025-01-01}\"", "    to: \"${4:2025-12-31}\"", "    step: ${5:1d}")),
    ("let dpone decide", "mode auto with the hints that matter", ("mode: auto", "unique_key: [${1:id}]")),
)  # fmt: skip


def block_snippets(block: str, spot: Spot, present: frozenset[str]) -> Iterator[Item]:
    """Snippets for an empty block."""
    if block != "strategy" or "mode" in present or spot.flow:
        return
    margin = "\n" + " " * spot.indent
    for label, detail, lines in _STRATEGIES:
        yield Item(label, margin.join(lines), "snippet", detail, rank=1, snippet=True)
