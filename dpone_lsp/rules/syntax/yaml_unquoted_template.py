"""A value that starts with `{{` must be quoted, or YAML reads a mapping.

## Why
`{` opens a flow mapping in YAML. dpone cannot load the file ("unhashable key"), or finds text after the mapping's end.

## Fires
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
naming:
  process_name: {{ src_schema }}_{{ src_table }}
#               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a value that starts with `{{` must be quoted: without quotes YAML reads it as a mapping, and dpone cannot load the file
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public: {tables: [orders]}
```
becomes
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
naming:
  process_name: "{{ src_schema }}_{{ src_table }}"
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public: {tables: [orders]}
```

## Stays silent
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
naming:
  process_name: load_{{ src_table }}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public: {tables: [orders]}
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Edit, Fix, Place, Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax.problem import Problem
from dpone_si.manifest.syntax.tree import Node, Segment

RULE = Rule(
    name="yaml-unquoted-template",
    code="DP003",
    group="syntax",
    severity="error",
    summary="A value that starts with `{{` must be quoted, or YAML reads a mapping.",
    scope="document",
    needs=("problem",),
    fixable=True,
)

_COMMENT = re.compile(r"\s+#.*$")


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    document = analysis.document
    for problem in document.tree.problems:
        if problem.code == "unquoted-template":
            end = _value_end(document, problem)
            place = Place(document, Node(problem.start, end, Segment(0, None), None, None))
            yield Report(
                place, problem.message, fixes=(lambda start=problem.start, end=end: _quote(document, start, end),)
            )


def _value_end(document: Document, problem: Problem) -> int:
    """The value runs to the end of its line, or to a comma or bracket that closes the flow collection around it."""
    source = document.source
    start = problem.start
    line_end = source.line_span(source.line_of(start))[1]
    text = _COMMENT.sub("", source.text[start:line_end]).rstrip()
    before = source.text[source.line_start(start) : start]
    if before.count("{") + before.count("[") > before.count("}") + before.count("]"):
        depth = 0
        for at, char in enumerate(text):
            if char in "{[":
                depth += 1
            elif char in "}]":
                depth -= 1
                if depth < 0:
                    return start + len(text[:at].rstrip())
            elif char == "," and depth == 0:
                return start + len(text[:at].rstrip())
    return start + len(text)


def _quote(document: Document, start: int, end: int) -> Fix:
    text = document.source.text[start:end].replace("\\", "\\\\").replace('"', '\\"')
    return Fix("Quote the template", (Edit(document, start, end, f'"{text}"'),))
