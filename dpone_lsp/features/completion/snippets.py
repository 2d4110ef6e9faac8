"""Whole blocks: what belongs together is inserted together. Strategies with their keys, and manifests to begin with."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Final

from dpone_lsp.features.completion.model import Item, escaped
from dpone_lsp.features.completion.spot import Spot
from dpone_lsp.fixes.edits import scalar_text
from dpone_lsp.model.analysis import Analysis
from dpone_si import vocabulary

Lines = Mapping[str, object]

#: label, what it is, keys. Values are snippets; a nested mapping is a nested block.
_STRATEGIES: Final[tuple[tuple[str, str, Lines], ...]] = (
    ("merge by key", "incremental_merge with its key", {"mode": "incremental_merge", "unique_key": "[${1:id}]"}),
    (
        "append new rows",
        "incremental_append that skips rows already there",
        {"mode": "incremental_append", "only_new_rows": "true", "unique_key": "[${1:id}]"},
    ),
    ("replace everything", "full_refresh: every run reads and writes all rows", {"mode": "full_refresh"}),
    (
        "replace partitions",
        "partition_replace with its column",
        {"mode": "partition_replace", "partition": {"column": "${1:business_date}"}},
    ),
    (
        "replace a window",
        "replace of a rolling window",
        {
            "mode": "replace",
            "atomicity": "target_atomic",
            "window": {"column": "${1:updated_at}", "anchor": "data_interval_end", "lookback": "${2:P7D}"},
        },
    ),
    (
        "snapshot diff",
        "compare whole snapshots by key",
        {
            "mode": "snapshot_diff",
            "unique_key": "[${1:id}]",
            "diff": {"delete_policy": "${2|hard_delete,soft_delete,ignore|}"},
        },
    ),
    (
        "history (scd2)",
        "slowly changing dimension, type 2",
        {"mode": "scd2", "unique_key": "[${1:id}]", "scd2": {"delete_policy": "${2|expire,ignore|}"}},
    ),
    (
        "backfill in chunks",
        "backfill with a date chunk",
        {
            "mode": "backfill",
            "backfill": {
                "inner_mode": "${1|partition_replace,incremental_merge,replace|}",
                "chunk": {
                    "column": "${2:business_date}",
                    "kind": "date",
                    "from": '"${3:2025-01-01}"',
                    "to": '"${4:2025-12-31}"',
                    "step": "${5:1d}",
                },
            },
        },
    ),
    ("changes from a log (cdc)", "cdc_apply with its key", {"mode": "cdc_apply", "unique_key": "[${1:id}]"}),
    ("let dpone decide", "mode auto with the hint that matters", {"mode": "auto", "unique_key": "[${1:id}]"}),
)

_MANIFESTS: Final[tuple[tuple[str, str, str], ...]] = (
    (
        "single load",
        "one process in one file",
        """\
name: ${1:shop_orders}
source:
  type: ${2|postgres,mysql,mssql,clickhouse,kafka,api|}
  connection_type: ${3|airflow,vault,env,params|}
  connection_id: ${4:shop}
  table: {schema: ${5:public}, name: ${6:orders}}
sink:
  type: ${7|clickhouse,bigquery,postgres,mssql,kafka|}
  connection_type: ${8|airflow,vault,env,params|}
  connection_id: ${9:dwh}
  table: {schema: ${10:raw}, name: ${11:orders}}
  strategy:
    mode: ${12|auto,incremental_merge,incremental_append,full_refresh,partition_replace|}
""",
    ),
    (
        "batch of tables",
        "many tables that share their defaults",
        """\
kind: dpone.batch.v1
naming:
  process_name: "{{ src_schema }}_{{ src_table | dpone_snake }}_load"
  sink_dataset: ${1:raw}
  sink_table: "{{ src_table | dpone_snake }}"
defaults:
  source:
    type: ${2|postgres,mysql,mssql,clickhouse|}
    connection_type: ${3|airflow,vault,env,params|}
    connection_id: ${4:shop}
  sink:
    type: ${5|clickhouse,bigquery,postgres,mssql|}
    connection_type: ${6|airflow,vault,env,params|}
    connection_id: ${7:dwh}
    strategy:
      mode: ${8|auto,incremental_merge,incremental_append,full_refresh|}
schemas:
  ${9:public}:
    tables:
      - ${10:orders}
""",
    ),
    (
        "flow of processes",
        "processes side by side in one file",
        """\
kind: dpone.flow.v1
authoring: {mode: flow, source: PATH}
processes:
  - name: ${1:orders}
    source:
      type: ${2|postgres,mysql,mssql,clickhouse,kafka,api|}
      connection_type: ${3|airflow,vault,env,params|}
      connection_id: ${4:shop}
      table: {schema: ${5:public}, name: ${6:orders}}
    sink:
      type: ${7|clickhouse,bigquery,postgres,mssql,kafka|}
      connection_type: ${8|airflow,vault,env,params|}
      connection_id: ${9:dwh}
      table: {schema: ${10:raw}, name: ${11:orders}}
      strategy:
        mode: ${12|auto,incremental_merge,incremental_append,full_refresh|}
""",
    ),
)


def block_snippets(block: str, spot: Spot, sink: str | None) -> Iterator[Item]:
    """Strategies for a strategy block that has no mode yet, those the sink can run."""
    if block != "strategy" or "mode" in spot.present or spot.quote or spot.has_value or spot.over_list:
        return
    allowed = vocabulary.MODES_BY_SINK.get(sink or "", vocabulary.MODES)
    for label, detail, keys in _STRATEGIES:
        if keys["mode"] == vocabulary.AUTO or keys["mode"] in allowed:
            keys = {key: part for key, part in keys.items() if key not in spot.present}
            text = in_flow(keys) if spot.flow else in_block(keys, spot.indent, spot.step)
            yield Item(label, spot.lead + text + spot.tail, "snippet", detail, rank=1, snippet=True)


def manifest_snippets(analysis: Analysis) -> Iterator[Item]:
    """Whole manifests, for an empty document."""
    path = analysis.document.path
    roots: tuple[str, ...] = getattr(analysis.workspace, "roots", ())
    root = next((root for root in roots if path.startswith(root + "/")), os.path.dirname(path))
    for label, detail, text in _MANIFESTS:
        made = text.replace("PATH", escaped(scalar_text(os.path.relpath(path, root).replace(os.sep, "/")))).rstrip("\n")
        yield Item(label, made, "snippet", detail, rank=0, snippet=True)


def in_block(keys: Lines, indent: int, step: int = 2) -> str:
    """Keys as lines at a column; the first one unindented."""
    margin = "\n" + " " * indent
    deeper = indent + step
    return margin.join(
        f"{key}:\n{' ' * deeper}{in_block(part, deeper, step)}" if isinstance(part, Mapping) else f"{key}: {part}"
        for key, part in keys.items()
    )


def in_flow(keys: Lines) -> str:
    """Keys between brackets."""
    return ", ".join(
        f"{key}: {{{in_flow(part)}\\}}" if isinstance(part, Mapping) else f"{key}: {part}" for key, part in keys.items()
    )
