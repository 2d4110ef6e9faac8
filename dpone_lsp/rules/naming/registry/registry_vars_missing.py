"""A registry is looked up by `vars.src_system` and `vars.src_database`.

## Why
Both must be text in the manifest or its presets; templates do not count. Without them dpone refuses the batch.

## Fires
```yaml also=registry.yaml
entries:
  - {src_system: shop, src_database: main, host: db01}
  - {src_system: crm, src_database: main, host: db02}
```
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
registry: registry.yaml
vars: {src_system: shop}
#^^^ a registry is used, so `vars.src_database` must be set as text
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink:
    type: clickhouse
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
registry: registry.yaml
vars: {src_system: shop, src_database: main}
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink:
    type: clickhouse
    connection_type: airflow
    connection_id: dwh
    strategy:
      mode: full_refresh
schemas:
  public:
    tables: [orders]
```

## Stays silent
```yaml also=registry.yaml
entries:
  - {src_system: shop, src_database: main, host: db01}
  - {src_system: crm, src_database: main, host: db02}
```
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
registry: registry.yaml
vars: {src_system: shop, src_database: main}
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink:
    type: clickhouse
    connection_type: airflow
    connection_id: dwh
    strategy:
      mode: full_refresh
schemas:
  public:
    tables: [orders]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.from_parser import issue_place, issues
from dpone_lsp.checks.registries import entries_of
from dpone_lsp.checks.validation_profile import root_view
from dpone_lsp.fixes.edits import insert_key
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.expansion.registry import Entry
from dpone_si.manifest.model.layers import Value
from dpone_si.manifest.syntax.tree import MappingNode, ScalarNode

RULE = Rule(
    name="registry-vars-missing",
    code="DP681",
    group="naming",
    severity="error",
    summary="A registry is looked up by `vars.src_system` and `vars.src_database`.",
    scope="document",
    needs=("issue:registry-vars-missing",),
    fixable=True,
)

_NAMES = ("src_system", "src_database")


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    for issue in issues(analysis, "registry-vars-missing"):
        yield Report(issue_place(issue), issue.message, fixes=(lambda: _complete(analysis),))


def _complete(analysis: Analysis) -> Fix | None:
    """Fill in what is missing when the registries leave only one choice."""
    block: Value | None = root_view(analysis).get("vars")
    if block is None or not isinstance(block.node, MappingNode) or block.layer.document is not analysis.document:
        return None
    given = {
        name: found.node.value if isinstance(found.node, ScalarNode) else None
        for name in _NAMES
        if (found := block.view.get(name)) is not None
    }
    pairs = {
        (entry.system, entry.database)
        for entry in entries_of(analysis)
        if entry.database != "*"
        and all(_part(entry, name).lower() == str(text).lower() for name, text in given.items())
    }
    missing = [name for name in _NAMES if name not in given]
    if len(pairs) != 1 or len(missing) != 1:
        return None
    system, database = pairs.pop()
    value = system if missing[0] == "src_system" else database
    edit = insert_key(analysis.document, block.node, missing[0], value)
    return None if edit is None else Fix(f"Add `{missing[0]}: {value}`", (edit,), applicability="unsafe")


def _part(entry: Entry, name: str) -> str:
    return entry.system if name == "src_system" else entry.database
