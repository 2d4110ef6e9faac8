"""Into mssql, the primary key of an scd2 target is the business key followed by the begin of validity.

## Why
A history has several rows for one business key. With any other primary key the second version of a row would break it, so dpone
refuses the manifest while it is compiled.

## Fires
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: scd2
    unique_key: [order_id]
  options:
    physical_design:
      indexes:
        primary_key: [order_id]
#                    ^^^^^^^^^^ the primary key of an scd2 target must be order_id, __dpone__valid_from_at, in this order
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
```
becomes
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: scd2
    unique_key: [order_id]
  options:
    physical_design:
      indexes:
        primary_key: [order_id, __dpone__valid_from_at]
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
```

## Stays silent
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: scd2
    unique_key: [order_id]
  options:
    physical_design:
      indexes:
        primary_key: [order_id, __dpone__valid_from_at]
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.options import option_path
from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="scd2-physical-primary-key",
    code="DP457",
    group="strategy",
    severity="error",
    summary="Into mssql, the primary key of an scd2 target is the business key followed by the begin of validity.",
    keys=("sink.options.physical_design.indexes.primary_key", "source.options.physical_design.indexes.primary_key"),
    modes=("scd2",),
    sinks=("mssql",),
    fixable=True,
)

_BEGIN = "__dpone__valid_from_at"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    path = option_path(facts, "physical_design.indexes.primary_key")
    authored = facts.process.data(path)
    key = facts.unique_key
    if not authored or not key or not isinstance(authored, (str, list)):
        return
    columns = [authored] if isinstance(authored, str) else authored
    if any(column is UNKNOWN for column in columns):
        return
    wanted = [*key, _BEGIN]
    if [str(column).strip() for column in columns if str(column).strip()] == wanted:
        return
    yield Report(
        value_place(facts, path),
        f"the primary key of an scd2 target must be {', '.join(wanted)}, in this order",
        related=because(facts, "sink.strategy.unique_key", "the business key"),
        fixes=(lambda: quick_fixes.set_value(facts, path, wanted),),
    )
