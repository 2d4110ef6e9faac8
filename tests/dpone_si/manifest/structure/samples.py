"""Small documents of our own that dpone runs, one or more per form."""

from __future__ import annotations

PROCESS = """
name: orders
source:
  type: Postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {batch_size: "5000", estimated_rows: 10_000_000, changed_percent: "0.2", partition_column: day}
sink:
  type: sqlserver
  connection_ref: dwh.main
  table: {schema: dbo, name: orders, database: DWH}
  strategy: {mode: Incremental-Merge, unique_key: "id, line", merge_policy: auto}
  options: {lineage: false, technical_columns: true, x-note: kept}
depends_on: other.batch.yaml#public.items
state: {type: mssql, reuse: sink, atomicity: target_atomic}
description:
"""

ONE_PROCESS = "[{name: p, source: {table: {schema: public, name: orders}}, sink: {}}]"

RUNS: dict[str, tuple[str, ...]] = {
    "single": (
        PROCESS,
        "name: nothing_else",
        "{name: w, source: {type: postgres, options: null}, sink: {type: clickhouse, strategy: {mode: null}}, depends_on: {group: daily}}",
        "{name: r, reconciliation: true, transforms: [{name: t, params: {}}]}",
        "{name: a, source: {type: api, api_type: rest, options: {path: /v1, pagination: {type: page}, anything_else: 1}}}",
        """
name: window
sink:
  type: clickhouse
  strategy:
    mode: replace
    atomicity: target_atomic
    window: {column: t, anchor: data_interval_end, lookback: P3DT1H}
""",
        """
name: backfill
sink:
  type: clickhouse
  strategy:
    mode: backfill
    backfill: {inner_mode: Incremental_Append, chunk: {column: d, from: "2025-01-01", to: "2025-02-01", step: 1MO}}
""",
        """
name: checks
quality:
  gates: [{type: min_rows, threshold: 1, severity: Warning}]
  acceptance: {enabled: true, checks: {null_counts: [a], distinct_counts: off}}
""",
    ),
    "batch": (
        """
kind: dpone.batch.v1
vars: {size: 5000, mode: replace}
naming: {process_name: "{{ src_table }}", labels: {layer: raw}}
defaults:
  source: {type: postgres, connection_id: shop, connection_type: airflow, options: {batch_size: "{{ size }}"}}
  sink: {type: clickhouse, connection_id: dwh, connection_type: airflow, strategy: {mode: "{{ mode }}", atomicity: target_atomic}}
  transforms: "{{ [] }}"
schemas:
  public:
    defaults: {sink: {strategy: {window: {column: t, anchor: data_interval_end}}}}
    tables:
      - {table: orders, overrides: {sink: {strategy: {window: {lookback: P1D}}}}}
      - {table: items, id: lines, overrides: {sink: {strategy: {window: {lookback: P2D}}}}, depends_on: ["#orders"]}
x-anchors: {a: 1}
""",
        "{schema: dpone.batch.v1, kind: dpone.batch.v1, schemas: {1: {tables: [a], defaults: {name: n, source: {}, sink: {}}}}}",
    ),
    "preset": ("{defaults: {sink: {options: {log_sample_rows: 0}}}, validation: {technical_columns: REQ}}",),
    "flow": (
        f"{{kind: dpone.flow.v1, authoring: {{mode: flow, source: sample.yaml}}, processes: {ONE_PROCESS}}}",
        f"{{kind: dpone.batch.v1, processes: {ONE_PROCESS}}}",
    ),
    "pipeline": (f"{{kind: dpone.pipeline.v1, processes: {ONE_PROCESS}}}",),
    "fragment": (f"{{kind: dpone.flow-fragment.v1, processes: {ONE_PROCESS}}}",),
    "registry": (
        "[{src_system: shop, src_database: db, host: h, anything: 1}]",
        "{sources: [{code: shop, db: [a, {name: b}]}]}",
    ),
    "project": ("{schema: dpone.project.v1, layout: {mode: domain_first}, anything: 1}",),
    "ownership": (
        "{schema: dpone.domain-ownership.v1, domain: sales, owner: {team: t, contact: c}, approvers: {github_team: g}}",
    ),
    "domain_dag": (
        "{schema: dpone.domain-dag.v1, dag_id: d, domain: sales, start_date: '2026-01-01', pipelines: [p], schedule: null}",
    ),
    "selectors": ("{schema: dpone.selectors.v1, selectors: {daily: {select: ['tag:daily']}}}",),
    "test": ("{kind: dpone.test.v1, pipeline: p.yaml, input: {fixture: a.jsonl}, expect: {rows: 1}}",),
}

REFUSED: dict[str, tuple[str, ...]] = {
    "single": (
        "{source: {type: postgres}}",
        "{name: m, sink: {strategy: {mode: merge}}}",
        "{name: s, sink: {strategy: full_refresh}}",
        "{name: t, source: {table: null}}",
        "{name: d, sink: {strategy: {mode: replace, window: {column: t, anchor: data_interval_end, lookback: 3d}}}}",
        "{name: k, reconciliation: {guard: {}}}",
        "{name: n, source: {options: {batch_size: 50k}}}",
        "{name: o, transforms: [{name: t, sql: SELECT 1}]}",
    ),
    "batch": (
        "{kind: dpone.batch.v1}",
        "{kind: dpone.batch.v1, schemas: {s: {tables: {orders: {}}}}}",
        "{kind: dpone.batch.v1, schemas: {s: {tables: [{name: orders}]}}}",
    ),
    "fragment": ("{kind: dpone.flow-fragment.v1, processes: [], vars: {}}",),
    "registry": ("text",),
    "test": ("{kind: dpone.test.v1, pipeline: p.yaml, input: {fixture: a.jsonl}, expect: {rows: -1}}",),
}
