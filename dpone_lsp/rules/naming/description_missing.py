"""Every target table has a description, when the project asks for one.

## Why
With `validation.require_table_description: true` validate reports META_DESCRIPTION_MISSING for a process without
`sink.options.table_description`, with the severity of `missing_description_severity`.

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
# ^^^^^^^ the table has no `sink.options.table_description`
    table_labels: {layer: raw}
validation:
  require_table_description: true
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
    table_labels: {layer: raw}
    table_description: Loaded from public.orders
validation:
  require_table_description: true
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
    table_description: Orders of the shop
validation:
  require_table_description: true
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.validation_profile import profile_of
from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import missing_place, value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="description-missing",
    code="DP647",
    group="naming",
    severity="warning",
    summary="Every target table has a description, when the project asks for one.",
    scope="document",
    needs=("validation:require_table_description",),
    fixable=True,
)

_TEXT = "sink.options.table_description"


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    profile = profile_of(analysis)
    if profile is None or not profile.get("require_table_description"):
        return

    def one(facts: Facts) -> Iterator[Report]:
        texts = [facts.process.data(path) for path in (_TEXT, "source.options.table_description")]
        if any(text or text is UNKNOWN for text in texts):
            return
        names = (facts.process.text("source.table.schema"), facts.process.text("source.table.name"))
        origin = ".".join(name for name in names if name)
        yield Report(
            value_place(facts, _TEXT) if facts.process.has(_TEXT) else missing_place(facts, _TEXT),
            "the table has no `sink.options.table_description`",
            related=profile.why("require_table_description", "required here"),
            severity=profile.severity("missing_description_severity", "warning"),
            fixes=(
                lambda origin=origin: quick_fixes.set_value(
                    facts, _TEXT, f"Loaded from {origin}", applicability="unsafe"
                ),
            )
            if origin
            else (),
        )

    yield from profile.each(analysis, RULE.name, one)
