"""How an existing table is brought in line with its design is one of a few words.

## Why
`physical_design.reconciliation.mode` is `block`, `auto_safe`, `plan_only` or `safe_window`; `physical_design.migration.strategy` is
`block`, `online_safe` or `shadow`. Another word is refused by `dpone plan` and by the run.

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
      reconciliation: {mode: autosafe}
#                            ^^^^^^^^ `reconciliation.mode` is `autosafe`; dpone knows block, auto_safe, plan_only or safe_window
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
      reconciliation: {mode: auto_safe}
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
      reconciliation: {mode: auto_safe}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.allowed_values import wrong_word
from dpone_lsp.checks.options import option_path
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="physical-reconciliation-mode",
    code="DP705",
    group="physical",
    severity="error",
    summary="How an existing table is brought in line with its design is one of a few words.",
    keys=(
        "sink.options.physical_design.reconciliation.mode",
        "source.options.physical_design.reconciliation.mode",
        "sink.options.physical_design.migration.strategy",
        "source.options.physical_design.migration.strategy",
    ),
    fixable=True,
    owns=(Owned("design_*", kinds=VALUE), Owned("migration", ("strategy",), VALUE)),
)

_WORDS = {
    "physical_design.reconciliation.mode": ("block", "auto_safe", "plan_only", "safe_window"),
    "physical_design.migration.strategy": ("block", "online_safe", "shadow"),
}


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for name, words in _WORDS.items():
        yield from wrong_word(facts, option_path(facts, name), words, exact=True, null_ok=False)
