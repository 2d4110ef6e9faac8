"""`table_labels` is a mapping of label to value.

## Why
A list or text cannot be read as labels, so validate refuses it with META_LABELS_TYPE while labels are required.

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
    table_labels: [layer]
#                 ^^^^^^^ `table_labels` is a list; it must be a mapping of label to value
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

from dpone_lsp.checks.allowed_values import show
from dpone_lsp.checks.validation_profile import profile_of
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="labels-type",
    code="DP643",
    group="naming",
    severity="error",
    summary="`table_labels` is a mapping of label to value.",
    scope="document",
    needs=("validation:required_labels",),
    owns=(Owned("source_options", ("table_labels",), VALUE), Owned("sink_options", ("table_labels",), VALUE)),
)

_LABELS = "sink.options.table_labels"


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    profile = profile_of(analysis)
    if profile is None or not profile.required_labels():
        return

    def one(facts: Facts) -> Iterator[Report]:
        value = facts.process.at(_LABELS)
        if value is None or value.is_mapping:
            return
        data = facts.process.plain(value)
        if not data or data is UNKNOWN or isinstance(data, dict):
            return
        yield Report(
            value_place(facts, _LABELS),
            f"`table_labels` is {show(value.node, data)}; it must be a mapping of label to value",
            related=profile.why("required_labels", "labels are required here"),
        )

    yield from profile.each(analysis, RULE.name, one)
