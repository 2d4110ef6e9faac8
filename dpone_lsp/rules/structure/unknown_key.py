"""A key that dpone does not read at this place has no effect, and nothing says so.

## Why
dpone looks for the keys it knows and never for the others. A misspelt key therefore means "the default value", silently:
`only_new_row: true` loads every row again, `qualty` checks nothing. A few blocks are closed (`hook` lists, `transforms`,
fragments ...): there dpone refuses the whole manifest. A key within two letters of a known one is an error, any other a warning; keys
that start with `x-` are yours.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_append
    only_new_row: true
#   ^^^^^^^^^^^^ `only_new_row` is not a key of sink.strategy; dpone ignores it silently
```
becomes
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_append
    only_new_rows: true
```
A key that belongs one level deeper is moved there:
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  batch_size: 5000
# ^^^^^^^^^^ `batch_size` is not a key of source; dpone ignores it silently
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
becomes
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    batch_size: 5000
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

## Stays silent
```yaml
name: shop_orders
x-owner: team-shop
source:
  type: api
  api_type: rest
  connection_type: airflow
  connection_id: shop
  options:
    a_key_of_this_provider: 1
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  options:
    table_labels: {any_label: crm}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.misfit import Misfit
from dpone_lsp.checks.ownership import unowned
from dpone_lsp.fixes.edits import move_into, rename_key
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.rule import Rule
from dpone_lsp.support.spelling import is_slip, nearest
from dpone_si.manifest.model import documents
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.structure import block

RULE = Rule(
    name="unknown-key",
    code="DP101",
    group="structure",
    severity="warning",
    summary="A key that dpone does not read at this place has no effect, and nothing says so.",
    scope="document",
    needs=("misfit:unknown",),
    fixable=True,
)

_PLACES = {
    "single": "the top level",
    "batch": "the top level of a batch manifest",
    "preset": "the top level of a preset",
    "flow": "the top level of a flow manifest",
    "pipeline": "the top level of a pipeline manifest",
    "fragment": "the top level of a fragment",
    "process": "a process",
    "table_entry": "a table entry",
    "schema_entry": "a schema block",
}


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    for misfit in unowned(analysis, context, "unknown"):
        name = misfit.block.name
        # A batch carries its `gitops` block along unread.
        unread = name in ("airflow_resources", "resource_amounts") and misfit.document.form == documents.BATCH
        closed = (misfit.block.closed_in_dpone and not unread) or (
            name == "scd2" and any(facts.sink_type == "mssql" for facts in analysis.processes)
        )
        yield _report(misfit, closed=closed)


def _report(misfit: Misfit, *, closed: bool) -> Report:
    document, shape, mapping = misfit.document, misfit.block, misfit.mapping
    place = (
        f"a key of {misfit.where}"
        if misfit.where
        else f"read at {_PLACES.get(shape.name, f'this place ({shape.name})')}"
    )
    outcome = "dpone refuses the manifest" if closed else "dpone ignores it silently"
    message = f"`{misfit.name}` is not {place}; {outcome}"
    near = nearest(misfit.name, shape.keys)
    if near is not None and near not in mapping.entries:
        return Report(
            Place(document, misfit.key),
            message,
            # A word that is only like a known one may be somebody's own.
            severity="error" if closed or is_slip(misfit.name, near) else None,
            label=f"did you mean `{near}`?",
            notes=(f"did you mean `{near}`?",),
            fixes=(lambda: Fix(f"Rename to `{near}`", (rename_key(document, misfit.key, near),)),),
        )
    severity = "error" if closed else None
    if near is not None:
        return Report(Place(document, misfit.key), message, severity=severity, label=f"`{near}` is set here already")
    home = _home(misfit)
    if home is not None:
        return Report(
            Place(document, misfit.key),
            message,
            severity=severity,
            label=f"it belongs under `{home}`",
            notes=(f"it belongs under `{home}`",),
            fixes=(lambda: _move(document, misfit, home),),
        )
    return Report(Place(document, misfit.key), message, severity=severity)


def _home(misfit: Misfit) -> str | None:
    """The nested block of this one that reads the key, when there is exactly one."""
    homes = [
        spec.name
        for spec in misfit.block.keys.values()
        if spec.block is not None and misfit.name in block(spec.block).keys and spec.name != misfit.name
    ]
    return homes[0] if len(homes) == 1 else None


def _move(document: Document, misfit: Misfit, home: str) -> Fix | None:
    edits = move_into(document, misfit.mapping, [misfit.key], home)
    return None if edits is None else Fix(f"Move under `{home}`", edits)
