"""`technical_columns` and `include_technical_columns` must not contradict each other.

## Why
The mode wins and the switch has no effect. validate refuses the pair with TECHNICAL_COLUMNS_CONFLICT while a validation block or
profile is active; otherwise nothing says so, and it is a warning here.

## Fires
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: bigquery
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
  options:
    technical_columns: required
    include_technical_columns: false
#                              ^^^^^ this contradicts `technical_columns: required`, which wins
validation:
  technical_columns: optional
```
becomes
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: bigquery
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
  options:
    technical_columns: required
validation:
  technical_columns: optional
```

## Stays silent
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: bigquery
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
  options:
    technical_columns: optional
    include_technical_columns: false
validation:
  technical_columns: optional
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.options import option_path
from dpone_lsp.checks.technical_columns import resolve
from dpone_lsp.checks.validation_profile import profile_of
from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, value_place
from dpone_lsp.model.rule import Rule

RULE = Rule(
    name="technical-columns-conflict",
    code="DP653",
    group="naming",
    severity="error",
    summary="`technical_columns` and `include_technical_columns` must not contradict each other.",
    scope="document",
    needs=("text:include_technical_columns",),
    fixable=True,
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    if "include_technical_columns" not in analysis.document.source.text and not analysis.expansion.used:
        return
    strict = profile_of(analysis) is not None
    for facts in analysis.processes:
        columns = resolve(facts)
        if columns is None or (columns.mode, columns.switch) not in (("required", False), ("forbidden", True)):
            continue
        path = option_path(facts, "include_technical_columns")
        yield Report(
            value_place(facts, path),
            f"this contradicts `technical_columns: {columns.mode}`, which wins",
            related=because(facts, option_path(facts, "technical_columns"), "the mode that wins"),
            severity="error" if strict else "warning",
            fixes=(lambda facts=facts, path=path: quick_fixes.remove(facts, path),),
        )
