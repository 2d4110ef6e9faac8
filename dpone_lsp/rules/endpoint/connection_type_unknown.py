"""`connection_type` is one of airflow, vault, env and params.

## Why
The word is compared as it stands, in lower case, when the run opens its connections; anything else stops it there.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: Airflow, connection_id: shop, table: {schema: public, name: orders}}
#                                         ^^^^^^^ dpone keeps no credentials in `Airflow`; did you mean `airflow`?
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
becomes
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

## Stays silent
```yaml
name: shop_orders
source: {type: postgres, connection_type: env, connection_id: SHOP_DSN, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
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
    name="connection-type-unknown",
    code="DP203",
    group="endpoint",
    severity="error",
    summary="`connection_type` is one of airflow, vault, env and params.",
    keys=("source.connection_type", "sink.connection_type"),
    fixable=True,
    owns=(Owned("source", ("connection_type",), VALUE), Owned("sink", ("connection_type",), VALUE)),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for end in ("source", "sink"):
        path = f"{end}.connection_type"
        word = facts.process.data(path)
        if not word or word in vocabulary.CONNECTION_TYPES or not facts.process.data(f"{end}.connection_id"):
            continue
        meant = nearest(str(word), vocabulary.CONNECTION_TYPES)
        hint = f"; did you mean `{meant}`?" if meant else f"; it knows {', '.join(vocabulary.CONNECTION_TYPES)}"
        yield Report(
            value_place(facts, path),
            f"dpone keeps no credentials in `{word}`{hint}",
            notes=("at run time the load stops before it connects; validation and plan do not notice",),
            fixes=(lambda path=path, meant=meant: quick_fixes.set_value(facts, path, meant),) if meant else (),
        )
