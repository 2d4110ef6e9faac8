"""The table description has nothing that the project forbids.

## Why
No regular expression of `validation.description_forbidden_regex` may occur in the description. validate reports
META_DESCRIPTION_FORBIDDEN_REGEX with the severity of `invalid_description_severity`.

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
    table_description: |
#                      ^ the description matches `(?i)todo`, which is forbidden
      Orders of the shop, TODO: owner
validation:
  description_forbidden_regex: ['(?i)todo']
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
    table_description: |
      Orders of the shop
validation:
  description_forbidden_regex: ['(?i)todo']
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.validation_profile import is_builtin, profile_of
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import of_value
from dpone_lsp.model.rule import Rule
from dpone_lsp.support import safe_regex
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="description-forbidden-regex",
    code="DP649",
    group="naming",
    severity="error",
    summary="The table description has nothing that the project forbids.",
    scope="document",
    needs=("validation:description_forbidden_regex",),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    profile = profile_of(analysis)
    expressions = () if profile is None else profile.expressions("description_forbidden_regex")
    if profile is None or not expressions:
        return
    severity = profile.severity("invalid_description_severity", "error")

    def one(facts: Facts) -> Iterator[Report]:
        value = facts.process.at("sink.options.table_description")
        # A text of the built-in convention is told by landing-profile-placeholders.
        if value is None or not isinstance(value.data, str) or not value.data.strip() or is_builtin(value):
            return
        for expression in expressions:
            if safe_regex.found(expression, value.data) is True:
                yield Report(
                    of_value(value),
                    f"the description matches `{expression}`, which is forbidden",
                    related=profile.why("description_forbidden_regex", "the demand"),
                    severity=severity,
                )

    yield from profile.each(analysis, RULE.name, one)
