"""Files of a load go to `runtime.storage.work_dir`.

## Why
`source.options.partition_tmp_dir` is the deprecated way to say where temporary files go. In the strict tier this rule also asks for
`work_dir` where none is set: the temporary folder of the system is used then, which is often too small.

## Fires
```yaml
name: orders_load
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    partition_tmp_dir: /data/tmp
#   ^^^^^^^^^^^^^^^^^ `partition_tmp_dir` is deprecated; write `runtime.storage.work_dir`
    batch_size: 5000
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
```
becomes
```yaml
name: orders_load
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    batch_size: 5000
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
runtime: {storage: {work_dir: /data/tmp}}
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
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp import remedies
from dpone_lsp.findings import Report
from dpone_lsp.places import key_place, missing_place
from dpone_lsp.rules.model import Rule
from dpone_lsp.subject import Context
from dpone_si.manifest.reader import Facts

RULE = Rule(
    name="runtime-work-dir",
    code="DP788",
    group="performance",
    severity="hint",
    summary="Files of a load go to `runtime.storage.work_dir`.",
    fixable=True,
)

_OLD = "source.options.partition_tmp_dir"
_NEW = "runtime.storage.work_dir"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    process = facts.process
    if process.text(_OLD):
        yield Report(
            key_place(facts, _OLD),
            "`partition_tmp_dir` is deprecated; write `runtime.storage.work_dir`",
            tags=("deprecated",),
            fixes=(lambda: remedies.move(facts, _OLD, _NEW),),
        )
    elif context.settings.tier == "strict" and process.data(_NEW) is None:
        yield Report(missing_place(facts, _NEW), "no `runtime.storage.work_dir` is set, so files go to the temporary folder of the system")
