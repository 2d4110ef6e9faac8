"""A filtered extract must not be compared with the whole target: rows outside the filter would be deleted.

## Why
`snapshot_diff` and `scd2` take every target row that is missing from the extract for deleted. With a predicate on the source, all
rows outside it are missing, so they are deleted or closed in the whole target. mssql loads are refused while they are compiled;
every other sink does it.

## Fires
```yaml
name: orders_load
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    custom_predicate: region = 'EU'
#   ^^^^^^^^^^^^^^^^ snapshot_diff deletes every target row that this predicate leaves out
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: snapshot_diff
    unique_key: [order_id]
```
becomes (unsafe)
```yaml
name: orders_load
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    custom_predicate: region = 'EU'
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: snapshot_diff
    unique_key: [order_id]
    diff: {delete_policy: ignore}
```

## Stays silent
```yaml
name: orders_load
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    custom_predicate: region = 'EU'
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: snapshot_diff
    unique_key: [order_id]
    diff: {delete_policy: ignore}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import because, key_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="scoped-source-global-delete",
    code="DP453",
    group="strategy",
    severity="error",
    summary="A filtered extract must not be compared with the whole target: rows outside the filter would be deleted.",
    keys=("source.options.custom_predicate", "source.options.source_custom_predicate"),
    modes=("snapshot_diff", "scd2"),
    fixable=True,
)

_PREDICATES = ("source.options.custom_predicate", "source.options.source_custom_predicate")
_POLICY = {"snapshot_diff": "sink.strategy.diff.delete_policy", "scd2": "sink.strategy.scd2.delete_policy"}


def check(facts: Facts, context: Context) -> Iterator[Report]:
    mode = facts.mode or ""
    policy_path = _POLICY[mode]
    policy = facts.process.data(policy_path)
    if policy == "ignore" or policy is UNKNOWN:
        return
    path = next((path for path in _PREDICATES if _text(facts.process.data(path))), None)
    if path is None:
        return
    harm = "deletes" if mode == "snapshot_diff" else "closes the history of"
    yield Report(
        key_place(facts, path),
        f"{mode} {harm} every target row that this predicate leaves out",
        related=because(facts, "sink.strategy.mode", "this mode takes missing rows for deleted")
        + because(facts, policy_path, "the policy for missing rows"),
        notes=("mssql loads are refused, all other sinks do it",),
        fixes=(
            lambda: quick_fixes.set_value(facts, policy_path, "ignore", applicability="unsafe"),
            lambda: quick_fixes.remove(facts, path, applicability="unsafe"),
        ),
    )


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
