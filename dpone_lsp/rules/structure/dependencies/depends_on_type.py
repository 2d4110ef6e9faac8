"""`depends_on` is text, a mapping or a list of these.

## Why
dpone refuses the manifest for a number, a boolean or a nested list.

## Fires
```yaml
name: shop_orders
depends_on: 5
#           ^ `depends_on` must be text, a mapping or a list of these; dpone refuses the manifest
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

The entry of a table takes a list only:
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables:
      - items
      - {table: orders, depends_on: "#public.items"}
#                                   ^^^^^^^^^^^^^^^ `depends_on` of a table entry must be a list; dpone refuses the manifest
```
becomes
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables:
      - items
      - {table: orders, depends_on: ["#public.items"]}
```

## Stays silent
```yaml
name: shop_orders
depends_on: stage.yaml
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.dependencies import entries
from dpone_lsp.checks.from_parser import issue_place, issues
from dpone_lsp.fixes.edits import replace_node
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax.tree import Node, ScalarNode

RULE = Rule(
    name="depends-on-type",
    code="DP142",
    group="structure",
    severity="error",
    summary="`depends_on` is text, a mapping or a list of these.",
    scope="document",
    needs=("text:depends_on",),
    fixable=True,
    owns=(
        Owned("*", ("depends_on",), ("boolean",)),
        Owned("table_entry", ("depends_on",), VALUE),
        Owned("single", ("depends_on",), VALUE),
        Owned("process", ("depends_on",), VALUE),
    ),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    for issue in issues(analysis, "depends-on-type"):
        yield Report(
            issue_place(issue), issue.message, fixes=(lambda issue=issue: _listed(issue.document, issue.node),)
        )
    for facts in analysis.processes:
        if facts.process.has("depends_on"):
            for entry in entries(facts.process):
                if entry.fault == "type":
                    message = "`depends_on` must be text, a mapping or a list of these; dpone refuses the manifest"
                    yield Report(Place(entry.document, entry.item), message)


def _listed(document: Document, node: Node | None) -> Fix | None:
    if not isinstance(node, ScalarNode):
        return None
    text = document.source.text[node.start : node.end]
    return Fix(f"Write `[{text}]`", (replace_node(document, node, f"[{text}]"),))
