"""An event log needs something that says where a run starts and ends.

## Why
Without a cursor, a partition column or a key, events are loaded twice or lost when a run is repeated. dpone says so in its advice and
goes on.

## Fires
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {source_kind: events}
#                        ^^^^^^ the source is an event log, but no cursor, partition column or key says where a run starts
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
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {source_kind: events, incremental_column: event_id}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_append
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="event-boundary-missing",
    code="DP323",
    group="strategy",
    severity="warning",
    summary="An event log needs something that says where a run starts and ends.",
    keys=("source.options.table_kind", "source.options.source_kind", "source.options.event_table"),
    sinks=("mssql", "postgres", "clickhouse", "bigquery"),
)

_KINDS = ("source.options.table_kind", "source.options.source_kind", "source.options.event_table")


def check(facts: Facts, context: Context) -> Iterator[Report]:
    decision = facts.decision
    signal = (
        next((one for one in decision.warnings if one.code == "event_boundary_required"), None)
        if decision is not None
        else None
    )
    if signal is None:
        return
    path = next((path for path in _KINDS if facts.process.data(path)), _KINDS[0])
    yield Report(
        value_place(facts, path),
        "the source is an event log, but no cursor, partition column or key says where a run starts",
        notes=(signal.action,) if signal.action else (),
    )
