"""The patterns of the validation block are regular expressions that Python can read.

## Why
A broken `dataset_pattern` or `table_pattern` makes `dpone manifest validate` end with a Python traceback; a broken label or
description pattern is reported as VALIDATION_BAD_REGEX and checks nothing.

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
  label_value_patterns: {src: '['}
#                             ^^^ `[` is no regular expression: unterminated character set at position 0
```

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
  dataset_pattern: '(raw'
#                  ^^^^^^ `(raw` is no regular expression: missing ), unterminated subpattern at position 0
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
  label_value_patterns: {src: '[a-z]+'}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.validation_profile import nodes_of, profile_of
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Place, Report
from dpone_lsp.model.rule import Rule
from dpone_lsp.support import safe_regex
from dpone_si.manifest.model.layers import Value

RULE = Rule(
    name="validation-label-regex",
    code="DP656",
    group="naming",
    severity="error",
    summary="The patterns of the validation block are regular expressions that Python can read.",
    aliases=("validation-pattern-regex",),
    scope="document",
    needs=("validation",),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    profile = profile_of(analysis)
    if profile is None:
        return
    view = profile.view
    values: list[Value | None] = [
        view.get(key)
        for key in ("dataset_pattern", "table_pattern", "description_required_regex", "description_forbidden_regex")
    ]
    labels = view.get("label_value_patterns")
    if labels is not None and labels.is_mapping:
        values.extend(labels.view.get(key) for key in labels.view.keys())
    for value in values:
        for node in () if value is None else nodes_of(value):
            fault = safe_regex.fault(node.value) if isinstance(node.value, str) else None
            if value is not None and fault is not None:
                yield Report(Place(value.layer.document, node), f"`{node.value}` is no regular expression: {fault}")
