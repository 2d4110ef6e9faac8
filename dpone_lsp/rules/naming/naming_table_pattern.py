"""The target table follows the naming pattern of the project.

## Why
`validation.table_pattern` is a regular expression that must match the beginning of `sink.table.name`; validate refuses the process
with NAMING_TABLE_PATTERN. A pattern that could take very long is not tried here.

## Fires
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: bigquery
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
#                            ^^^^^^ target table `orders` does not match `^[a-z]+__[a-z]+$`
  strategy:
    mode: full_refresh
validation:
  table_pattern: '^[a-z]+__[a-z]+$'
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
  table_pattern: '^[a-z_]+$'
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.validation_profile import profile_of
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Rule
from dpone_lsp.support import safe_regex
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="naming-table-pattern",
    code="DP641",
    group="naming",
    severity="error",
    summary="The target table follows the naming pattern of the project.",
    scope="document",
    needs=("validation:table_pattern",),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    profile = profile_of(analysis)
    pattern = None if profile is None else profile.pattern("table_pattern")
    if profile is None or pattern is None:
        return

    def one(facts: Facts) -> Iterator[Report]:
        name = facts.process.text("sink.table.name")
        if name is not None and safe_regex.matches(pattern, name) is False:
            yield Report(
                value_place(facts, "sink.table.name"),
                f"target table `{name}` does not match `{pattern}`",
                related=profile.why("table_pattern", "the pattern"),
            )

    yield from profile.each(analysis, RULE.name, one)
