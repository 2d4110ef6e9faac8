"""A dependency names a manifest that does not exist.

## Why
dpone notices it only when it draws the graph, and leaves the edge out: the loads run in any order. Paths are relative to the
manifest.

## Fires
```yaml also=stage.yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
```yaml
name: shop_orders
depends_on:
  - path: stage.yml
#         ^^^^^^^^^ there is no file `stage.yml` next to this manifest, so this dependency is left out silently
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
becomes
```yaml
name: shop_orders
depends_on:
  - path: stage.yaml
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

## Stays silent
```yaml also=stage.yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
```yaml
name: shop_orders
depends_on: [staging_group, stage.yaml]
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from dpone_lsp.checks.dependencies import Entry, depending, entries, is_manifest_path
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Edit, Fix, Report
from dpone_lsp.model.rule import Rule
from dpone_lsp.model.workspace_view import WorkspaceView, view
from dpone_lsp.support.spelling import nearest
from dpone_si.manifest.expansion.loading import join

RULE = Rule(
    name="depends-on-missing-file",
    code="DP144",
    group="structure",
    severity="warning",
    summary="A dependency names a manifest that does not exist.",
    scope="workspace",
    needs=("text:depends_on",),
    forms=("single", "batch", "flow", "pipeline"),
    fixable=True,
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    workspace = view(context)
    if workspace is None:
        return
    for process in depending(analysis):
        for entry in entries(process):
            if entry.fault or entry.is_local or entry.group or not is_manifest_path(entry.path):
                continue
            if workspace.exists(entry.target) is False:
                yield _report(entry, workspace)


def _report(entry: Entry, workspace: WorkspaceView) -> Report:
    message = f"there is no file `{entry.path}` next to this manifest, so this dependency is left out silently"
    return Report(entry.text_place, message, fixes=(lambda: _fix(entry, workspace),))


def _fix(entry: Entry, workspace: WorkspaceView) -> Fix | None:
    """The same name with the other ending, or a manifest whose file is called nearly so."""
    if entry.is_template:
        return None
    stem, _, ending = entry.path.rpartition(".")
    other = f"{stem}.{'yaml' if ending == 'yml' else 'yml'}"
    if not workspace.exists(join(entry.process.document.path, other)):
        folder = os.path.dirname(entry.process.document.path)
        known = {os.path.relpath(path, folder).replace(os.sep, "/"): path for path in workspace.manifests()}
        found = nearest(entry.path, sorted(known))
        if found is None:
            return None
        other = found
    text = other if entry.selector is None else f"{other}#{entry.selector}"
    return Fix(f"Write `{text}`", (Edit(entry.document, *entry.text_place.span, text),))
