"""A block holds keys; text, a number or a list in its place stops dpone.

## Why
dpone looks for keys in `source`, `sink`, `options`, `table`, `state`, `quality`, `vars`, `defaults` and the like. Anything but a
mapping there (empty values aside) ends in a refusal or a traceback.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}, options: fast}
#                                                                                                                       ^^^^ `source.options` must be a mapping of keys; dpone fails on anything else here
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

```yaml
name: sales_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  options:
    physical_design: auto
#                    ^^^^ `sink.options.physical_design` must be a mapping of keys; dpone fails on anything else here
```

Some blocks must be mappings even when they say nothing:
```yaml
name: sales_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  staging: null
#          ^^^^ `sink.staging` must be a mapping of keys; dpone fails on anything else here
state: []
#      ^^ `state` must be a mapping of keys; dpone fails on anything else here
```

@txt An endpoint without a table has no `table` at all:
```yaml
name: shop_orders
source: {type: kafka, connection_type: airflow, connection_id: shop, topic: orders, table: null}
#                                                                                          ^^^^ `source.table` must be a mapping of keys; dpone fails on anything else here
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

@txt An mssql sink takes the blocks of a strategy apart while the manifest is compiled:
```yaml
name: shop_orders
source: {type: mysql, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: dbo, name: orders}
  strategy: {mode: snapshot_diff, unique_key: [order_id], diff: hard_delete}
#                                                               ^^^^^^^^^^^ `sink.strategy.diff` must be a mapping of keys, and dpone refuses the manifest
state: {type: mssql, connection_ref: dwh, atomicity: target_atomic, provisioning: external}
```

## Stays silent
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}, options: }
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

A block in a preset that the manifest replaces:
```yaml also=presets/team.yaml
naming: [sink_dataset]
```
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
convention: presets/team.yaml
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas: {public: {tables: [orders]}}
```

`flow-process-table-missing` tells of the table of a flow's source:
```yaml file=shop.flow.yaml
kind: dpone.flow.v1
authoring: {mode: flow, source: shop.flow.yaml}
metadata: {id: shop_orders}
processes:
  - name: shop_orders
    source: {type: postgres, connection_ref: shop, table: orders}
    sink: {type: clickhouse, connection_ref: dwh, table: {schema: raw, name: orders}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.from_parser import issue_place, issues
from dpone_lsp.checks.manifest_misfits import misfits
from dpone_lsp.checks.misfit import Misfit
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Place, Report
from dpone_lsp.model.places import of_value
from dpone_lsp.model.rule import Owned, Rule
from dpone_si.manifest.model.documents import SINGLE
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN
from dpone_si.manifest.syntax.tree import Node, to_plain

_PROCESS = ("source", "sink", "state", "quality", "schema_contract", "runtime")
#: Blocks of a process that dpone passes over when they hold no keys.
_ADVICE = ("bigquery_proxy", "certification", "execution", "object_storage", "options")

RULE = Rule(
    name="block-not-mapping",
    code="DP106",
    group="structure",
    severity="error",
    summary="A block holds keys; text, a number or a list in its place stops dpone.",
    scope="document",
    needs=("issue:block-not-mapping", "misfit:mapping", "misfit:type"),
    owns=(
        Owned("single", (*_PROCESS, *_ADVICE, "authoring"), ("mapping",)),
        Owned("process", (*_PROCESS, *_ADVICE), ("mapping",)),
        Owned("source", ("options", "table"), ("mapping",)),
        Owned("sink", ("options", "staging", "table"), ("mapping",)),
        Owned(
            "batch",
            ("authoring", "certification", "defaults", "naming", "processes", "quality", "runtime", "vars"),
            ("mapping",),
        ),
        Owned("preset", ("certification", "defaults", "naming", "quality", "runtime", "schemas", "vars"), ("mapping",)),
        Owned("schema_entry", ("defaults", "naming", "vars"), ("mapping",)),
        Owned("table_entry", ("naming", "overrides", "vars"), ("mapping",)),
    ),
)

#: Block -> its keys that must be mappings.
_NEEDED = {
    "single": _PROCESS,
    "process": _PROCESS,
    "source": ("table", "options"),
    "sink": ("table", "options", "staging"),
    "sink_options": ("physical_design",),
    "batch": ("defaults", "vars", "naming", "runtime", "quality"),
    "preset": ("defaults", "vars", "naming", "runtime", "quality"),
    "schema_entry": ("defaults", "vars", "naming"),
    "table_entry": ("overrides", "vars", "naming"),
    "flow": ("quality",),
}

_CHUNK = "sink.strategy.backfill.chunk"
_INSIDE = ("sink.strategy.backfill.state", "sink.strategy.backfill.publication", "sink.strategy.backfill.advisor")
_TAKEN_APART = {
    "snapshot_diff": ("sink.strategy.diff",),
    "scd2": ("sink.strategy.scd2",),
    "backfill": ("sink.strategy.backfill", _CHUNK, *_INSIDE),
}
#: Blocks that dpone takes as they are written, also when the value counts as false.
_TAKEN_AS_WRITTEN = frozenset(("state", "schema_contract", "quality", "staging"))


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    # What the expander refuses with the very block is told already.
    told: set[Node | None] = {issue.node for issue in analysis.expansion.issues}
    for issue in issues(analysis, "block-not-mapping"):
        yield Report(issue_place(issue), issue.message)
    for misfit in misfits(analysis, "mapping", rendered=True):
        node = misfit.value.target
        if node in told or misfit.key in told or misfit.name not in _NEEDED.get(misfit.block.name, ()):
            continue
        if (
            not (misfit.outcome if misfit.rendered else to_plain(node))
            and misfit.name not in _TAKEN_AS_WRITTEN
            and not _needless(misfit, analysis)
        ):
            continue
        message = f"`{misfit.path}` must be a mapping of keys; dpone fails on anything else here"
        yield Report(Place(misfit.document, node), message, notes=misfit.notes)
    for facts in analysis.processes:
        if facts.sink_type == "mssql":
            yield from _strategy_blocks(facts)


def _strategy_blocks(facts: Facts) -> Iterator[Report]:
    """Blocks of a strategy that an mssql sink takes apart while the manifest is compiled; others look at them when they run."""
    for path in _TAKEN_APART.get(facts.mode or "", ()):
        value = facts.process.at(path)
        data = None if value is None else facts.process.plain(value)
        # What is empty counts as none, but not inside a backfill; an empty chunk is told by `backfill-chunk-missing`.
        if value is None or isinstance(data, dict) or data is UNKNOWN:
            continue
        if not data and path not in _INSIDE and not (data is None and path == _CHUNK):
            continue
        yield Report(of_value(value), f"`{path}` must be a mapping of keys, and dpone refuses the manifest")


def _needless(misfit: Misfit, analysis: Analysis) -> bool:
    """A table that an endpoint could do without, in a single manifest: dpone looks into it all the same."""
    if misfit.name != "table" or analysis.document.form != SINGLE:
        return False
    return any(
        (facts.source_type if misfit.block.name == "source" else facts.sink_type) in ("kafka", "api")
        for facts in analysis.processes
    )
