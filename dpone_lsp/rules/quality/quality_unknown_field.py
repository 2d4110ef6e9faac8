"""`quality` knows `mode`, `gates`, `checks` and `acceptance`.

## Why
dpone refuses any other key there, in batch and flow manifests while they are compiled, in a single manifest during the run.

## Fires
```yaml
kind: dpone.batch.v1
quality:
  gate:
# ^^^^ `gate` is no key of `quality`, and dpone refuses it
    - {id: rows, type: min_rows, threshold: 1}
  mode: fail
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink:
    type: clickhouse
    connection_type: airflow
    connection_id: dwh
    strategy:
      mode: full_refresh
schemas:
  public:
    tables: [orders]
```
becomes
```yaml
kind: dpone.batch.v1
quality:
  gates:
    - {id: rows, type: min_rows, threshold: 1}
  mode: fail
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink:
    type: clickhouse
    connection_type: airflow
    connection_id: dwh
    strategy:
      mode: full_refresh
schemas:
  public:
    tables: [orders]
```

## Stays silent
```yaml
kind: dpone.batch.v1
quality:
  mode: fail
  gates:
    - {id: rows, type: min_rows, threshold: 1}
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink:
    type: clickhouse
    connection_type: airflow
    connection_id: dwh
    strategy:
      mode: full_refresh
schemas:
  public:
    tables: [orders]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.closed_blocks import unknown_keys
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="quality-unknown-field",
    code="DP604",
    group="quality",
    severity="error",
    summary="`quality` knows `mode`, `gates`, `checks` and `acceptance`.",
    keys=("quality",),
    fixable=True,
    owns=(Owned("quality", kinds=("unknown", *VALUE)), Owned("acceptance*", kinds=VALUE)),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    yield from unknown_keys(facts, "quality")
