"""`partition.native_mode` is auto, required or fallback.

## Why
Another word stops the load before the target is touched. An mssql sink takes none of the aliases (`off`, `disabled`, `disable`,
`require`, `native_required`) either and refuses the manifest while it is compiled.

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
    partition: {column: order_date, native_mode: requird}
#                                                ^^^^^^^ dpone knows no partition mode `requird`; did you mean `required`?
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
    partition: {column: order_date, native_mode: required}
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
    partition: {column: order_date, native_mode: disabled}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Rule
from dpone_lsp.support.spelling import nearest
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="partition-native-mode-unknown",
    code="DP372",
    group="partition",
    severity="error",
    summary="`partition.native_mode` is auto, required or fallback.",
    keys=("sink.strategy.partition.native_mode", "sink.strategy.partition.finalization"),
    sinks=("mssql", "postgres", "clickhouse", "bigquery"),
    modes=("partition_replace", "backfill"),
    fixable=True,
)

_BLOCK = "sink.strategy.partition"
_WORDS = ("auto", "required", "fallback")
_ALIASES = {
    "off": "fallback",
    "disabled": "fallback",
    "disable": "fallback",
    "require": "required",
    "native_required": "required",
}


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.applied_mode != "partition_replace":
        return
    into_mssql = facts.sink_type == "mssql"
    names = ("native_mode",) if into_mssql else ("native_mode", "finalization")
    path = next((f"{_BLOCK}.{name}" for name in names if facts.process.data(f"{_BLOCK}.{name}")), None)
    if path is None:
        return
    if facts.process.data(path) is True:
        return  # `yaml-boolean-trap` says it.
    word = str(facts.process.data(path)).strip().lower()
    if word in _WORDS or (word in _ALIASES and not into_mssql):
        return
    meant = _ALIASES.get(word) or nearest(word, _WORDS)
    hint = f"; did you mean `{meant}`?" if meant else f"; it knows {', '.join(_WORDS)}"
    yield Report(
        value_place(facts, path),
        f"dpone knows no partition mode `{word}`{hint}",
        notes=(
            "dpone refuses the manifest while it is compiled"
            if into_mssql
            else "at run time the load fails before the target is touched; validation and plan do not notice",
        ),
        fixes=(lambda: quick_fixes.set_value(facts, path, meant),) if meant else (),
    )
