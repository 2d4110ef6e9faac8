"""A bare date is a date object in YAML 1.1, and dpone wants the date as text here.

## Why
Chunk bounds of a backfill and the literals of a portable scope are compared and printed as text. dpone refuses a date object, for
some sinks only when the load runs.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: backfill
    partition: {column: business_date}
    backfill:
      chunk: {column: business_date, from: 2025-01-01, to: "2025-02-01", step: 1d}
#                                          ^^^^^^^^^^ a bare date is not text, and `from` must be text: quote it
```
becomes
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: backfill
    partition: {column: business_date}
    backfill:
      chunk: {column: business_date, from: "2025-01-01", to: "2025-02-01", step: 1d}
```

## Stays silent
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
vars: {since: 2025-01-01}
naming: {process_name: "{{ src_table }}_load"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public: {tables: [orders]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.unquoted_dates import unquoted_dates
from dpone_lsp.fixes.edits import replace_node
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.syntax.tree import ScalarNode

RULE = Rule(
    name="yaml-unquoted-date",
    code="DP011",
    group="syntax",
    severity="error",
    summary="A bare date is a date object in YAML 1.1, and dpone wants the date as text here.",
    scope="document",
    needs=("misfit:date",),
    fixable=True,
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    for misfit, strict in unquoted_dates(analysis):
        node = misfit.value.target
        if not isinstance(node, ScalarNode):
            continue
        if misfit.rendered:
            message = f"`{misfit.name}` must be text, and this template gives a date: quote the date where it is set"
            yield Report(
                Place(misfit.document, node), message, severity="error" if strict else "warning", notes=misfit.notes
            )
            continue
        yield Report(
            Place(misfit.document, node),
            f"a bare date is not text, and `{misfit.name}` must be text: quote it",
            severity="error" if strict else "warning",
            fixes=(
                lambda document=misfit.document, node=node: Fix(
                    "Quote the date", (replace_node(document, node, f'"{node.text}"'),)
                ),
            ),
        )
