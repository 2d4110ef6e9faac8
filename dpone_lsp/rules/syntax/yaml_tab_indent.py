"""A tab stands where dpone's YAML loader takes only spaces.

## Why
dpone cannot read the file: its loader stops at a tab that indents a line, and at every other one outside of quotes, block scalars and
comments, even at the end of a line. Many other YAML readers let those pass.

`␉` stands for a tab in what follows.

## Fires
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table:
␉␉schema: public
#^ a tab is used for indentation; YAML allows only spaces there
␉␉name: orders
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

```yaml
name: shop_orders␉# after the name
#                ^ a tab outside of quotes; dpone's YAML loader takes only spaces between values, and cannot read the file
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
becomes
```yaml
name: shop_orders # after the name
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

## Stays silent
```yaml
name: shop_orders # a␉tab in a comment
description: "one␉in quotes"
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Edit, Fix, Place, Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax.problem import Problem
from dpone_si.manifest.syntax.tree import Node, Segment

RULE = Rule(
    name="yaml-tab-indent",
    code="DP002",
    group="syntax",
    severity="error",
    summary="A tab stands where dpone's YAML loader takes only spaces.",
    scope="document",
    needs=("problem",),
    fixable=True,
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    document = analysis.document
    text = document.source.text
    for problem in document.tree.problems:
        if problem.code == "tab-indent":
            end = problem.start
            while end < len(text) and text[end] in " \t":
                end += 1
            place = Place(document, Node(problem.start, end, Segment(0, None), None, None))
            yield Report(place, problem.message, fixes=(lambda: _spaces(document),))
            return
        if problem.code == "stray-tab":
            place = Place(document, Node(problem.start, problem.end, Segment(0, None), None, None))
            yield Report(place, problem.message, fixes=(lambda problem=problem: _without(document, problem),))


def _without(document: Document, problem: Problem) -> Fix:
    """One space for a run of tabs, nothing at the end of a line."""
    text = document.source.text
    at_end = not text[problem.end : problem.end + 1].strip("\r\n")
    return Fix(
        "Remove the tab" if at_end else "Replace the tab by a space",
        (Edit(document, problem.start, problem.end, "" if at_end else " "),),
    )


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
