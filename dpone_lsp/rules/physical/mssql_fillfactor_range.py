"""The physical design of an mssql table must be one that SQL Server can make.

## Why
`index_fillfactor` is a whole number from 1 to 100 and needs a primary key; `compression` is none, row or page; a primary key has 1
to 16 columns. `dpone plan` and the run refuse anything else, `dpone manifest validate` does not look.

## Fires
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
  options:
    physical_design:
      indexes: {primary_key: [order_id]}
      storage:
        mssql: {index_fillfactor: 120}
#                                 ^^^ `index_fillfactor` is `120`; it must be a whole number from 1 to 100
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
```
becomes (unsafe)
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
  options:
    physical_design:
      indexes: {primary_key: [order_id]}
      storage:
        mssql: {index_fillfactor: 100}
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
```

```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
  options:
    physical_design:
      storage:
        mssql: {index_fillfactor: 90}
#                                 ^^ `index_fillfactor` needs `physical_design.indexes.primary_key`
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
```

```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
  options:
    physical_design:
      storage:
        mssql: {compression: pages}
#                            ^^^^^ `mssql.compression` is `pages`; dpone knows none, row or page
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
```
becomes
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
  options:
    physical_design:
      storage:
        mssql: {compression: page}
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
```

## Stays silent
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
  options:
    physical_design:
      indexes: {primary_key: [order_id]}
      storage:
        mssql: {index_fillfactor: 90, compression: PAGE}
state: {type: mssql, connection_ref: dwh_state, atomicity: target_atomic, provisioning: external}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.allowed_values import show, wrong_word
from dpone_lsp.checks.options import option_path
from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import of_value
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="mssql-fillfactor-range",
    code="DP706",
    group="physical",
    severity="error",
    summary="The physical design of an mssql table must be one that SQL Server can make.",
    keys=(
        "sink.options.physical_design.storage.mssql",
        "source.options.physical_design.storage.mssql",
        "sink.options.physical_design.indexes.primary_key",
        "source.options.physical_design.indexes.primary_key",
    ),
    sinks=("mssql",),
    fixable=True,
    owns=(Owned("mssql_storage", kinds=VALUE), Owned("mssql_storage", ("fillfactor", "index_fillfactor"), ("number",))),
)

_STORAGE = "physical_design.storage.mssql"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    yield from wrong_word(facts, option_path(facts, f"{_STORAGE}.compression"), ("none", "row", "page"))
    key = facts.process.data(option_path(facts, "physical_design.indexes.primary_key"))
    for name in ("index_fillfactor", "fillfactor"):
        path = option_path(facts, f"{_STORAGE}.{name}")
        value = facts.process.at(path)
        data = facts.process.data(path)
        if value is None or data is None or data is UNKNOWN:
            continue
        if type(data) is not int or not 1 <= data <= 100:
            near = 100 if isinstance(data, int) and data > 100 else None
            yield Report(
                of_value(value),
                f"`{name}` is {show(value.node, data)}; it must be a whole number from 1 to 100",
                fixes=(lambda path=path, near=near: quick_fixes.set_value(facts, path, near, applicability="unsafe"),)
                if near
                else (),
            )
        elif not key and key is not UNKNOWN:
            yield Report(of_value(value), f"`{name}` needs `physical_design.indexes.primary_key`")
    if isinstance(key, list) and not 1 <= len(key) <= 16:
        value = facts.process.at(option_path(facts, "physical_design.indexes.primary_key"))
        if value is not None:
            yield Report(of_value(value), f"a primary key has 1 to 16 columns, not {len(key)}")
