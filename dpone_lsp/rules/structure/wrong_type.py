"""A value has another type than dpone reads at this key.

## Why
dpone checks few types. Elsewhere a list where one word is meant, or a number where a list is, is ignored, converted oddly or
fails when the load runs.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}, options: {incremental_column: [id, day]}}
#                                                                                                                                            ^^^^^^^^^ `source.options.incremental_column` is a list here, but dpone reads text
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

dpone passes over a block that is none:
```yaml
name: sales_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
validation: strict
#           ^^^^^^ `validation` is text here, but dpone reads a mapping
```

## Stays silent
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}, options: {columns: [id], batch_size: "500"}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.native_transfer import refused_values
from dpone_lsp.checks.ownership import unowned
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Place, Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode

RULE = Rule(
    name="wrong-type",
    code="DP108",
    group="structure",
    severity="warning",
    summary="A value has another type than dpone reads at this key.",
    scope="document",
    needs=("misfit:type", "misfit:mapping"),
)

_WORDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "mapping": "a mapping",
    "list": "a list",
    "any": "anything",
}
_SCALARS = {
    "str": "text",
    "int": "a number",
    "float": "a number",
    "bool": "a boolean",
    "null": "empty",
    "timestamp": "a date",
}


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    planned = refused_values(analysis)
    for misfit in unowned(analysis, context, "type", "mapping", rendered=True):
        node, spec = misfit.value.target, misfit.spec
        if spec is None or node in planned or (isinstance(node, ScalarNode) and node.style == "" and not node.text):
            continue
        what = f"an item of `{misfit.path}`" if misfit.item else f"`{misfit.path}`"
        yield Report(
            Place(misfit.document, node),
            f"{what} is {_outcome(misfit.outcome) if misfit.rendered else _type(node)} here, but dpone reads {_types(spec.types)}",
            severity="error" if spec.enforced else None,
            notes=misfit.notes,
        )


def _types(types: tuple[str, ...]) -> str:
    words = [_WORDS[name] for name in types if name != "null"]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _outcome(value: object) -> str:
    return (
        "a mapping"
        if isinstance(value, dict)
        else "a list"
        if isinstance(value, list)
        else _SCALARS.get(type(value).__name__, "another value")
    )


def _type(node: Node) -> str:
    if isinstance(node, MappingNode):
        return "a mapping"
    if isinstance(node, SequenceNode):
        return "a list"
    return _SCALARS.get(node.type, "another value") if isinstance(node, ScalarNode) else "another value"
