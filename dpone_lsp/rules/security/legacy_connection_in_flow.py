"""A flow names its connections by `connection_ref`.

## Why
`connection_type` and `vault_path` tie the file to one environment. Loads still run, but `dpone check` refuses the flow with
DPONE_LEGACY_CONNECTION_CONFIG_FOUND.

## Fires
```yaml file=shop/pipeline.yaml
kind: dpone.flow.v1
authoring: {mode: flow, source: shop/pipeline.yaml}
processes:
  - name: orders_load
    source:
      type: postgres
      connection_type: airflow
#     ^^^^^^^^^^^^^^^ `dpone check` refuses `connection_type` in a flow; name the connection by `connection_ref`
      connection_id: shop
      table: {schema: public, name: orders}
    sink: {type: clickhouse, connection_ref: dwh, table: {schema: raw, name: orders}}
```
becomes (unsafe)
```yaml
kind: dpone.flow.v1
authoring: {mode: flow, source: shop/pipeline.yaml}
processes:
  - name: orders_load
    source:
      type: postgres
      connection_ref: shop
      table: {schema: public, name: orders}
    sink: {type: clickhouse, connection_ref: dwh, table: {schema: raw, name: orders}}
```

## Stays silent
```yaml file=shop/pipeline.yaml
kind: dpone.flow.v1
authoring: {mode: flow, source: shop/pipeline.yaml}
processes:
  - name: orders_load
    source:
      type: postgres
      connection_ref: shop
      table: {schema: public, name: orders}
    sink: {type: clickhouse, connection_ref: dwh, table: {schema: raw, name: orders}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes.edits import delete_pair, rename_key
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.places import key_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.syntax.tree import MappingNode

RULE = Rule(
    name="legacy-connection-in-flow",
    code="DP762",
    group="security",
    severity="warning",
    summary="A flow names its connections by `connection_ref`.",
    keys=("source.connection_type", "sink.connection_type", "source.vault_path", "sink.vault_path"),
    forms=("flow",),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for end in ("source", "sink"):
        for name in ("connection_type", "vault_path"):
            if facts.process.has(f"{end}.{name}"):
                yield Report(
                    key_place(facts, f"{end}.{name}"),
                    f"`dpone check` refuses `{name}` in a flow; name the connection by `connection_ref`",
                    fixes=(lambda end=end, name=name: _by_reference(facts, end, name),),
                )
                break


def _by_reference(facts: Facts, end: str, name: str) -> Fix | None:
    block, old = facts.process.at(end), facts.process.at(f"{end}.{name}")
    identity = facts.process.at(f"{end}.connection_id")
    if block is None or old is None or not isinstance(block.node, MappingNode) or name != "connection_type":
        return None
    if identity is None or facts.process.has(f"{end}.connection_ref"):
        return None
    document = block.layer.document
    removed = delete_pair(document, block.node, old.key)
    if removed is None:
        return None
    renamed = rename_key(document, identity.key, "connection_ref")
    return Fix("Use `connection_ref` instead", (removed, renamed), applicability="unsafe")
