"""A batch has at least one row.

## Why
A negative `batch_size` is handed to the driver as it is, and the extract fails or reads nothing. 0 silently means the default of
10000, which is a warning here.

## Fires
```yaml
name: orders_load
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    batch_size: -5000
#               ^^^^^ a batch cannot have -5000 rows
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
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
    batch_size: 5000
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
```

@txt A number in quotes is one too:
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}, options: {batch_size: "-5"}}
#                                                                                                                                    ^^^^ a batch cannot have -5 rows
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
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
    batch_size: 5000
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

import re
from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.structure import INTEGER_TEXT
from dpone_si.manifest.syntax.scalars import whole_number

RULE = Rule(
    name="batch-size-negative",
    code="DP785",
    group="performance",
    severity="error",
    summary="A batch has at least one row.",
    keys=("source.options.batch_size", "sink.options.batch_size"),
    fixable=True,
    owns=(Owned("source_options", ("batch_size",), VALUE), Owned("sink_options", ("batch_size",), VALUE)),
)

_PATHS = ("source.options.batch_size", "sink.options.batch_size")


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for path in _PATHS:
        size = _number(facts.process.data(path))
        if size is None or size >= 1:
            continue
        zero = size == 0
        meant = 10_000 if zero or size == -1 else -size
        yield Report(
            value_place(facts, path),
            "a batch size of 0 silently means 10000" if zero else f"a batch cannot have {size} rows",
            severity="warning" if zero else None,
            fixes=(lambda path=path, meant=meant: quick_fixes.set_value(facts, path, meant, applicability="unsafe"),),
        )


def _number(value: object) -> int | None:
    """The number dpone makes of it; None when it is none, of which `option-number-invalid` tells."""
    if isinstance(value, str) and re.fullmatch(INTEGER_TEXT, value):
        return whole_number(value)
    return value if type(value) is int else None
