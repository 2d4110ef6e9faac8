"""Gates and checks are closed: dpone refuses keys it does not know.

## Why
A misspelt key would switch off what it was meant to say, so dpone refuses it: in batch and flow manifests while they are compiled,
in a single manifest during the run. What a check may hold depends on its type.

## Fires
```yaml
kind: dpone.batch.v1
quality:
  gates:
    - {id: count, type: row_count_reconciliation, severty: warning}
#                                                 ^^^^^^^ `severty` is no key of `quality.gates[0]`, and dpone refuses it
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
    - {id: count, type: row_count_reconciliation, severity: warning}
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

```yaml
kind: dpone.batch.v1
quality:
  gates:
    - {id: rows, type: min_rows, treshold: 1, threshold: 1}
#                                ^^^^^^^^ `treshold` is no key of `quality.gates[0]`, and dpone refuses it
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
  gates:
    - {id: count, type: row_count_reconciliation, severity: warning}
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

from dpone_lsp.checks.closed_blocks import unknown_item_keys
from dpone_lsp.checks.quality_items import CHECK_TYPES, items
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.structure import block

RULE = Rule(
    name="quality-gate-unknown-field",
    code="DP603",
    group="quality",
    severity="error",
    summary="Gates and checks are closed: dpone refuses keys it does not know.",
    keys=("quality.gates", "quality.checks"),
    fixable=True,
    owns=(Owned("quality_gate", kinds=("unknown", *VALUE)), Owned("quality_check", kinds=VALUE)),
)

_CHECK_KEYS = {
    "min_rows": ("id", "type", "mode", "severity", "side", "threshold", "value"),
    "source_target_count": ("id", "type", "mode", "severity", "tolerance_pct"),
}


def check(facts: Facts, context: Context) -> Iterator[Report]:
    gate = block("quality_gate")
    for item in items(facts):
        if item.gate:
            yield from unknown_item_keys(item.document, item.node, item.label, gate)
        elif item.type in CHECK_TYPES:
            yield from unknown_item_keys(item.document, item.node, item.label, gate, _CHECK_KEYS[item.type])
