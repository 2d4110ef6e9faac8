"""`sink.strategy.mode` is one of dpone's nine modes, or `auto`.

## Why
An unknown word stops dpone while it compiles the manifest; in a single manifest with a Python traceback instead of a message.

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
    mode: incremental_mrege
#         ^^^^^^^^^^^^^^^^^ dpone has no mode `incremental_mrege`; did you mean `incremental_merge`?
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

@txt Words of other tools have their counterpart:
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy: {mode: upsert, unique_key: [order_id]}
#                  ^^^^^^ dpone has no mode `upsert`; did you mean `incremental_merge`?
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
  strategy: {mode: incremental_merge, unique_key: [order_id]}
```

## Stays silent
Case and dashes do not matter to the compiler:
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy: {mode: Full-Refresh}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_lsp.support.spelling import nearest
from dpone_si import vocabulary
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="strategy-mode-unknown",
    code="DP301",
    group="strategy",
    severity="error",
    summary="`sink.strategy.mode` is one of dpone's nine modes, or `auto`.",
    keys=("sink.strategy.mode",),
    fixable=True,
    owns=(Owned("strategy", ("mode",), (*VALUE, "boolean")),),
)

_PATH = "sink.strategy.mode"
_MEANT = {
    "merge": "incremental_merge",
    "upsert": "incremental_merge",
    "append": "incremental_append",
    "insert": "incremental_append",
    "full": "full_refresh",
    "overwrite": "full_refresh",
    "truncate": "full_refresh",
    "truncate_insert": "full_refresh",
    "partition": "partition_replace",
    "insert_overwrite": "partition_replace",
    "snapshot": "snapshot_diff",
    "scd": "scd2",
    "scd_2": "scd2",
    "cdc": "cdc_apply",
}


def check(facts: Facts, context: Context) -> Iterator[Report]:
    word = facts.authored_mode
    if not word or facts.requested_mode is not None:
        return
    if isinstance(word, (dict, list)):
        kind = "list" if isinstance(word, list) else "mapping"
        yield Report(
            value_place(facts, _PATH),
            f"`mode` is one word, not a {kind}",
            notes=("dpone stops at it while it compiles the manifest",),
        )
        return
    text = str(word).lower() if isinstance(word, bool) else str(word)
    meant = _MEANT.get(vocabulary.fold(text)) or nearest(text, (*vocabulary.MODES, vocabulary.AUTO))
    hint = f"; did you mean `{meant}`?" if meant else f"; it knows {', '.join((vocabulary.AUTO, *vocabulary.MODES))}"
    yield Report(
        value_place(facts, _PATH),
        f"dpone has no mode `{text}`{hint}",
        notes=("dpone stops at it while it compiles the manifest",),
        fixes=(lambda: quick_fixes.set_value(facts, _PATH, meant),) if meant else (),
    )
