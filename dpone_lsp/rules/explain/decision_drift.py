"""A process no longer comes down to what `dpone-lint.lock` says.

## Why
The lock records the outcome of every process that a reviewer has agreed to: strategy, merge policy, key, fast path. When an edit, a shared
preset or a new version changes an outcome, the load behaves differently at night although nobody meant it. Running `dpone-lint lock`
accepts the new outcome.

## Fires
```yaml also=dpone-lint.lock
version: 1
processes:
  "orders.yaml#shop_orders": {strategy: "incremental_merge", merge_policy: "lightweight_delete_insert", path: "postgres_copy_to_clickhouse_http_tsv", batch_size: 10000, workers: 1, gates: ["staging_first_required", "clickhouse_lightweight_delete"], key: ["id"]}
```
```yaml file=orders.yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
#         ^^^^^^^^^^^^ the lock says incremental_merge, the manifest now comes down to full_refresh: every run reads and writes the whole table
```

## Stays silent
```yaml also=dpone-lint.lock
version: 1
processes: {}
```
```yaml file=orders.yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy: {mode: full_refresh}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.decisions.lock import Lock, line, lock_of
from dpone_lsp.decisions.outcome import Outcome, consequence, differences, outcome_of
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Edit, Fix, Place, Related, Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.syntax.tree import Node

RULE = Rule(
    name="decision-drift",
    code="DP970",
    group="explain",
    severity="warning",
    summary="A process no longer comes down to what `dpone-lint.lock` says.",
    scope="workspace",
    forms=("single", "batch", "flow", "pipeline"),
    needs=("lock",),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    found = lock_of(context.workspace, analysis.document.path)
    if found is None:
        return
    lock, path = found
    if lock.problem:
        yield Report(Place(lock.document, None), lock.problem)
    for facts in analysis.processes:
        locked = lock.get(path, facts.process.title)
        if locked is None:
            continue
        before, node = locked
        after = outcome_of(facts.process)
        if before != after:
            yield _report(facts, lock, node, before, after)


def _report(facts: Facts, lock: Lock, node: Node, before: Outcome, after: Outcome) -> Report:
    _, reason = consequence(before, after)
    if before.strategy != after.strategy:
        message = f"the lock says {before.strategy}, the manifest now comes down to {after.strategy}: {reason}"
    else:
        name, was, now = differences(before, after)[0]
        message = f"the lock says {name.replace('_', ' ')} {_show(was)}, the manifest now comes down to {_show(now)}: {reason}"
    return Report(
        value_place(facts, "sink.strategy.mode"),
        message,
        related=(Related(Place(lock.document, node), "locked here"),),
        fixes=(lambda: _accept(lock, node, after),),
    )


def _accept(lock: Lock, node: Node, after: Outcome) -> Fix:
    # Never safe: whether the new outcome is wanted is exactly what a person has to say.
    edit = Edit(lock.document, node.start, node.end, line(after))
    return Fix("Accept the new outcome in dpone-lint.lock", (edit,), "unsafe", "the new outcome is agreed to")


def _show(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) and value else str(value or "none")
