"""dpone renders no templates in a single manifest: the braces reach the target as they are.

## Why
Only batch and flow manifests are rendered. Here `{{ src_table }}` is the name of a table.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: "{{ src_table }}"}}
#                                                                                                 ^^^^^^^^^^^^^^^^^ a single manifest is never rendered, so this text is used with its braces
```

@txt Statements are not run either:
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: "{% if full %}orders{% endif %}"}}
#                                                                                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a single manifest is never rendered, so this text is used with its braces
```

## Stays silent
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}, options: {query: {mode: inline, sql: "select * from t where day = '{{ ds }}'"}}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.schema_check import walk_form
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Place, Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model import documents
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode

RULE = Rule(
    name="template-in-single-manifest",
    code="DP023",
    group="syntax",
    severity="error",
    summary="dpone renders no templates in a single manifest: the braces reach the target as they are.",
    scope="document",
    needs=("text:{{", "text:{%"),
    forms=("single",),
)

#: Text in here is rendered by somebody else: dpone's query engine, Airflow, a hook.
_RENDERED_LATER = frozenset(
    ("query", "hooks", "sql", "custom_predicate", "body", "params", "headers", "path_template", "description")
)
#: As a name, text with braces means a thing that does not exist.
_NAMES = frozenset(
    (
        "name",
        "schema",
        "database",
        "topic",
        "unique_key",
        "column",
        "connection_id",
        "connection_ref",
        "vault_path",
        "type",
    )
)

#: dpone takes numbers and blocks here while it compiles the manifest, and stops at text.
_STOPPING = frozenset(
    (
        "batch_size", "estimated_rows", "changed_percent", "delete_percent", "source", "sink", "options", "table", "strategy", "state",
        "mode", "staging", "runtime", "quality", "schema_contract",
    )
)  # fmt: skip


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    document = analysis.document
    root = document.mapping
    if root is None or walk_form(document) != documents.SINGLE:
        return
    stack: list[tuple[str, Node]] = [("", root)]
    while stack:
        name, node = stack.pop()
        if isinstance(node, MappingNode):
            for key, value in node.pairs:
                word = key.text if isinstance(key, ScalarNode) else ""
                if word not in _RENDERED_LATER and not word.startswith("x-"):
                    stack.append((word, value))
        elif isinstance(node, SequenceNode):
            stack.extend((name, item) for item in node.items)
        elif isinstance(node, ScalarNode) and isinstance(node.value, str) and ("{{" in node.text or "{%" in node.text):
            yield Report(
                Place(document, node),
                "a single manifest is never rendered, so this text is used with its braces",
                severity=None if name in _NAMES or name in _STOPPING else "warning",
                notes=("the cure is the value itself, or a batch manifest",),
            )
