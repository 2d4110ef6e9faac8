"""Into mssql, the history columns of scd2 have fixed names.

## Why
The names are written by dpone itself while it stages the rows, so the mssql contract refuses any other. Leaving the key out means
the fixed name.

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
    scd2: {valid_from_column: valid_from, delete_policy: ignore}
#          ^^^^^^^^^^^^^^^^^ the mssql sink only supports `valid_from_column: __dpone__valid_from_at`
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
    scd2: {delete_policy: ignore}
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
    scd2: {valid_from_column: __dpone__valid_from_at}
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, key_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="scd2-custom-column",
    code="DP456",
    group="strategy",
    severity="error",
    summary="Into mssql, the history columns of scd2 have fixed names.",
    keys=(
        "sink.strategy.scd2.valid_from_column",
        "sink.strategy.scd2.valid_to_column",
        "sink.strategy.scd2.current_flag_column",
        "sink.strategy.scd2.row_hash_column",
    ),
    modes=("scd2",),
    sinks=("mssql",),
    fixable=True,
)

_NAMES = {
    "valid_from_column": "__dpone__valid_from_at",
    "valid_to_column": "__dpone__valid_to_at",
    "current_flag_column": "__dpone__is_current",
    "row_hash_column": "__dpone__row_hash",
}


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for name, fixed in _NAMES.items():
        path = f"sink.strategy.scd2.{name}"
        value = facts.process.data(path)
        if not value or value is UNKNOWN or str(value) == fixed:
            continue
        yield Report(
            key_place(facts, path),
            f"the mssql sink only supports `{name}: {fixed}`",
            related=because(facts, "sink.type", "the sink"),
            fixes=(lambda path=path: quick_fixes.remove(facts, path),),
        )
