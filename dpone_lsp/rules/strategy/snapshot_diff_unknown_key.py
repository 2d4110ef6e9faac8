"""`diff` knows `compare` and `delete_policy`.

## Why
An mssql load with any other key is refused while it is compiled. Other sinks ignore the key, so what it was meant to say does not
happen; there it is a warning, unless it is a misspelling of a known key.

## Fires
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: snapshot_diff
    unique_key: [order_id]
    diff: {delete_polcy: ignore}
#          ^^^^^^^^^^^^ `delete_polcy` is no key of `sink.strategy.diff`, and dpone refuses it
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
```
becomes
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: snapshot_diff
    unique_key: [order_id]
    diff: {delete_policy: ignore}
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
```

## Stays silent
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: snapshot_diff
    unique_key: [order_id]
    diff: {delete_policy: ignore}
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.closed_blocks import unknown_keys
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.records import replace

RULE = Rule(
    name="snapshot-diff-unknown-key",
    code="DP452",
    group="strategy",
    severity="error",
    summary="`diff` knows `compare` and `delete_policy`.",
    keys=("sink.strategy.diff",),
    modes=("snapshot_diff",),
    fixable=True,
    owns=(Owned("diff", kinds=("unknown", *VALUE)),),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for report in unknown_keys(facts, "sink.strategy.diff"):
        if facts.sink_type == "mssql":
            yield report
        else:
            message = report.message.replace("and dpone refuses it", "so it has no effect")
            yield replace(report, message=message, severity="error" if report.fixes else "warning")
