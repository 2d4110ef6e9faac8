"""The sink can read the files the source writes.

## Why
dpone refuses the manifest while it compiles it: the BigQuery sink reads no binary, mssql-delimited or clickhouse-tsv files, the other
sinks no mssql-delimited ones, and PostgreSQL to SQL Server is always written as csv.

## Fires
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {export_format: binary}
#                          ^^^^^^ the bigquery sink cannot read binary files; write `export_format: csv`
sink: {type: bigquery, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
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
sink: {type: bigquery, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

## Stays silent
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {export_format: binary}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="export-format-incompatible",
    code="DP208",
    group="endpoint",
    severity="error",
    summary="The sink can read the files the source writes.",
    keys=("source.options.export_format",),
    sinks=("bigquery", "postgres", "clickhouse", "kafka", "mssql"),
    fixable=True,
    aliases=("postgres-mssql-wire-export-format",),
)

_PATH = "source.options.export_format"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    from dpone_si.load_config.export_formats import UNREADABLE_EXPORT_FORMATS

    process = facts.process
    value, authored = process.data(_PATH), process.data("sink.type")
    if not value or value is UNKNOWN or not isinstance(authored, str):
        return
    word = str(value).lower().replace("_", "-")
    strict = (
        facts.source_type == "postgres" and facts.sink_type == "mssql" and str(value).strip().lower() not in ("csv", "")
    )
    if not strict and word not in UNREADABLE_EXPORT_FORMATS.get(authored.lower(), ()):
        return
    route = (
        "PostgreSQL to SQL Server needs csv files" if strict else f"the {facts.sink_type} sink cannot read {word} files"
    )
    yield Report(
        value_place(facts, _PATH),
        f"{route}; write `export_format: csv`",
        related=because(facts, "sink.type", "this sink loads the files"),
        notes=("dpone refuses the manifest while it is compiled",),
        fixes=(lambda: quick_fixes.set_value(facts, _PATH, "csv"),),
    )
