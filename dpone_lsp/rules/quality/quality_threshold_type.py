"""Thresholds are whole numbers from 0, tolerances are numbers from 0.

## Why
dpone refuses text, negative numbers, fractions of rows and infinity. A number in quotes is text.

## Fires
```yaml
kind: dpone.batch.v1
quality:
  gates:
    - {id: rows, type: min_rows, threshold: "100"}
#                                           ^^^^^ `quality.gates[0].threshold` is the text `100`; it must be a whole number from 0
    - {id: count, type: row_count_reconciliation, tolerance: {mode: pct, value: 1%}}
#                                                                               ^^ `quality.gates[1].tolerance.value` is `1%`; it must be a number from 0
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
    - {id: rows, type: min_rows, threshold: 100}
    - {id: count, type: row_count_reconciliation, tolerance: {mode: pct, value: 1%}}
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
    - {id: rows, type: min_rows, threshold: 100}
    - {id: count, type: row_count_reconciliation, tolerance: {mode: pct, value: 0.5}}
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

import math
from collections.abc import Iterator

from dpone_lsp.checks.allowed_values import show
from dpone_lsp.checks.quality_items import LATE, Item, items
from dpone_lsp.fixes.edits import replace_value
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.rule import Owned, Rule
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN
from dpone_si.manifest.syntax.tree import MappingNode, Node

RULE = Rule(
    name="quality-threshold-type",
    code="DP608",
    group="quality",
    severity="error",
    summary="Thresholds are whole numbers from 0, tolerances are numbers from 0.",
    keys=("quality.gates", "quality.checks"),
    fixable=True,
    owns=(
        Owned("quality_*", ("threshold", "value", "tolerance_pct"), ("number", "number-text")),
        Owned("tolerance", ("value",), ("number", "number-text")),
    ),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for item in items(facts):
        for key in ("threshold", "value") if not item.gate else ("threshold",):
            data = item.data.get(key)
            if (
                (data is not None or (key in item.data and not item.gate))
                and data is not UNKNOWN
                and (type(data) is not int or data < 0)
            ):
                yield _report(item.document, item.value(key), data, f"{item.label}.{key}", "a whole number from 0")
        yield from _tolerance(item)


def _tolerance(item: Item) -> Iterator[Report]:
    if not item.gate:
        if "tolerance_pct" in item.data and not _finite(item.data["tolerance_pct"]):
            label = f"{item.label}.tolerance_pct"
            yield _report(
                item.document, item.value("tolerance_pct"), item.data["tolerance_pct"], label, "a number from 0"
            )
        return
    node, data = item.node.get("tolerance"), item.data.get("tolerance")
    if node is None or data is UNKNOWN:
        return
    if not isinstance(data, dict):
        label = f"{item.label}.tolerance"
        yield _report(item.document, node, data, label, "a mapping such as {mode: pct, value: 1}", number=False)
        return
    value = node.get("value") if isinstance(node, MappingNode) else node
    if value is not None and not _finite(data.get("value")):
        yield _report(item.document, value, data.get("value"), f"{item.label}.tolerance.value", "a number from 0")


def _finite(value: object) -> bool:
    if value is UNKNOWN:
        return True
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value >= 0:
        return False
    return isinstance(value, int) or math.isfinite(value)


def _report(document: Document, node: Node, data: object, label: str, wanted: str, *, number: bool = True) -> Report:
    return Report(
        Place(document, node),
        f"`{label}` is {show(node, data)}; it must be {wanted}",
        notes=(LATE,),
        fixes=(lambda: _number(document, node, data, whole="whole" in wanted),)
        if number and isinstance(data, str)
        else (),
    )


def _number(document: Document, node: Node, data: str, *, whole: bool) -> Fix | None:
    text = data.strip().rstrip("%").strip().replace("_", "")
    try:
        number: float = int(text) if whole else float(text)
    except ValueError:
        return None
    if not _finite(number):
        return None
    made = int(number) if number == int(number) else number
    return Fix(f"Change to {made}", (replace_value(document, node, made),))
