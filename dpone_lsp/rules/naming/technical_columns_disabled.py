"""Technical columns stay on when the project requires them.

## Why
`validation.technical_columns: required` asks for `__dpone__loaded_at` and `__dpone__deleted_at` in every target. validate reports
TECHNICAL_COLUMNS_DISABLED with the severity of `technical_columns_severity`.

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
    technical_columns: forbidden
#                      ^^^^^^^^^ the project requires technical columns, and they are switched off here
validation:
  technical_columns: required
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
    technical_columns: required
validation:
  technical_columns: required
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
validation:
  technical_columns: required
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
    name="technical-columns-disabled",
    code="DP651",
    group="naming",
    severity="error",
    summary="Technical columns stay on when the project requires them.",
    scope="document",
    needs=("validation",),
    fixable=True,
)

_PATH = "sink.options.technical_columns"


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    profile = profile_of(analysis)
    if profile is None or profile.technical_columns() != "required":
        return
    severity = profile.severity("technical_columns_severity", "error")

    def one(facts: Facts) -> Iterator[Report]:
        columns = resolve(facts)
        if columns is None or columns.enabled is True:
            return
        yield Report(
            value_place(facts, columns.path) if columns.path else missing_place(facts, _PATH),
            "the project requires technical columns, and they are switched off here",
            related=profile.why("technical_columns", "the policy")
            or profile.why("require_technical_columns", "the policy"),
            severity=severity,
            fixes=(lambda: quick_fixes.set_value(facts, _PATH, "required", applicability="unsafe"),),
        )

    yield from profile.each(analysis, RULE.name, one)
