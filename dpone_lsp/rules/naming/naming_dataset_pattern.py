"""The target schema follows the naming pattern of the project.

## Why
`validation.dataset_pattern` is a regular expression that must match the beginning of `sink.table.schema`; validate refuses the
process with NAMING_DATASET_PATTERN. A pattern that could take very long is not tried here.

## Fires
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: bigquery
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
#                 ^^^ target schema `raw` does not match `^landing__`
  strategy:
    mode: full_refresh
validation:
  dataset_pattern: '^landing__'
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
  dataset_pattern: '^(raw|landing__)'
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
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="naming-dataset-pattern",
    code="DP640",
    group="naming",
    severity="error",
    summary="The target schema follows the naming pattern of the project.",
    scope="document",
    needs=("validation:dataset_pattern",),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    profile = profile_of(analysis)
    pattern = None if profile is None else profile.pattern("dataset_pattern")
    if profile is None or pattern is None:
        return

    def one(facts: Facts) -> Iterator[Report]:
        written = facts.process.data("sink.table.schema")
        kafka = facts.sink_type == "kafka"
        if written is UNKNOWN or (kafka and written and not isinstance(written, str)):
            return
        # Where nothing is written, dpone matches what it takes for the schema then.
        name = str(written) if written else "kafka" if kafka else ""
        if safe_regex.matches(pattern, name) is False:
            shown = f"target schema `{name}`" if name else "the target has no schema, and an empty one"
            yield Report(
                value_place(facts, "sink.table.schema"),
                f"{shown} does not match `{pattern}`",
                related=profile.why("dataset_pattern", "the pattern"),
            )

    yield from profile.each(analysis, RULE.name, one)
