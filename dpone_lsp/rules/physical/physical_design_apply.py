"""`physical_design.apply` says when the design is applied, in one of four words.

## Why
They are `online`, `safe_window`, `plan_only` and `manual_approval`. Another word is refused by `dpone plan` and by the run; `dpone
manifest validate` does not look.

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
      apply: safe-window
#            ^^^^^^^^^^^ `physical_design.apply` is `safe-window`; dpone knows online, safe_window, plan_only or manual_approval
```
becomes
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
      apply: safe_window
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
      apply: safe_window
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.allowed_values import wrong_word
from dpone_lsp.checks.options import option_path
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="physical-design-apply",
    code="DP701",
    group="physical",
    severity="error",
    summary="`physical_design.apply` says when the design is applied, in one of four words.",
    keys=("sink.options.physical_design.apply", "source.options.physical_design.apply"),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    path = option_path(facts, "physical_design.apply")
    yield from wrong_word(
        facts, path, ("online", "safe_window", "plan_only", "manual_approval"), exact=True, null_ok=False
    )
