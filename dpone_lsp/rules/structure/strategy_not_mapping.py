"""`sink.strategy` is a block with a `mode`, not a word.

## Why
dpone takes the text apart as if it were a mapping and ends with a traceback.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy: incremental_append
#           ^^^^^^^^^^^^^^^^^^ `sink.strategy` must be a mapping; dpone crashes on text here
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
  strategy: {mode: incremental_append}
```

```yaml
name: sales_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy: []
#           ^^ `sink.strategy` must be a mapping; dpone takes this for none at all
```

## Stays silent
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy: {}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.manifest_misfits import misfits
from dpone_lsp.fixes.edits import replace_node
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.rule import Owned, Rule
from dpone_si import vocabulary
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax.tree import Node, ScalarNode, to_plain

RULE = Rule(
    name="strategy-not-mapping",
    code="DP107",
    group="structure",
    severity="error",
    summary="`sink.strategy` is a block with a `mode`, not a word.",
    scope="document",
    needs=("misfit:mapping",),
    fixable=True,
    owns=(Owned("*", ("strategy",), ("mapping",)),),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    for misfit in misfits(analysis, "mapping", rendered=True):
        if misfit.name != "strategy" or misfit.block.name != "sink":
            continue
        node = misfit.value.target
        mode = (
            vocabulary.canonical_mode(node.text)
            if isinstance(node, ScalarNode) and not misfit.rendered and isinstance(node.value, str)
            else None
        )
        what = "a list" if isinstance(misfit.outcome if misfit.rendered else to_plain(node), list) else "text"
        fixes = () if mode is None else (lambda o=misfit, node=node, mode=mode: _write(o.document, node, mode),)
        if not (misfit.outcome if misfit.rendered else to_plain(node)):
            yield Report(
                Place(misfit.document, node),
                "`sink.strategy` must be a mapping; dpone takes this for none at all",
                severity="warning",
            )
            continue
        yield Report(
            Place(misfit.document, node),
            f"`sink.strategy` must be a mapping; dpone crashes on {what} here",
            notes=misfit.notes,
            fixes=fixes,
        )


def _write(document: Document, node: Node, mode: str) -> Fix:
    return Fix(f"Write `{{mode: {mode}}}`", (replace_node(document, node, f"{{mode: {mode}}}"),))
