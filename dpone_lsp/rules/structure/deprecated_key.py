"""A key that dpone still reads, but that has a successor.

## Why
It works today. The successor says more, or is the only one that newer parts of dpone look at.

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
    partition: {column: day, expression: toDate(ts)}
#                            ^^^^^^^^^^ `sink.strategy.partition.expression` has a successor: `value_expression`
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
    partition: {column: day, value_expression: toDate(ts)}
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
    partition: {column: day, value_expression: toDate(ts)}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.ownership import unowned
from dpone_lsp.fixes.edits import rename_key
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.rule import Rule

RULE = Rule(
    name="deprecated-key",
    code="DP111",
    group="structure",
    severity="hint",
    summary="A key that dpone still reads, but that has a successor.",
    scope="document",
    needs=("misfit:deprecated",),
    fixable=True,
)

#: The successor takes the very same value.
_RENAMED = frozenset(
    (
        ("partition", "expression"),
        ("partition", "finalization"),
        ("mssql_storage", "fillfactor"),
        ("run_table", "run_name"),
    )
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    for misfit in unowned(analysis, context, "deprecated"):
        spec = misfit.spec
        if spec is None or spec.deprecated is None:
            continue
        successor = spec.deprecated
        renamed = (misfit.block.name, misfit.name) in _RENAMED and successor not in misfit.mapping.entries
        yield Report(
            Place(misfit.document, misfit.key),
            f"`{misfit.path}` has a successor: `{successor}`",
            tags=("deprecated",),
            fixes=(lambda o=misfit, s=successor: Fix(f"Rename to `{s}`", (rename_key(o.document, o.key, s),)),)
            if renamed
            else (),
        )
