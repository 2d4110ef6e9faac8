"""Labels that the project requires are on every target table.

## Why
`validation.required_labels` names them; validate reports META_LABELS_MISSING with the severity that `missing_labels_severity` says,
a warning by default. Labels stand in `sink.options.table_labels`, or come from `naming.labels`.

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
#   ^^^^^^^^^^^^ required labels are missing: src
validation:
  required_labels: [layer, src]
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
    table_labels: {layer: raw, src: shop}
validation:
  required_labels: [layer, src]
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

from dpone_lsp.checks.allowed_values import listing
from dpone_lsp.checks.validation_profile import label, profile_of
from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.places import key_place, missing_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="labels-missing",
    code="DP642",
    group="naming",
    severity="warning",
    summary="Labels that the project requires are on every target table.",
    scope="document",
    needs=("validation:required_labels",),
    fixable=True,
)

_LABELS = "sink.options.table_labels"


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    profile = profile_of(analysis)
    required = () if profile is None else profile.required_labels()
    if profile is None or not required:
        return

    def one(facts: Facts) -> Iterator[Report]:
        block = facts.process.at(_LABELS)
        if block is not None and not block.is_mapping:
            return
        missing = [name for name in required if label(facts, name) is None]
        if not missing:
            return
        yield Report(
            missing_place(facts, _LABELS) if block is None else key_place(facts, _LABELS),
            f"required labels are missing: {listing(missing, 'and')}",
            related=profile.why("required_labels", "required here"),
            severity=profile.severity("missing_labels_severity", "warning"),
            fixes=(lambda missing=missing: _add(facts, missing),),
        )

    yield from profile.each(analysis, RULE.name, one)


def _add(facts: Facts, missing: list[str]) -> Fix | None:
    process = facts.process
    variables = {} if process.variables is None else process.variables.values()
    known = {
        "src": variables.get("src_system") or process.text("source.connection_id"),
        "db": variables.get("src_database") or process.text("source.table.database"),
        "schema": process.text("source.table.schema"),
        "type": facts.source_type,
    }
    value = known.get(missing[0])
    if not isinstance(value, str) or not value:
        return None
    return quick_fixes.add_key(facts, f"{_LABELS}.{missing[0]}", value, applicability="unsafe")
