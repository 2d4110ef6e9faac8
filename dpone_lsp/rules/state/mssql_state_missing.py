"""A load into mssql needs a `state` block, because rows and state are committed in one transaction.

## Why
Without it `dpone manifest validate` refuses the manifest with MSSQL_TRANSACTION_STATE_REQUIRED, although `dpone plan` still
succeeds, and the run stops before the first row. In a batch manifest the block belongs to `defaults`; one at the root is dropped.

## Fires
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: mssql
#       ^^^^^ an mssql sink needs a `state` block, and no layer sets one
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
```
becomes (unsafe)
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
state: {type: mssql, connection_ref: dwh, atomicity: target_atomic, provisioning: external}
```

```yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink:
    type: mssql
#         ^^^^^ an mssql sink needs a `state` block, and no layer sets one
    connection_type: airflow
    connection_id: dwh
    strategy:
      mode: full_refresh
schemas:
  public:
    tables: [orders]
```
becomes (unsafe)
```yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink:
    type: mssql
    connection_type: airflow
    connection_id: dwh
    strategy:
      mode: full_refresh
  state: {type: mssql, connection_ref: dwh, atomicity: target_atomic, provisioning: external}
schemas:
  public:
    tables: [orders]
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
    mode: full_refresh
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes.edits import insert_key
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.places import missing_place, value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="mssql-state-missing",
    code="DP540",
    group="state",
    severity="error",
    summary="A load into mssql needs a `state` block, because rows and state are committed in one transaction.",
    sinks=("mssql",),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    state = facts.process.data("state")
    if state is UNKNOWN or (isinstance(state, dict) and state):
        return
    written = facts.process.has("sink.type")
    yield Report(
        value_place(facts, "sink.type") if written else missing_place(facts, "sink.type"),
        "an mssql sink needs a `state` block, and no layer sets one",
        notes=("it needs type mssql, atomicity target_atomic, provisioning external and a connection_ref",),
        fixes=(lambda: _add(facts),),
    )


def _add(facts: Facts) -> Fix | None:
    sink = facts.process.at("sink")
    reference = facts.process.text("sink.connection_ref") or facts.process.text("sink.connection_id")
    if sink is None or not reference or facts.process.has("state"):
        return None
    block = {"type": "mssql", "connection_ref": reference, "atomicity": "target_atomic", "provisioning": "external"}
    nodes = {id(hit.node) for hit in sink.hits if any(key == "type" for key in getattr(hit.node, "entries", ()))}
    for layer, node in facts.process.stack:
        found = node.get("sink")
        if found is None or id(found) not in nodes or layer.document.is_builtin:
            continue
        edit = insert_key(layer.document, node, "state", block)
        return (
            None if edit is None else Fix("Add a `state` block (check its connection)", (edit,), applicability="unsafe")
        )
    return None
