"""`physical_design.columns` maps each column to its own settings.

## Why
A list, a text, or a column without a mapping is refused by `dpone plan` and by the run. The type of one sink stands below
`target_type`: `amount: {target_type: {clickhouse: "Decimal(18, 4)"}}`.

## Fires
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
  options:
    physical_design:
      columns: [amount]
#              ^^^^^^^^ `columns` is a list; it must map each column to its settings
```

```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
  options:
    physical_design:
      columns:
        amount: Decimal(18, 4)
#               ^^^^^^^^^^^^^^ column `amount` is `Decimal(18, 4)`; it must be a mapping with `target_type`
```
becomes (unsafe)
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
  options:
    physical_design:
      columns:
        amount: {target_type: {clickhouse: "Decimal(18, 4)"}}
```

## Stays silent
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
  options:
    physical_design:
      columns:
        amount: {target_type: {clickhouse: "Decimal(18, 4)"}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.allowed_values import show
from dpone_lsp.checks.options import option_path
from dpone_lsp.fixes.edits import flow_text, value_span
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Edit, Fix, Report
from dpone_lsp.model.places import of_value
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN, Value
from dpone_si.manifest.syntax.tree import ScalarNode

RULE = Rule(
    name="physical-design-columns",
    code="DP702",
    group="physical",
    severity="error",
    summary="`physical_design.columns` maps each column to its own settings.",
    keys=("sink.options.physical_design.columns", "source.options.physical_design.columns"),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    path = option_path(facts, "physical_design.columns")
    columns = facts.process.at(path)
    data = facts.process.data(path)
    if columns is None or not data or data is UNKNOWN:
        return
    if not isinstance(data, dict):
        yield Report(
            of_value(columns), f"`columns` is {show(columns.node, data)}; it must map each column to its settings"
        )
        return
    for name, settings in data.items():
        value = columns.view.get(name) if columns.is_mapping else None
        if value is None or settings is None or settings is UNKNOWN:
            continue
        if not isinstance(settings, dict):
            yield Report(
                of_value(value),
                f"column `{name}` is {show(value.node, settings)}; it must be a mapping with `target_type`",
                fixes=(lambda value=value: _typed(value, facts.sink_type),),
            )
        elif settings.get("target_type") and not isinstance(settings["target_type"], (dict, type(UNKNOWN))):
            inner = value.view.get("target_type")
            if inner is not None:
                yield Report(of_value(inner), f"`target_type` of `{name}` must map a sink type to a column type")


def _typed(value: Value, sink: str | None) -> Fix | None:
    if not isinstance(value.node, ScalarNode) or not value.node.text or sink is None:
        return None
    start, end = value_span(value.layer.document, value.node)
    made = flow_text({"target_type": {sink: value.node.text}})
    edit = Edit(value.layer.document, start, end, made)
    return Fix(f"Write it as the target type of {sink}", (edit,), applicability="unsafe")
