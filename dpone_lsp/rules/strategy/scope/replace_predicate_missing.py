"""`replace` needs to know which rows it replaces: a predicate or a window.

## Why
dpone deletes the rows of the target that match `sink.strategy.custom_predicate` and inserts the new ones. Without it the load fails
after extraction, and with an mssql sink already while the manifest is compiled. SQL Server also takes `portable_scope` and
`source.options.custom_predicate`.

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
# ^^^^^^^^ `replace` needs `custom_predicate` or a `window`, and no layer sets either
    mode: replace
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
    mode: replace
    custom_predicate: ""
```

@txt The predicate of the source does not count for the target:
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {custom_predicate: "order_date >= '2025-01-01'"}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
# ^^^^^^^^ `replace` needs `custom_predicate` or a `window`, and no layer sets either
    mode: replace
```
becomes (unsafe)
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {custom_predicate: "order_date >= '2025-01-01'"}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: replace
    custom_predicate: "order_date >= '2025-01-01'"
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
    mode: replace
    atomicity: target_atomic
    window: {column: order_date, anchor: data_interval_end, lookback: P7D}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, value_place
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="replace-predicate-missing",
    code="DP315",
    group="strategy",
    severity="error",
    summary="`replace` needs to know which rows it replaces: a predicate or a window.",
    sinks=("mssql", "postgres", "clickhouse", "bigquery"),
    modes=("replace", "backfill"),
    fixable=True,
    owns=(Owned("strategy", ("custom_predicate",), VALUE),),
)

_PATH = "sink.strategy.custom_predicate"
_SOURCE = "source.options.custom_predicate"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.applied_mode != "replace" or (facts.mode == "backfill" and not _stands_alone(facts)):
        return
    process, into_mssql = facts.process, facts.sink_type == "mssql"
    # An mssql sink knows no window for `replace`.
    # What is wrong with a window is told by its own rules.
    scopes = (_PATH, "sink.strategy.portable_scope", _SOURCE) if into_mssql else (_PATH, "sink.strategy.window")
    values = [process.data(path) for path in scopes]
    # Api sources work the predicate out themselves, from the days they read.
    if any(value or value is UNKNOWN for value in values) or facts.source_type in ("api", None):
        return
    predicate = process.text(_SOURCE) or ""
    yield Report(
        value_place(facts, _PATH),
        "an mssql sink does not replace by a `window`; it needs `portable_scope` or `custom_predicate`"
        if into_mssql and process.has("sink.strategy.window")
        else "`replace` needs `custom_predicate` or a `window`, and no layer sets either",
        related=because(facts, "sink.strategy.mode", "this mode replaces the rows that match a predicate"),
        notes=(
            "dpone refuses the manifest while it is compiled"
            if into_mssql
            else "at run time the load fails after extraction; validation and plan do not notice",
        ),
        fixes=(lambda: quick_fixes.set_value(facts, _PATH, predicate, applicability=quick_fixes.UNSAFE),)
        if (predicate or not process.has(_PATH)) and not process.has("sink.strategy.window")
        else (),
    )


def _stands_alone(facts: Facts) -> bool:
    """True for a backfill that is not cut into chunks; the scope of a chunk comes from the planner."""
    backfill = facts.block("sink.strategy.backfill")
    return bool(backfill) and not backfill.get("chunk")
