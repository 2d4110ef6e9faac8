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

A bare `off` is no `native_mode`, but dpone takes it for none:
```yaml
name: sales_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: partition_replace
    partition: {column: business_date, native_mode: off}
#                                                   ^^^ `off` is a boolean in YAML 1.1, but `native_mode` wants text: quote it
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

from dpone_lsp.checks.ownership import unowned
from dpone_lsp.fixes.edits import replace_node
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Place, Report, Severity
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.syntax.tree import ScalarNode

RULE = Rule(
    name="yaml-boolean-trap",
    code="DP007",
    group="syntax",
    severity="error",
    summary="A bare yes, no, on, off, true or false is a boolean, and here a text is meant.",
    scope="document",
    needs=("misfit:boolean",),
    fixable=True,
)

#: Keys whose text is the name of a column, table or the like: the boolean's text names another thing or none.
_NAMES = ("column", "columns", "key", "fields", "schema", "name", "database", "dataset", "table", "topic", "id", "ref")

#: Choices that a bare `off` takes as well as the word: dpone looks for a value first and finds none.
_OFF_IS_A_WORD = frozenset(("native_mode", "finalization"))
#: Choices of which dpone knows no empty one.
_STOPPING = frozenset((("schema_contract", "enforcement"), ("kafka_key", "mode")))


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    for misfit in unowned(analysis, context, "boolean", rendered=True):
        node = misfit.value.target
        if not isinstance(node, ScalarNode) or (node.style and not misfit.rendered):
            continue
        strict = misfit.spec is not None and misfit.spec.enforced
        if misfit.name in _OFF_IS_A_WORD and not (misfit.outcome if misfit.rendered else node.value):
            strict = False
        named = misfit.name.endswith(_NAMES) or misfit.name == "type"
        stops = (misfit.block.name, misfit.name) in _STOPPING
        severity: Severity = "error" if strict or named or stops else "warning"
        if misfit.rendered:
            message = f"`{misfit.name}` wants text, and this template gives a boolean: a word such as yes or off must be quoted where it is set"
            yield Report(Place(misfit.document, node), message, severity=severity, notes=misfit.notes)
            continue
        yield Report(
            Place(misfit.document, node),
            f"`{node.text}` is a boolean in YAML 1.1, but `{misfit.name}` wants text: quote it",
            severity=severity,
            fixes=(
                lambda document=misfit.document, node=node: Fix(
                    f"Quote `{node.text}`", (replace_node(document, node, f'"{node.text}"'),)
                ),
            ),
        )
