"""A severity of the validation block is `ERROR` or `WARNING`.

## Why
dpone ignores any other word and uses the default, so what was meant to stop the pipeline may only warn.

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
    table_labels: {layer: raw}
validation:
  required_labels: [layer]
  missing_labels_severity: EROR
#                          ^^^^ `validation.missing_labels_severity` is `EROR`; dpone knows ERROR or WARNING
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
    table_labels: {layer: raw}
validation:
  required_labels: [layer]
  missing_labels_severity: ERROR
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
  missing_labels_severity: warn
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.allowed_values import wrong_item
from dpone_lsp.checks.validation_profile import profile_of
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.rule import Rule

RULE = Rule(
    name="validation-severity-ignored",
    code="DP658",
    group="naming",
    severity="warning",
    summary="A severity of the validation block is `ERROR` or `WARNING`.",
    scope="document",
    needs=("validation",),
    fixable=True,
)

_DEFAULTS = {
    "missing_labels_severity": "WARNING",
    "missing_description_severity": "WARNING",
    "invalid_label_value_severity": "ERROR",
    "invalid_description_severity": "ERROR",
    "technical_columns_severity": "ERROR",
}
_STRONG = ("fatal", "critical", "fail", "failure", "block")


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    profile = profile_of(analysis)
    if profile is None:
        return
    for key, default in _DEFAULTS.items():
        value = profile.view.get(key)
        if value is None:
            continue
        data = profile.get(key)
        if isinstance(data, str) and data.strip().upper() in ("ERROR", "WARNING", "WARN"):
            continue
        guess = "ERROR" if str(data).strip().lower() in _STRONG else None
        yield from wrong_item(
            value.layer.document,
            value.node,
            data,
            f"validation.{key}",
            ("ERROR", "WARNING"),
            exact=True,
            guess=guess,
            notes=(f"dpone uses its default, {default}",),
        )
