"""A tab indents a line, and YAML allows only spaces there.

## Why
dpone cannot read the file: the YAML reader stops at the tab.

## Fires
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table:
		schema: public
#^ a tab is used for indentation; YAML allows only spaces there
		name: orders
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
becomes
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table:
    schema: public
    name: orders
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

## Stays silent
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}	# a tab before a comment
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.findings import Edit, Fix, Place, Report
from dpone_lsp.rules.model import Rule
from dpone_lsp.subject import Analysis, Context
from dpone_si.manifest.documents import Document
from dpone_si.manifest.tree import Node, Segment

RULE = Rule(
    name="yaml-tab-indent",
    code="DP002",
    group="syntax",
    severity="error",
    summary="A tab indents a line, and YAML allows only spaces there.",
    scope="document",
    needs=("problem",),
    fixable=True,
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    document = analysis.document
    for problem in document.tree.problems:
        if problem.code == "tab-indent":
            text = document.source.text
            end = problem.start
            while end < len(text) and text[end] in " \t":
                end += 1
            place = Place(document, Node(problem.start, end, Segment(0, None), None, None))
            yield Report(place, problem.message, fixes=(lambda: _spaces(document),))
            return


def _spaces(document: Document) -> Fix | None:
    """Two spaces for every tab in any line's indentation."""
    source = document.source
    edits: list[Edit] = []
    for line in range(source.line_count):
        text = source.line_text(line)
        indent = text[: len(text) - len(text.lstrip(" \t"))]
        if "\t" in indent and len(indent) < len(text):
            start = source.line_span(line)[0]
            edits.append(Edit(document, start, start + len(indent), indent.replace("\t", "  ")))
    return Fix("Replace tabs by two spaces each", tuple(edits)) if edits else None
