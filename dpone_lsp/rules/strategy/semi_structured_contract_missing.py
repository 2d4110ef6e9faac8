"""Rows of an api or a topic come with a schema contract.

## Why
Such rows have no fixed shape: a field that changes its type reaches the target unnoticed. A `schema_contract` says what is expected and
what happens to the rest.

## Fires
```yaml
name: shop_orders
#^^^^^^^^^^^^^^^^ rows of a source of type kafka have no fixed shape, and there is no `schema_contract`
source: {type: kafka, connection_type: airflow, connection_id: shop, topic: orders}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_append
```

## Stays silent
```yaml
name: shop_orders
source: {type: kafka, connection_type: airflow, connection_id: shop, topic: orders}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_append
schema_contract:
  enforcement: quarantine
  columns:
    order_id: {type: integer, nullable: false}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import process_place, value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="semi-structured-contract-missing",
    code="DP324",
    group="strategy",
    severity="hint",
    summary="Rows of an api or a topic come with a schema contract.",
    sources=("api", "kafka"),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for path in ("schema_contract", "sink.options.schema_contract", "source.options.schema_contract"):
        value = facts.process.data(path)
        if value or value is UNKNOWN:
            return
    if facts.process.at("source") is None:
        return
    yield Report(
        process_place(facts) if facts.process.form == "single" else value_place(facts, "source.type"),
        f"rows of a source of type {facts.source_type} have no fixed shape, and there is no `schema_contract`",
        notes=(
            "add `schema_contract` with `enforcement: quarantine` for feeds you do not control, `strict` for those you do",
        ),
    )
