"""No `runtime.storage.work_dir` is set, so files go to the temporary folder of the system.

## Why
Exports and staged files of a load can be large, and the temporary folder of a worker is often small or kept in memory: the load
then fails when the disk is full. `dpone plan` warns of it. A manifest without a `runtime` block is only told in the strict tier.

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
runtime: {storage: {cleanup: {on_success: true}}}
#         ^^^^^^^ no `runtime.storage.work_dir` is set, so files go to the temporary folder of the system
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
runtime: {storage: {work_dir: /data/tmp}}
```

The deprecated option still counts; `deprecated-key` tells of it:
```yaml
name: orders_load
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    partition_tmp_dir: /data/tmp
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import missing_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="runtime-work-dir",
    code="DP788",
    group="performance",
    severity="hint",
    summary="No `runtime.storage.work_dir` is set, so files go to the temporary folder of the system.",
)

_PATHS = ("runtime.storage.work_dir", "source.options.partition_tmp_dir")


def check(facts: Facts, context: Context) -> Iterator[Report]:
    # A manifest without a word on its runtime leaves it to the deployment; only the strict tier asks for more.
    if not facts.process.has("runtime") and context.settings.tier != "strict":
        return
    if all(facts.process.data(path) is None for path in _PATHS):
        yield Report(
            missing_place(facts, _PATHS[0]),
            "no `runtime.storage.work_dir` is set, so files go to the temporary folder of the system",
        )
