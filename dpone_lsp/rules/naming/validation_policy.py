"""`validation.technical_columns` is `required`, `optional` or `forbidden`.

## Why
Any other word makes `dpone manifest validate` end with a Python traceback.

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
validation:
  technical_columns: require_all
#                    ^^^^^^^^^^^ `validation.technical_columns` is `require_all`; dpone knows required, optional or forbidden
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
validation:
  technical_columns: req
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.allowed_values import wrong_item
from dpone_lsp.checks.validation_profile import profile_of
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.rule import VALUE, Owned, Rule

RULE = Rule(
    name="validation-policy",
    code="DP657",
    group="naming",
    severity="error",
    summary="`validation.technical_columns` is `required`, `optional` or `forbidden`.",
    scope="document",
    needs=("validation",),
    fixable=True,
    owns=(Owned("validation*", kinds=VALUE),),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    profile = profile_of(analysis)
    value = None if profile is None else profile.view.get("technical_columns")
    if profile is None or value is None or profile.technical_columns() is not None:
        return
    data = profile.get("technical_columns")
    guess = "required" if isinstance(data, str) and data.lower().startswith("req") else None
    words = ("required", "optional", "forbidden")
    yield from wrong_item(value.layer.document, value.node, data, "validation.technical_columns", words, guess=guess)
