"""PostgreSQL to SQL Server is committed as a whole.

## Why
Several export files would be read at different moments, so rows could be torn between them; dpone refuses any other `batch_commit_mode`
on this route.

## Fires
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {batch_commit_mode: separate}
#                              ^^^^^^^^ PostgreSQL to SQL Server is committed as a whole, not `separate`
sink: {type: mssql, connection_type: airflow, connection_id: dwh, table: {schema: dbo, name: orders}}
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```
becomes
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {batch_commit_mode: whole}
sink: {type: mssql, connection_type: airflow, connection_id: dwh, table: {schema: dbo, name: orders}}
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```

## Stays silent
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {batch_commit_mode: whole}
sink: {type: mssql, connection_type: airflow, connection_id: dwh, table: {schema: dbo, name: orders}}
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="postgres-mssql-wire-commit-mode",
    code="DP211",
    group="endpoint",
    severity="error",
    summary="PostgreSQL to SQL Server is committed as a whole.",
    keys=("source.options.batch_commit_mode", "sink.options.batch_commit_mode"),
    sinks=("mssql",),
    sources=("postgres",),
    fixable=True,
    owns=(Owned("source_options", ("batch_commit_mode",), VALUE), Owned("sink_options", ("batch_commit_mode",), VALUE)),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    # Both option blocks are merged, the sink's wins.
    path = next(
        (
            f"{end}.options.batch_commit_mode"
            for end in ("sink", "source")
            if facts.process.has(f"{end}.options.batch_commit_mode")
        ),
        "",
    )
    value = facts.process.data(path)
    if value in (None, "") or value is UNKNOWN or str(value).strip().lower() == "whole":
        return
    yield Report(
        value_place(facts, path),
        f"PostgreSQL to SQL Server is committed as a whole, not `{value}`",
        notes=("dpone refuses the manifest while it is compiled",),
        fixes=(lambda: quick_fixes.set_value(facts, path, "whole"),),
    )
