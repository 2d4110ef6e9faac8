"""The severity of a gate or check is `error` or `warning`.

## Why
It says whether a failed gate fails the load. dpone refuses another word; a check may also say it by `mode: fail` or `mode: warn`.

## Fires
```yaml
kind: dpone.batch.v1
quality:
  gates:
    - {id: rows, type: min_rows, threshold: 1, severity: warn}
#                                                        ^^^^ `quality.gates[0].severity` is `warn`; dpone knows error or warning
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
    - {id: rows, type: min_rows, threshold: 1, severity: warning}
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
    - {id: rows, type: min_rows, threshold: 1, severity: Warning}
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
from dpone_lsp.fixes.edits import replace_value
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.syntax.tree import ScalarNode
from dpone_si.records import replace

RULE = Rule(
    name="quality-severity",
    code="DP605",
    group="quality",
    severity="error",
    summary="The severity of a gate or check is `error` or `warning`.",
    keys=("quality.gates", "quality.checks"),
    fixable=True,
)

_SAME = {"warn": "warning", "err": "error", "fail": "error", "fatal": "error", "critical": "error"}
_MODES = {"warning": "warn", "error": "fail"}


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for item in items(facts):
        for key, words, same in (("severity", ("error", "warning"), _SAME), ("mode", ("fail", "warn"), _MODES)):
            if key not in item.data or (key == "mode" and item.gate):
                continue
            node, data = item.value(key), item.data[key]
            meant = same.get(str(data).strip().lower())
            for report in wrong_item(
                item.document, node, data, f"{item.label}.{key}", words, null_ok=False, notes=(LATE,)
            ):
                if meant and isinstance(node, ScalarNode):
                    edit = replace_value(item.document, node, meant)
                    yield replace(report, fixes=(lambda edit=edit, meant=meant: Fix(f"Change to `{meant}`", (edit,)),))
                else:
                    yield report
