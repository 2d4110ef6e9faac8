"""dpone knows a batch or a flow by its `kind`; with any other it reads the file as a single manifest.

## Why
A misspelt or missing `kind` ends with the misleading message that the name is missing, or in a process that ignores `schemas` and
`defaults`.

## Fires
```yaml
kind: dpone.bach.v1
#     ^^^^^^^^^^^^^ `dpone.bach.v1` is not a kind of dpone, so the file is read as a single manifest
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
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
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables: [orders]
```
```yaml
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
#^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ there is no `kind`, so dpone reads this batch as a single manifest
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
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
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables: [orders]
```

```yaml
schema: dpone.batch.v1
#^^^^^ a batch is named by `kind`; dpone refuses one that is named by `schema`
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
schemas:
  public:
    tables: [orders]
```
```yaml
kind: [dpone.batch.v1]
#^^^ `kind` says nothing, so dpone reads this batch as a single manifest
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables: [orders]
```

## Stays silent
```yaml
kind: my-own-label
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.schema_check import walk_form
from dpone_lsp.fixes.edits import insert_key, rename_key, replace_value
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Place, Report, Severity
from dpone_lsp.model.rule import Owned, Rule
from dpone_lsp.support.spelling import nearest
from dpone_si.manifest.model import documents
from dpone_si.manifest.model.documents import KINDS, Document, named_kind
from dpone_si.manifest.syntax.tree import MappingNode, ScalarNode

RULE = Rule(
    name="kind-unknown",
    code="DP104",
    group="structure",
    severity="error",
    summary="dpone knows a batch or a flow by its `kind`; with any other it reads the file as a single manifest.",
    scope="document",
    forms=("single", "batch"),
    fixable=True,
    owns=(
        *(Owned(form, ("kind",), ("word",)) for form in ("single", "batch", "flow", "fragment", "test")),
        Owned("pipeline", ("kind",), ("word", "deprecated")),
    ),
)

_KINDS = {documents.BATCH: "dpone.batch.v1", documents.FLOW: "dpone.flow.v1"}


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    document = analysis.document
    root = document.mapping
    if root is None:
        return
    form = walk_form(document)
    written = document.recognition.unknown_kind
    wanted = _KINDS.get(form)
    if document.form == documents.BATCH:
        named = named_kind(root)[1]
        if named == "schema":
            message = "a batch is named by `kind`; dpone refuses one that is named by `schema`"
            fixes = () if "kind" in root.entries else (lambda: _renamed(document, root),)
            yield Report(Place(document, root.key_node("schema")), message, fixes=fixes)
        return
    if written is None:
        if wanted is not None and form != document.form:
            key = root.key_node("kind")
            says = "there is no `kind`" if key is None else "`kind` says nothing"
            fixes = () if key is not None or "schema" in root.entries else (lambda: _add(document, root, wanted),)
            yield Report(Place(document, key), f"{says}, so dpone reads this {form} as a single manifest", fixes=fixes)
        return
    key = "kind" if isinstance(root.get("kind"), ScalarNode) and root.get("kind").value else "schema"  # type: ignore[union-attr]
    node = root.get(key)
    near = wanted or nearest(written, KINDS)
    if wanted is None and "name" in root.entries:
        if near is None or not written.startswith("dpone"):
            # Anybody may label a single manifest: dpone runs it.
            return
        severity: Severity = "warning"
    else:
        severity = "error"
    fixes = (
        ()
        if near is None or node is None
        else (lambda: Fix(f"Write `{near}`", (replace_value(document, node, near),)),)
    )
    yield Report(
        Place(document, node),
        f"`{written}` is not a kind of dpone, so the file is read as a single manifest",
        severity=severity,
        label="" if near is None else f"did you mean `{near}`?",
        fixes=fixes,
    )


def _renamed(document: Document, root: MappingNode) -> Fix | None:
    key = root.key_node("schema")
    return None if key is None else Fix("Rename to `kind`", (rename_key(document, key, "kind"),))


def _add(document: Document, root: MappingNode, kind: str) -> Fix | None:
    edit = insert_key(document, root, "kind", kind, first=True)
    return None if edit is None else Fix(f"Add `kind: {kind}`", (edit,))
