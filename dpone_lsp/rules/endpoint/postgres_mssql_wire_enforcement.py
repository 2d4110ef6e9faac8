"""PostgreSQL to SQL Server enforces its schema contract strictly.

## Why
The rows travel as files that nobody looks into on the way, so there is no place to coerce or to set aside single rows; dpone refuses
any other `enforcement` on this route.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: mssql, connection_type: airflow, connection_id: dwh, table: {schema: dbo, name: orders}}
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
schema_contract: {enforcement: quarantine}
#                              ^^^^^^^^^^ PostgreSQL to SQL Server sends files nobody looks into: enforcement is strict, not `quarantine`
```
becomes (unsafe)
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: mssql, connection_type: airflow, connection_id: dwh, table: {schema: dbo, name: orders}}
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
schema_contract: {enforcement: strict}
```

## Stays silent
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
schema_contract: {enforcement: quarantine}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="postgres-mssql-wire-enforcement",
    code="DP213",
    group="endpoint",
    severity="error",
    summary="PostgreSQL to SQL Server enforces its schema contract strictly.",
    keys=(
        "schema_contract.enforcement",
        "sink.options.schema_contract.enforcement",
        "source.options.schema_contract.enforcement",
    ),
    sinks=("mssql",),
    sources=("postgres",),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for path in (
        "schema_contract.enforcement",
        "sink.options.schema_contract.enforcement",
        "source.options.schema_contract.enforcement",
    ):
        value = facts.process.data(path)
        if value is None or value is UNKNOWN or str(value).strip().lower() == "strict":
            continue
        yield Report(
            value_place(facts, path),
            f"PostgreSQL to SQL Server sends files nobody looks into: enforcement is strict, not `{value}`",
            notes=("dpone refuses the manifest while it is compiled",),
            fixes=(lambda path=path: quick_fixes.set_value(facts, path, "strict", applicability=quick_fixes.UNSAFE),),
        )
        return
