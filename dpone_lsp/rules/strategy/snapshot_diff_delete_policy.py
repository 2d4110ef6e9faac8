"""`diff.delete_policy` says what happens to rows that left the source; dpone knows three words for it.

## Why
Another word is refused while an mssql load is compiled. With every other sink the file is accepted, the whole table is extracted
and staged, and the load fails in the last step, before missing rows are handled.

## Fires
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: snapshot_diff
    unique_key: [order_id]
    diff: {delete_policy: harddelete}
#                         ^^^^^^^^^^ `diff.delete_policy` is `harddelete`; dpone knows ignore, hard_delete or soft_delete
```
becomes (unsafe)
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: snapshot_diff
    unique_key: [order_id]
    diff: {delete_policy: hard_delete}
```

## Stays silent
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: snapshot_diff
    unique_key: [order_id]
    diff: {delete_policy: soft_delete}
```

Events delete nothing:
```yaml
name: shop_orders
source: {type: mysql, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: kafka
  connection_type: airflow
  connection_id: dwh
  topic: orders
  strategy: {mode: snapshot_diff, unique_key: [order_id], diff: {delete_policy: HARD_DELETE}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.allowed_values import wrong_word
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="snapshot-diff-delete-policy",
    code="DP450",
    group="strategy",
    severity="error",
    summary="`diff.delete_policy` says what happens to rows that left the source; dpone knows three words for it.",
    keys=("sink.strategy.diff.delete_policy",),
    modes=("snapshot_diff",),
    fixable=True,
)

_POLICIES = ("ignore", "hard_delete", "soft_delete")


def check(facts: Facts, context: Context) -> Iterator[Report]:
    path = "sink.strategy.diff.delete_policy"
    if facts.sink_type == "kafka" or (facts.sink_type == "mssql" and not facts.process.data(path)):
        return  # Events delete nothing; an mssql sink takes what is empty for the default.
    yield from wrong_word(
        facts,
        path,
        _POLICIES,
        exact=True,
        ask=True,
        null_ok=False,
        related=because(facts, "sink.strategy.mode", "this mode compares the whole source with the whole target"),
        notes=("it decides whether rows are deleted, so check the word that is offered",),
    )
