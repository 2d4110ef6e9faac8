"""`export_format` is a file format that dpone writes.

## Why
An unknown word is neither refused nor used: the source falls back to its own default, so the option does nothing.

## Fires
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {export_format: cvs}
#                          ^^^ dpone writes no `cvs` files and uses its default instead; did you mean `csv`?
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
becomes
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {export_format: csv}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

## Stays silent
```yaml
name: shop_orders
source:
  type: mysql
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {export_format: clickhouse_tsv}
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
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="export-format-unknown",
    code="DP209",
    group="endpoint",
    severity="warning",
    summary="`export_format` is a file format that dpone writes.",
    keys=("source.options.export_format",),
    fixable=True,
    owns=(Owned("source_options", ("export_format",), VALUE),),
)

_PATH = "source.options.export_format"
_KNOWN = ("csv", "binary", "mssql-delimited", "clickhouse-tsv")


def check(facts: Facts, context: Context) -> Iterator[Report]:
    value = facts.process.text(_PATH)
    if not value or value.strip().lower().replace("_", "-") in _KNOWN or facts.source_type == "api":
        return
    if facts.source_type == "postgres" and facts.sink_type == "mssql":
        return
    meant = nearest(value, _KNOWN)
    hint = f"; did you mean `{meant}`?" if meant else f"; it knows {', '.join(_KNOWN)}"
    yield Report(
        value_place(facts, _PATH),
        f"dpone writes no `{value}` files and uses its default instead{hint}",
        fixes=(lambda: quick_fixes.set_value(facts, _PATH, meant),) if meant else (),
    )
