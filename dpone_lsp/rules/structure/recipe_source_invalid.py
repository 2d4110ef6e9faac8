"""A flow made from a recipe states its id and domain, and nothing else beside the recipe.

## Why
dpone needs `metadata.id` and `metadata.domain` to expand a recipe, and refuses `processes` or `fragments` next to it. It also refuses
what the recipe pins when a byte, a key or a parameter of it is not as the recipe's contract wants it.

## Fires
```yaml file=shop.yaml
kind: dpone.flow.v1
authoring: {mode: flow, source: shop.yaml}
metadata: {id: shop_orders}
#^^^^^^^ a recipe flow needs `metadata.domain`
recipe: {catalog_id: house, ref: shop@1.0.0, artifact_ref: recipes/shop.yaml, sha256: "sha256:0000000000000000000000000000000000000000000000000000000000000000"}
```

## Stays silent
```yaml file=shop.yaml
kind: dpone.flow.v1
authoring: {mode: flow, source: shop.yaml}
metadata: {id: shop_orders, recipe: shop}
processes:
  - name: shop_orders
    source: {type: postgres, connection_ref: shop, table: {schema: public, name: orders}}
    sink: {type: clickhouse, connection_ref: dwh, table: {schema: raw, name: orders}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.from_parser import issue_reports
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.rule import VALUE, Owned, Rule

RULE = Rule(
    name="recipe-source-invalid",
    code="DP170",
    group="structure",
    severity="error",
    summary="A flow made from a recipe states its id and domain, and nothing else beside the recipe.",
    scope="document",
    needs=("issue:recipe-source-invalid",),
    forms=("flow", "pipeline"),
    owns=(
        Owned("recipe_use", kinds=("unknown",)),
        Owned("recipe_use*", kinds=VALUE),
        Owned("flow", ("recipe",), VALUE),
        Owned("pipeline", ("recipe",), VALUE),
    ),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    yield from issue_reports(analysis, "recipe-source-invalid")
