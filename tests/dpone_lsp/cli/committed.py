"""Files of a workspace whose outcomes are compared."""

from __future__ import annotations

from tests.dpone_lsp.cli.lint import CLEAN

PRESET = "defaults: {sink: {strategy: {mode: incremental_merge, unique_key: [order_id, day]}}}\n"
BATCH = """\
kind: dpone.batch.v1
convention: presets/house.yaml
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables:
      - orders
      - table: items
        overrides: {sink: {strategy: {mode: full_refresh}}}
"""
AUTO = CLEAN.replace("incremental_merge", "auto")
