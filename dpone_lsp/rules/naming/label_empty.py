"""A required label has a value.

## Why
An empty label says nothing, so validate reports META_LABEL_VALUE_EMPTY with the severity of `invalid_label_value_severity` (error
by default).

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
    table_labels: {layer: ""}
#                         ^^ the required label `layer` is empty
validation:
  required_labels: [layer]
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
    table_labels: {layer: raw}
validation:
  required_labels: [layer]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.validation_profile import label, profile_of
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import of_value
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="label-empty",
    code="DP644",
    group="naming",
    severity="error",
    summary="A required label has a value.",
    scope="document",
    needs=("validation:required_labels",),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    profile = profile_of(analysis)
    required = () if profile is None else profile.required_labels()
    if profile is None or not required:
        return
    severity = profile.severity("invalid_label_value_severity", "error")

    def one(facts: Facts) -> Iterator[Report]:
        for name in required:
            value = label(facts, name)
            if value is None or not value.is_scalar:
                continue
            if value.data is None or (isinstance(value.data, str) and not value.data.strip()):
                yield Report(
                    of_value(value),
                    f"the required label `{name}` is empty",
                    related=profile.why("required_labels", "required here"),
                    severity=severity,
                )

    yield from profile.each(analysis, RULE.name, one)
