"""Technical columns are off when the project forbids them.

## Why
They are on by default, so `validation.technical_columns: forbidden` needs a word in every process or its defaults. validate reports
TECHNICAL_COLUMNS_FORBIDDEN with the severity of `technical_columns_severity`.

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
# ^^^^^^^ the project forbids technical columns, and they are on
    table_labels: {layer: raw}
validation:
  technical_columns: forbidden
```
becomes (unsafe)
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
    table_labels: {layer: raw}
    technical_columns: forbidden
validation:
  technical_columns: forbidden
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
    technical_columns: off
validation:
  technical_columns: forbidden
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.technical_columns import resolve
from dpone_lsp.checks.validation_profile import profile_of
from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import missing_place, value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="technical-columns-forbidden",
    code="DP652",
    group="naming",
    severity="error",
    summary="Technical columns are off when the project forbids them.",
    scope="document",
    needs=("validation",),
    fixable=True,
)

_PATH = "sink.options.technical_columns"


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    profile = profile_of(analysis)
    if profile is None or profile.technical_columns() != "forbidden":
        return
    severity = profile.severity("technical_columns_severity", "error")

    def one(facts: Facts) -> Iterator[Report]:
        columns = resolve(facts)
        if columns is None or not columns.enabled:
            return
        yield Report(
            value_place(facts, columns.path) if columns.path else missing_place(facts, _PATH),
            "the project forbids technical columns, and they are on",
            related=profile.why("technical_columns", "the policy")
            or profile.why("require_technical_columns", "the policy"),
            severity=severity,
            fixes=(lambda: quick_fixes.set_value(facts, _PATH, "forbidden", applicability="unsafe"),),
        )

    yield from profile.each(analysis, RULE.name, one)
