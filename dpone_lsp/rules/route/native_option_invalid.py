"""dpone plans a transfer from SQL Server to ClickHouse when it compiles the manifest, and cannot with this value.

## Why
Of all routes this is the one that is planned so early: a number that is none, or a block of another shape, stops `plan` and the run.

## Fires
```yaml
name: orders_load
source:
  type: mssql
  connection_type: airflow
  connection_id: shop
  table: {schema: dbo, name: orders}
  options:
    partitioning:
      column: order_id
      load_workers: many
#                   ^^^^ dpone cannot plan the transfer: `load_workers` is no positive whole number
      num_partitions: 8x
#                     ^^ dpone cannot plan the transfer: `num_partitions` is no whole number
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

```yaml
name: orders_load
source:
  type: mssql
  connection_type: airflow
  connection_id: shop
  table: {schema: dbo, name: orders}
  options:
    partitioning:
      column: order_id
      num_partitions: 5k
#                     ^^ dpone cannot plan the transfer: `num_partitions` is no whole number
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
becomes (unsafe)
```yaml
name: orders_load
source:
  type: mssql
  connection_type: airflow
  connection_id: shop
  table: {schema: dbo, name: orders}
  options:
    partitioning:
      column: order_id
      num_partitions: 5000
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

```yaml
name: orders_load
source:
  type: mssql
  connection_type: airflow
  connection_id: shop
  table: {schema: dbo, name: orders}
  options:
    partitioning: {range_parallelism: {reader_workers: 2}}
#                                                      ^ dpone cannot plan the transfer: the setting needs `mode: auto` or `mode: required`
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

## Stays silent
```yaml
name: orders_load
source:
  type: mssql
  connection_type: airflow
  connection_id: shop
  table: {schema: dbo, name: orders}
  options:
    partitioning: {column: order_id, load_workers: "4", num_partitions: 8, range_parallelism: {mode: auto, reader_workers: 2}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

On other routes nobody reads these when the manifest is compiled.
```yaml
name: orders_load
source:
  type: mssql
  connection_type: airflow
  connection_id: shop
  table: {schema: dbo, name: orders}
  options:
    partitioning: {column: order_id, load_workers: many}
sink: {type: postgres, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.native_transfer import refused
from dpone_lsp.checks.written_number import meant_number
from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.native_options import NativeOptionProblem

RULE = Rule(
    name="native-option-invalid",
    code="DP790",
    group="route",
    severity="error",
    summary="dpone plans a transfer from SQL Server to ClickHouse when it compiles the manifest, and cannot with this value.",
    keys=("source.options", "sink.options"),
    sources=("mssql",),
    sinks=("clickhouse",),
    fixable=True,
    owns=(Owned("native_chunk*", kinds=VALUE),),
)
#: `mssql-native-wire` speaks of it.
_WIRE = "source.options.native_transfer.wire.binary_format"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for problem in refused(facts):
        if problem.key == _WIRE:
            continue
        yield Report(
            value_place(facts, problem.key),
            f"dpone cannot plan the transfer: {_said(problem)}",
            fixes=(lambda problem=problem: _number(facts, problem),),
        )


def _said(problem: NativeOptionProblem) -> str:
    message, name = problem.message.rstrip("."), problem.key.rpartition(".")[2]
    quoted, is_not, wanted = message.partition(" is not ")
    if is_not and quoted == repr(problem.value):
        return f"`{name}` is no {wanted.removeprefix('a ')}"
    expected = message.removesuffix(" is expected")
    return f"`{name}` must be {expected}" if expected != message else message


def _number(facts: Facts, problem: NativeOptionProblem) -> Fix | None:
    """The number that somebody meant by `5k`."""
    number = meant_number(problem.value, whole=True) if isinstance(problem.value, str) else None
    return (
        None
        if number is None or int(number) < 1
        else quick_fixes.set_value(facts, problem.key, int(number), applicability=quick_fixes.UNSAFE)
    )
