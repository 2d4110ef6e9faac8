"""A block that dpone does not read at the top level of this kind of manifest has no effect.

## Why
In a batch, what belongs to every process stands under `defaults`; a flow has no `defaults`, `vars` or `runtime` at all: each
process carries its own. dpone drops the rest without a word, so a load runs without its state, contract or dependencies.

## Fires
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
state: {type: postgres, connection_ref: state_db}
#^^^^ `state` at the top level of a batch manifest is dropped silently; it belongs under `defaults`
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables: [orders]
```
becomes
```yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
  state: {type: postgres, connection_ref: state_db}
schemas:
  public:
    tables: [orders]
```
```yaml file=shop.yaml
kind: dpone.flow.v1
authoring: {mode: flow, source: shop.yaml}
defaults:
#^^^^^^^ `defaults` at the top level of a flow manifest is dropped silently; it belongs into each process
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
processes:
  - name: shop_orders
    source: {type: postgres, connection_ref: shop, table: {schema: public, name: orders}}
    sink: {type: clickhouse, connection_ref: dwh, table: {schema: raw, name: orders}}
```

## Stays silent
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
quality: {gates: [{type: min_rows, threshold: 1}]}
runtime: {storage: {work_dir: /data}}
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables: [orders]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.misfit import Misfit
from dpone_lsp.checks.ownership import unowned
from dpone_lsp.fixes.edits import move_into
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model import documents
from dpone_si.manifest.model.documents import Document

RULE = Rule(
    name="root-block-ignored",
    code="DP105",
    group="structure",
    severity="error",
    summary="A block that dpone does not read at the top level of this kind of manifest has no effect.",
    scope="document",
    needs=("misfit:misplaced",),
    fixable=True,
)

_WHERE = {
    documents.SINGLE: ("the top level of a single manifest", "into a batch manifest"),
    documents.BATCH: ("the top level of a batch manifest", "under `defaults`"),
    documents.PRESET: ("the top level of a preset", "under `defaults`"),
    documents.FLOW: ("the top level of a flow manifest", "into each process"),
    documents.PIPELINE: ("the top level of a pipeline manifest", "into each process"),
    "schema_entry": ("the level of a schema", "under its `defaults`"),
}
#: Without these a load does something else than the manifest says.
_HEAVY = frozenset(
    (
        "source", "sink", "state", "schema_contract", "reconciliation", "depends_on", "transforms", "runtime", "quality",
        "defaults", "vars", "naming", "convention", "conventions", "registry", "registries", "schemas",
    )
)  # fmt: skip
#: Differ from process to process.
_NOT_MOVED = frozenset(("name", "description"))


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    for misfit in unowned(analysis, context, "misplaced"):
        shape = misfit.block.name
        place, home = _WHERE[shape]
        heavy = misfit.name in _HEAVY and shape != documents.SINGLE
        belongs = f"; it belongs {home}" if home else ""
        target = (
            "defaults"
            if shape in (documents.BATCH, documents.PRESET, "schema_entry") and misfit.name not in _NOT_MOVED
            else ""
        )
        yield Report(
            Place(misfit.document, misfit.key),
            f"`{misfit.name}` at {place} is dropped silently{belongs}",
            severity=None if heavy else "warning",
            fixes=(lambda misfit=misfit: _move(misfit.document, misfit),) if target else (),
        )


def _move(document: Document, misfit: Misfit) -> Fix | None:
    edits = move_into(document, misfit.mapping, [misfit.key], "defaults")
    return None if edits is None else Fix("Move under `defaults`", edits)
