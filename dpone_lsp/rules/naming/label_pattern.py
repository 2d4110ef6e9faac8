"""Label values follow the patterns of the project.

## Why
`validation.label_value_patterns` gives a regular expression for a label, which must match the beginning of its value. validate
reports META_LABEL_VALUE_PATTERN with the severity of `invalid_label_value_severity`. A pattern that could take very long is not
tried here.

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
    table_labels: {src: Shop-DB}
#                       ^^^^^^^ label `src` is `Shop-DB`, which does not match `^[a-z0-9_]+$`
validation:
  label_value_patterns: {src: '^[a-z0-9_]+$'}
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
    table_labels: {src: shop_db}
validation:
  label_value_patterns: {src: '^[a-z0-9_]+$'}
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
    table_labels: {src: shop_db}
validation:
  label_value_patterns: {src: '^[a-z0-9_]+$'}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.validation_profile import is_builtin, label, profile_of
from dpone_lsp.fixes.edits import replace_value
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.places import of_value
from dpone_lsp.model.rule import Rule
from dpone_lsp.support import safe_regex
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN, Value
from dpone_si.manifest.syntax.tree import ScalarNode
from dpone_si.manifest.templates.filters import snake

RULE = Rule(
    name="label-pattern",
    code="DP646",
    group="naming",
    severity="error",
    summary="Label values follow the patterns of the project.",
    scope="document",
    needs=("validation:label_value_patterns",),
    fixable=True,
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    profile = profile_of(analysis)
    patterns = {} if profile is None else profile.label_patterns()
    if profile is None or not patterns:
        return
    severity = profile.severity("invalid_label_value_severity", "error")

    def one(facts: Facts) -> Iterator[Report]:
        for name, pattern in patterns.items():
            value = label(facts, name)
            if value is None or not value.is_scalar or value.data in (None, UNKNOWN) or is_builtin(value):
                continue
            if safe_regex.matches(pattern, str(value.data).strip()) is False:
                yield Report(
                    of_value(value),
                    f"label `{name}` is `{value.data}`, which does not match `{pattern}`",
                    related=profile.why("label_value_patterns", "the pattern"),
                    severity=severity,
                    fixes=(lambda value=value, pattern=pattern: _snaked(value, pattern),),
                )

    yield from profile.each(analysis, RULE.name, one)


def _snaked(value: Value, pattern: str) -> Fix | None:
    made = snake(str(value.data))
    written = isinstance(value.node, ScalarNode) and value.node.value == value.data
    if not written or safe_regex.matches(pattern, made) is not True:
        return None
    edit = replace_value(value.layer.document, value.node, made)
    return Fix(f"Change to `{made}`", (edit,), applicability="unsafe")
