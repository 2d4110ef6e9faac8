"""A bare yes, no, on, off, true or false is a boolean, and here a text is meant.

## Why
dpone reads YAML 1.1, in which these words are booleans in any common spelling (`y` and `n` are not). A column called `on` becomes
the text `True`; in `unique_key` dpone refuses the manifest.

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
    mode: incremental_merge
    unique_key: [id, on]
#                    ^^ `on` is a boolean in YAML 1.1, but `unique_key` wants text: quote it
```
becomes (unsafe)
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [id, "on"]
```

## Stays silent
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: "on"}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: n}
  strategy: {mode: incremental_append, only_new_rows: yes, unique_key: [y, n]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.edits import replace_node
from dpone_lsp.findings import Fix, Place, Report, Severity
from dpone_lsp.rules.model import Rule
from dpone_lsp.structure_walk import oddities
from dpone_lsp.subject import Analysis, Context
from dpone_si.manifest.tree import ScalarNode

RULE = Rule(
    name="yaml-boolean-trap",
    code="DP007",
    group="syntax",
    severity="error",
    summary="A bare yes, no, on, off, true or false is a boolean, and here a text is meant.",
    scope="document",
    fixable=True,
)

#: Keys whose text is the name of a column, table or the like: the boolean's text names another thing or none.
_NAMES = ("column", "columns", "key", "fields", "schema", "name", "database", "dataset", "table", "topic", "id", "ref", "mode", "type")


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    document = analysis.document
    for oddity in oddities(analysis, "boolean"):
        node = oddity.value.target
        if not isinstance(node, ScalarNode) or node.style:
            continue
        strict = oddity.spec is not None and oddity.spec.enforced
        severity: Severity = "error" if strict or oddity.name.endswith(_NAMES) else "warning"
        yield Report(
            Place(document, node),
            f"`{node.text}` is a boolean in YAML 1.1, but `{oddity.name}` wants text: quote it",
            severity=severity,
            fixes=(lambda node=node: Fix(f"Quote `{node.text}`", (replace_node(document, node, f'"{node.text}"'),)),),
        )
