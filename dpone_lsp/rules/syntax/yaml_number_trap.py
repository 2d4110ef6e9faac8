"""YAML 1.1 makes another number of this value than it looks like.

## Why
`010` is eight, `12:30:00` is 45000 and `2024_01` is 202401 to dpone's YAML reader. As a name, a time or a code the value is
wrong, and nothing says so.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: 2024_01}}
#                                                                                                     ^^^^^^^ `2024_01` is read as the number 202401: quote it if it is text
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
becomes (unsafe)
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: "2024_01"}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
vars: {cutoff: 12:30:00}
#              ^^^^^^^^ `12:30:00` is read as the number 45000: quote it if it is text
naming: {process_name: "{{ src_table }}_load"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public: {tables: [orders]}
```

## Stays silent
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: "2024_01"}
  options: {estimated_rows: 10_000_000}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dpone_lsp.checks.manifest_misfits import misfits, parts
from dpone_lsp.checks.plain_scalars import plain_scalars
from dpone_lsp.fixes.edits import replace_node
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax import scalars
from dpone_si.manifest.syntax.tree import ScalarNode

RULE = Rule(
    name="yaml-number-trap",
    code="DP012",
    group="syntax",
    severity="warning",
    summary="YAML 1.1 makes another number of this value than it looks like.",
    scope="document",
    fixable=True,
)

#: How such a number begins, or what it holds.
_SUSPECTS = (re.compile(r"0(?<![\w.]0)[0-7]"), re.compile(r":(?<=\d:)[0-5]?\d"))


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    document = analysis.document
    seen: set[ScalarNode] = set()
    for misfit in misfits(analysis, "changed-number"):
        node = misfit.value.target
        if isinstance(node, ScalarNode) and node not in seen:
            seen.add(node)
            yield _report(misfit.document, node)
    for one in (document, *parts(analysis)):
        for node in plain_scalars(one, *_SUSPECTS):
            if node not in seen and _is_trap(node):
                yield _report(one, node)


def _is_trap(node: ScalarNode) -> bool:
    if node.tag is not None or node.type != scalars.INT:
        return False
    digits = node.text.lstrip("+-")
    return ":" in digits or (len(digits) > 1 and digits[0] == "0" and digits[1].isdigit())


def _report(document: Document, node: ScalarNode) -> Report:
    return Report(
        Place(document, node),
        f"`{node.text}` is read as the number {node.value}: quote it if it is text",
        fixes=(
            lambda: Fix(f'Write "{node.text}" as text', (replace_node(document, node, f'"{node.text}"'),), "unsafe"),
        ),
    )
