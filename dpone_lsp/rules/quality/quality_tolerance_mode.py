"""A tolerance is `absolute` or `pct`; a hash gate reads `full` or `sample`.

## Why
dpone refuses other words in `tolerance.mode` and in the `mode` of a gate.

## Fires
```yaml
kind: dpone.batch.v1
quality:
  gates:
    - {id: count, type: row_count_reconciliation, tolerance: {mode: percent, value: 1}}
#                                                                   ^^^^^^^ `quality.gates[0].tolerance.mode` is `percent`; dpone knows absolute or pct
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
    - {id: count, type: row_count_reconciliation, tolerance: {mode: pct, value: 1}}
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
    - {id: count, type: row_count_reconciliation, tolerance: {mode: PCT, value: 1}}
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
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode
from dpone_si.records import replace

RULE = Rule(
    name="quality-tolerance-mode",
    code="DP607",
    group="quality",
    severity="error",
    summary="A tolerance is `absolute` or `pct`; a hash gate reads `full` or `sample`.",
    keys=("quality.gates",),
    fixable=True,
    owns=(Owned("tolerance", kinds=VALUE),),
)

_SAME = {"percent": "pct", "percentage": "pct", "%": "pct", "relative": "pct", "rows": "absolute", "abs": "absolute"}


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for item in items(facts, "gates"):
        if "mode" in item.data:
            label = f"{item.label}.mode"
            yield from wrong_item(
                item.document,
                item.value("mode"),
                item.data["mode"],
                label,
                ("full", "sample"),
                null_ok=False,
                notes=(LATE,),
            )
        tolerance, data = item.node.get("tolerance"), item.data.get("tolerance")
        node: Node | None = tolerance.get("mode") if isinstance(tolerance, MappingNode) else None
        if node is None or not isinstance(data, dict):
            continue
        for report in wrong_item(
            item.document,
            node,
            data.get("mode"),
            f"{item.label}.tolerance.mode",
            ("absolute", "pct"),
            null_ok=False,
            notes=(LATE,),
        ):
            meant = _SAME.get(str(data.get("mode")).strip().lower())
            if meant and isinstance(node, ScalarNode):
                edit = replace_value(item.document, node, meant)
                yield replace(report, fixes=(lambda edit=edit, meant=meant: Fix(f"Change to `{meant}`", (edit,)),))
            else:
                yield report
