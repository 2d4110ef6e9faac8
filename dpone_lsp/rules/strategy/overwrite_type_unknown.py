"""`overwrite_type` is truncate_insert or exchange.

## Why
An mssql sink refuses any other word while the manifest is compiled; the other sinks empty the table and insert, as if nothing was
written.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: postgres
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
    overwrite_type: exchagne
#                   ^^^^^^^^ dpone knows no overwrite type `exchagne`; did you mean `exchange`?
```
becomes (unsafe)
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: postgres
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
    overwrite_type: exchange
```

## Stays silent
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: postgres
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
    overwrite_type: exchange
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
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="overwrite-type-unknown",
    code="DP312",
    group="strategy",
    severity="warning",
    summary="`overwrite_type` is truncate_insert or exchange.",
    keys=("sink.strategy.overwrite_type",),
    modes=("full_refresh",),
    fixable=True,
    owns=(Owned("strategy", ("overwrite_type",), VALUE),),
)

_PATH = "sink.strategy.overwrite_type"
_KNOWN = ("truncate_insert", "exchange")
_MEANT = {"swap": "exchange", "truncate": "truncate_insert", "shadow_swap": "exchange"}


def check(facts: Facts, context: Context) -> Iterator[Report]:
    word = facts.process.data(_PATH)
    if not word or word in _KNOWN:
        return
    meant = _MEANT.get(str(word)) or nearest(str(word), _KNOWN)
    refused = facts.sink_type == "mssql"
    hint = f"; did you mean `{meant}`?" if meant else f"; it knows {' and '.join(_KNOWN)}"
    yield Report(
        value_place(facts, _PATH),
        f"dpone knows no overwrite type `{word}`{hint}",
        notes=(
            "dpone refuses the manifest while it is compiled"
            if refused
            else "at run time it counts as truncate_insert",
        ),
        severity="error" if refused else None,
        fixes=(lambda: quick_fixes.set_value(facts, _PATH, meant, applicability=quick_fixes.UNSAFE),) if meant else (),
    )
