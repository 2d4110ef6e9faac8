"""The mode is written in its canonical spelling.

## Why
The compiler takes `Incremental-Merge` for `incremental_merge`, but other readers compare the text as it stands: the byte budget, the
rolling window, cluster admission, and editors with dpone's JSON Schema. `default` for `auto` is worse: when it compiles to
`partition_replace`, the partition column of the source options is not handed on and the load fails.

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
    mode: Incremental-Merge
#         ^^^^^^^^^^^^^^^^^ `Incremental-Merge` means `incremental_merge`; some readers compare the text as it stands
    unique_key: [order_id]
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
    mode: incremental_merge
    unique_key: [order_id]
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
    mode: incremental_merge
    unique_key: [order_id]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Rule
from dpone_si import vocabulary
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="strategy-mode-spelling-normalised",
    code="DP302",
    group="strategy",
    severity="hint",
    summary="The mode is written in its canonical spelling.",
    keys=("sink.strategy.mode",),
    fixable=True,
)

_PATH = "sink.strategy.mode"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    word, mode = facts.process.text(_PATH), facts.requested_mode
    if not word or mode is None or word == mode:
        return
    lost = (
        mode == vocabulary.AUTO
        and word.strip().lower() != mode
        and facts.mode == "partition_replace"
        and not facts.process.has("sink.strategy.partition")
    )
    yield Report(
        value_place(facts, _PATH),
        f"`{word}` compiles to partition_replace without its column; only `auto` hands `source.options.partition_column` on"
        if lost
        else f"`{word}` means `{mode}`; some readers compare the text as it stands",
        fixes=(lambda: quick_fixes.set_value(facts, _PATH, mode),),
        severity="error" if lost else None,
    )
