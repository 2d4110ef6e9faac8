"""`partition.value_expression` is one SQL expression, without statement separators or comments.

## Why
dpone puts the expression into a statement that deletes rows, so `;`, `--`, `/*` and `*/` stop the load. An mssql sink takes no
expression at all and refuses the manifest while it is compiled.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: partition_replace
    partition: {column: order_date, value_expression: "toYYYYMM(order_date); "}
#                                                     ^^^^^^^^^^^^^^^^^^^^^^^^ `;` must not stand in a partition expression
```
becomes (unsafe)
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: partition_replace
    partition: {column: order_date, value_expression: "toYYYYMM(order_date)"}
```

## Stays silent
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: partition_replace
    partition: {column: order_date, value_expression: toYYYYMM(order_date)}
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="partition-expression-unsafe",
    code="DP373",
    group="partition",
    severity="error",
    summary="`partition.value_expression` is one SQL expression, without statement separators or comments.",
    keys=("sink.strategy.partition.value_expression", "sink.strategy.partition.expression"),
    modes=("partition_replace", "backfill"),
    fixable=True,
)

_PATHS = ("sink.strategy.partition.value_expression", "sink.strategy.partition.expression")
_SEPARATOR = re.compile(r";|--|/\*|\*/")


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.applied_mode != "partition_replace":
        return
    into_mssql = facts.sink_type == "mssql"
    path = next((path for path in _PATHS if facts.process.data(path)), None)
    text = str(facts.process.data(path)).strip() if path else ""
    match = _SEPARATOR.search(text)
    if path is None or not text or not (match or (into_mssql and path == _PATHS[0])):
        return
    if into_mssql:
        yield Report(
            value_place(facts, path),
            "an mssql sink replaces partitions by a column, not by an expression",
            notes=("dpone refuses the manifest while it is compiled",),
            fixes=(lambda: quick_fixes.remove(facts, path, applicability=quick_fixes.UNSAFE),),
        )
    elif match:
        head = text[: match.start()].strip()
        yield Report(
            value_place(facts, path),
            f"`{match.group()}` must not stand in a partition expression",
            notes=("at run time the load fails before the target is touched; validation and plan do not notice",),
            fixes=(lambda: quick_fixes.set_value(facts, path, head, applicability=quick_fixes.UNSAFE),) if head else (),
        )
