"""The table description has every line that the project asks for.

## Why
Each regular expression of `validation.description_required_regex` must occur in the description; `^` and `$` mean the beginning and
end of a line. validate reports META_DESCRIPTION_REQUIRED_REGEX with the severity of `invalid_description_severity`.

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
#                      ^ the description has no line that matches `^Owner: .+`
      Orders of the shop
validation:
  description_required_regex: '^Owner: .+'
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
      Owner: team-shop
validation:
  description_required_regex: '^Owner: .+'
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.validation_profile import profile_of
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import of_value
from dpone_lsp.model.rule import Rule
from dpone_lsp.support import safe_regex
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="description-required-regex",
    code="DP648",
    group="naming",
    severity="error",
    summary="The table description has every line that the project asks for.",
    scope="document",
    needs=("validation:description_required_regex",),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    profile = profile_of(analysis)
    expressions = () if profile is None else profile.expressions("description_required_regex")
    if profile is None or not expressions:
        return
    severity = profile.severity("invalid_description_severity", "error")

    def one(facts: Facts) -> Iterator[Report]:
        value = facts.process.at("sink.options.table_description")
        if value is None or not isinstance(value.data, str) or not value.data.strip():
            return
        for expression in expressions:
            if safe_regex.found(expression, value.data) is False:
                yield Report(
                    of_value(value),
                    f"the description has no line that matches `{expression}`",
                    related=profile.why("description_required_regex", "the demand"),
                    severity=severity,
                )

    yield from profile.each(analysis, RULE.name, one)
