"""A number in quotes is text; dpone converts it, but other readers of the manifest do not.

## Why
dpone turns the text into the number it wants. Tools that compare values, and people who search for `batch_size: 5000`, do not.

## Fires
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    batch_size: "5000"
#               ^^^^^^ `batch_size` is a number in quotes
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
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: "2024"}
  options: {batch_size: 5000}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.ownership import unowned
from dpone_lsp.fixes.edits import replace_node
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.syntax.tree import ScalarNode

RULE = Rule(
    name="number-as-string",
    code="DP010",
    group="syntax",
    severity="hint",
    summary="A number in quotes is text; dpone converts it, but other readers of the manifest do not.",
    scope="document",
    needs=("misfit:number-text",),
    fixable=True,
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    for misfit in unowned(analysis, context, "number-text"):
        node = misfit.value.target
        spec = misfit.spec
        if not isinstance(node, ScalarNode) or not node.style or spec is None:
            continue
        text = node.text.strip()
        converts = "string" in spec.types
        yield Report(
            Place(misfit.document, node),
            f"`{misfit.name}` is a number in quotes" + ("" if converts else ", and dpone does not convert it here"),
            severity=None if converts else "error" if spec.enforced else "warning",
            fixes=(
                lambda document=misfit.document, node=node, text=text: Fix(
                    f"Write the number {text}", (replace_node(document, node, text),)
                ),
            ),
        )
