"""A `min_rows` gate looks at the `source` or at the `target`.

## Why
`side` says whose rows are counted; the default is `target`. dpone refuses another word.

## Fires
```yaml
kind: dpone.batch.v1
quality:
  gates:
    - {id: rows, type: min_rows, threshold: 1, side: sink}
#                                                    ^^^^ `quality.gates[0].side` is `sink`; dpone knows source or target
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
becomes (unsafe)
```yaml
kind: dpone.batch.v1
quality:
  gates:
    - {id: rows, type: min_rows, threshold: 1, side: target}
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
    - {id: rows, type: min_rows, threshold: 1, side: Source}
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

from dpone_lsp.checks.allowed_values import wrong_item
from dpone_lsp.checks.quality_items import LATE, items
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="quality-side",
    code="DP609",
    group="quality",
    severity="error",
    summary="A `min_rows` gate looks at the `source` or at the `target`.",
    keys=("quality.gates", "quality.checks"),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for item in items(facts):
        if "side" not in item.data or (not item.gate and item.type != "min_rows"):
            continue
        yield from wrong_item(
            item.document,
            item.value("side"),
            item.data["side"],
            f"{item.label}.side",
            ("source", "target"),
            null_ok=False,
            guess="target",
            ask=True,
            notes=(LATE,),
        )
