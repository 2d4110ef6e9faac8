"""State is kept in mssql, postgres or bigquery, or is disabled.

## Why
validate and plan never look at the store of a load into another sink than mssql. The run takes an unknown word for bigquery, or
refuses it when the store is named by `connection_ref`; either way it fails before the first row.

## Fires
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
state: {type: postgre, connection_id: state_db, connection_type: airflow}
#             ^^^^^^^ `state.type` is `postgre`; dpone knows mssql, postgres, bigquery or disabled
```
becomes (unsafe)
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
state: {type: postgres, connection_id: state_db, connection_type: airflow}
```

A block without a type:
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
state: {connection_id: state_db}
#^^^^ the state block has no `type`, and no `connection_ref` that would tell it
```

## Stays silent
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
state: {type: postgresql, connection_id: state_db, connection_type: airflow}
```

The store can come from the connection:
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
state: {connection_ref: state_db}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.allowed_values import wrong_item
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import key_place, value_place
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_lsp.support.spelling import nearest
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN
from dpone_si.vocabulary import loader_endpoint

RULE = Rule(
    name="state-type-unknown",
    code="DP545",
    group="state",
    severity="error",
    summary="State is kept in mssql, postgres or bigquery, or is disabled.",
    keys=("state",),
    fixable=True,
    owns=(Owned("state*", kinds=VALUE),),
)

_KINDS = ("mssql", "postgres", "bigquery", "disabled")
_OFF = ("noop", "none", "off")


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.sink_type == "mssql":
        return  # another rule: there it must be mssql
    value = facts.process.at("state.type")
    state = facts.process.data("state")
    if not isinstance(state, dict) or not state:
        return
    kind = state.get("type")
    if value is None or kind is None or (isinstance(kind, str) and not kind.strip()):
        misspelt = any(isinstance(key, str) and nearest(key, ("type",)) for key in state if key != "type")
        if not misspelt and not any(state.get(name) for name in ("connection_ref", "reuse")):
            place = key_place(facts, "state") if value is None else value_place(facts, "state.type")
            yield Report(place, "the state block has no `type`, and no `connection_ref` that would tell it")
        return
    if kind is UNKNOWN or (isinstance(kind, str) and loader_endpoint(kind) in (*_KINDS, *_OFF)):
        return
    known = isinstance(kind, str) and kind.strip().lower() == "clickhouse"
    yield from wrong_item(
        value.layer.document, value.node, kind, "state.type", _KINDS, ask=True, severity="warning" if known else None
    )
