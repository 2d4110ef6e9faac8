"""The Kafka sink, and SQL Server fed from PostgreSQL, read no compressed files.

## Why
dpone refuses the manifest while it compiles it. Any value that is not empty or false counts as true, also the text "false".

## Fires
```yaml
name: shop_orders
source:
  type: mysql
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {compress_export: true}
#                            ^^^^ the Kafka sink reads no compressed files; write `compress_export: false`
sink: {type: kafka, connection_type: airflow, connection_id: dwh, topic: orders}
```
becomes
```yaml
name: shop_orders
source:
  type: mysql
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {compress_export: false}
sink: {type: kafka, connection_type: airflow, connection_id: dwh, topic: orders}
```

## Stays silent
```yaml
name: shop_orders
source:
  type: mysql
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {compress_export: true}
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

RULE = Rule(
    name="export-compress-kafka",
    code="DP210",
    group="endpoint",
    severity="error",
    summary="The Kafka sink, and SQL Server fed from PostgreSQL, read no compressed files.",
    keys=("source.options.compress_export",),
    sinks=("kafka", "mssql"),
    fixable=True,
    aliases=("postgres-mssql-wire-compress", "reconciliation-compression"),
)

_PATH = "source.options.compress_export"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.sink_type == "mssql" and facts.source_type != "postgres":
        return
    if facts.sink_type == "kafka" and str(facts.process.data("sink.type")).lower() != "kafka":
        return
    if not facts.process.data(_PATH):
        return
    sink = "the Kafka sink" if facts.sink_type == "kafka" else "the SQL Server sink, fed from PostgreSQL,"
    yield Report(
        value_place(facts, _PATH),
        f"{sink} reads no compressed files; write `compress_export: false`",
        related=because(facts, "sink.type", "this sink loads the files"),
        notes=("dpone refuses the manifest while it is compiled",),
        fixes=(lambda: quick_fixes.set_value(facts, _PATH, False),),
    )
