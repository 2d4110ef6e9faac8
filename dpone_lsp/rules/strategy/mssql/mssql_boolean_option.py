"""An mssql sink takes nothing but true or false for the switches of its strategy.

## Why
The other sinks ask whether the value counts as true. An mssql sink refuses everything that is no boolean while the manifest is compiled,
also a key without a value. Words in quotes have a rule of their own, `yaml-quoted-boolean`.

## Fires
```yaml
name: sales_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {incremental_strategy: xmin}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: dbo, name: orders}
  strategy:
    mode: incremental_append
    unique_key: [id]
    only_new_rows: 1
#                  ^ `only_new_rows` must be true or false for an mssql sink; dpone refuses the manifest
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
```
becomes
```yaml
name: sales_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {incremental_strategy: xmin}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: dbo, name: orders}
  strategy:
    mode: incremental_append
    unique_key: [id]
    only_new_rows: true
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
```

## Stays silent
```yaml
name: sales_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: dbo, name: orders}
  strategy:
    mode: partition_replace
    partition: {column: business_date, require_native: false}
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Owned, Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="mssql-boolean-option",
    code="DP378",
    group="strategy",
    severity="error",
    summary="An mssql sink takes nothing but true or false for the switches of its strategy.",
    keys=("sink.strategy.only_new_rows", "sink.strategy.partition.require_native", "sink.strategy.partition.native"),
    sinks=("mssql",),
    modes=("incremental_append", "partition_replace", "backfill"),
    fixable=True,
    owns=(Owned("strategy", ("only_new_rows",), ("type",), ("mssql",)),),
)

#: Switch -> the mode that reads it.
_SWITCHES = {
    "sink.strategy.only_new_rows": "incremental_append",
    "sink.strategy.partition.require_native": "partition_replace",
    "sink.strategy.partition.native": "partition_replace",
}
_WORDS = frozenset(("true", "false", "yes", "no", "on", "off"))


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for path, mode in _SWITCHES.items():
        found = facts.process.at(path)
        if found is None or facts.applied_mode != mode:
            continue
        value = facts.process.data(path)
        if value is UNKNOWN or isinstance(value, bool) or (isinstance(value, str) and value.strip().lower() in _WORDS):
            continue
        meant = bool(value)
        yield Report(
            value_place(facts, path),
            f"`{path.rpartition('.')[2]}` must be true or false for an mssql sink; dpone refuses the manifest",
            fixes=(lambda path=path, meant=meant: quick_fixes.set_value(facts, path, meant),),
        )
