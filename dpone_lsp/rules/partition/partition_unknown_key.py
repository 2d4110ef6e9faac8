"""Every key of `partition` is one that dpone reads.

## Why
An mssql sink refuses a manifest with an unknown key while it is compiled; the other sinks ignore it, so a misspelt
`max_partitions_per_run` protects nothing.

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
    partition: {column: order_date, max_partitions: 4}
#                                   ^^^^^^^^^^^^^^ `max_partitions` is no key of `partition`; did you mean `max_partitions_per_run`?
```
becomes
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
    partition: {column: order_date, max_partitions_per_run: 4}
```

An mssql sink refuses the older spelling that the others take:
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
    partition: {column: business_date, finalization: fallback}
#                                      ^^^^^^^^^^^^ `finalization` is no key of `partition`; did you mean `native_mode`?
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
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
    partition: {column: order_date, finalization: fallback, x-note: monthly}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Place, Report
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_lsp.support.spelling import nearest
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="partition-unknown-key",
    code="DP376",
    group="partition",
    severity="warning",
    summary="Every key of `partition` is one that dpone reads.",
    keys=("sink.strategy.partition",),
    sinks=("mssql", "postgres", "clickhouse", "bigquery"),
    modes=("partition_replace", "backfill"),
    fixable=True,
    owns=(Owned("partition", kinds=("unknown",)), Owned("partition*", kinds=VALUE)),
)

_PATH = "sink.strategy.partition"
_SUCCESSORS = {"finalization": "native_mode"}


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.applied_mode != "partition_replace":
        return
    from dpone_si.manifest.structure import EXTENSION_PREFIX, block

    found = facts.process.at(_PATH)
    if found is None or not found.is_mapping:
        return
    refused = facts.sink_type == "mssql"
    known = [
        name
        for name, spec in block("partition").keys.items()
        # An mssql sink knows the newest spelling only.
        if (not spec.sinks or facts.sink_type in spec.sinks) and not (refused and spec.deprecated)
    ]
    keys = found.view.keys()
    for key in keys:
        value = found.view.get(key)
        if (
            key in known
            or not isinstance(key, str)
            or value is None
            or (key.startswith(EXTENSION_PREFIX) and not refused)
        ):
            continue
        free = [name for name in known if name not in found.view]
        meant = (
            _SUCCESSORS.get(key)
            if _SUCCESSORS.get(key) in free
            else nearest(key, free) or next((name for name in free if len(key) > 3 and name.startswith(key)), None)
        )
        hint = f"; did you mean `{meant}`?" if meant else ""
        fixes = (lambda value=value, meant=meant: quick_fixes.rename(value, meant),) if meant else ()
        yield Report(
            Place(value.layer.document, value.key),
            f"`{key}` is no key of `partition`{hint}",
            notes=("dpone refuses the manifest while it is compiled",) if refused else ("dpone ignores it silently",),
            severity="error" if refused or meant else None,
            fixes=fixes
            or (lambda key=key: quick_fixes.remove(facts, f"{_PATH}.{key}", applicability=quick_fixes.UNSAFE),),
        )
