"""Labels must not keep a placeholder value.

## Why
`validation.forbidden_label_values` lists values such as `unknown` or `tbd`; letter case does not matter. validate reports
META_LABEL_VALUE_FORBIDDEN with the severity of `invalid_label_value_severity`.

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
    table_labels: {host: TBD}
#                        ^^^ label `host` must not be `TBD`
validation:
  forbidden_label_values: {host: [unknown, tbd]}
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
    table_labels: {host: db01}
validation:
  forbidden_label_values: {host: [unknown, tbd]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.validation_profile import is_builtin, label, profile_of
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import of_value
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="label-forbidden",
    code="DP645",
    group="naming",
    severity="error",
    summary="Labels must not keep a placeholder value.",
    scope="document",
    needs=("validation:forbidden_label_values",),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    profile = profile_of(analysis)
    forbidden = {} if profile is None else profile.forbidden_values()
    if profile is None or not forbidden:
        return
    severity = profile.severity("invalid_label_value_severity", "error")

    def one(facts: Facts) -> Iterator[Report]:
        for name, words in forbidden.items():
            value = label(facts, name)
            # Values that the built-in convention fills in are told by landing-profile-placeholders.
            if value is None or not value.is_scalar or value.data in (None, UNKNOWN) or is_builtin(value):
                continue
            if str(value.data).strip().lower() in words:
                yield Report(
                    of_value(value),
                    f"label `{name}` must not be `{value.data}`",
                    related=profile.why("forbidden_label_values", "forbidden here"),
                    severity=severity,
                )

    yield from profile.each(analysis, RULE.name, one)
