"""Settings of one table stand under `overrides`; directly in the entry dpone drops them.

## Why
An entry has `table`, `id`, `vars`, `naming`, `overrides` and `depends_on`. A `sink` or `source` next to them is never read: the
table is loaded with the defaults, which may be another strategy.

## Fires
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables:
      - table: orders
        sink:
#       ^^^^ `sink` in a table entry is dropped silently; it belongs under `overrides`
          strategy: {mode: incremental_merge, unique_key: [id]}
```
becomes (unsafe)
```yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables:
      - table: orders
        overrides:
          sink:
            strategy: {mode: incremental_merge, unique_key: [id]}
```

## Stays silent
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables:
      - table: orders
        overrides:
          sink:
            strategy: {mode: incremental_merge, unique_key: [id]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.manifest_misfits import misfits
from dpone_lsp.checks.misfit import Misfit
from dpone_lsp.fixes.edits import move_into
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.rule import Owned, Rule
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax.tree import Node

RULE = Rule(
    name="batch-table-fragment-ignored",
    code="DP126",
    group="structure",
    severity="error",
    summary="Settings of one table stand under `overrides`; directly in the entry dpone drops them.",
    scope="document",
    needs=("misfit:misplaced",),
    forms=("batch",),
    fixable=True,
    owns=(Owned("table_entry", kinds=("misplaced",)),),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    misplaced = [
        misfit
        for misfit in misfits(analysis, "misplaced")
        # `name` for `table` is a slip that `batch-table-key-missing` tells of.
        if misfit.block.name == "table_entry" and not (misfit.name == "name" and "table" not in misfit.mapping.entries)
    ]
    for misfit in misplaced:
        keys = [other.key for other in misplaced if other.mapping is misfit.mapping]
        yield Report(
            Place(misfit.document, misfit.key),
            f"`{misfit.name}` in a table entry is dropped silently; it belongs under `overrides`",
            fixes=(lambda misfit=misfit, keys=keys: _move(misfit.document, misfit, keys),),
        )


def _move(document: Document, misfit: Misfit, keys: list[Node]) -> Fix | None:
    edits = move_into(document, misfit.mapping, keys, "overrides")
    return None if edits is None else Fix("Move under `overrides`", edits)
