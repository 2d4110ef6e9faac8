"""A byte size is a number, or a number with a unit such as MB or GiB.

## Why
dpone reads kB, MB, GB, TB and KiB, MiB, GiB, TiB. Another unit stops `dpone plan` and the run.

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
runtime: {storage: {min_free_bytes: 5G}}
#                                   ^^ `5G` is no byte size; write a number with kB, MB, GB, TB, KiB, MiB, GiB or TiB
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
runtime: {storage: {min_free_bytes: "5GiB"}}
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
runtime: {storage: {min_free_bytes: 5 GiB}}
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dpone_lsp.checks.allowed_values import show
from dpone_lsp.fixes.edits import replace_value
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.places import of_value
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="byte-size-text",
    code="DP789",
    group="performance",
    severity="error",
    summary="A byte size is a number, or a number with a unit such as MB or GiB.",
    keys=("runtime.storage.min_free_bytes", "runtime.storage.transfer_store.part_size"),
    fixable=True,
)

_PATHS = ("runtime.storage.min_free_bytes", "runtime.storage.transfer_store.part_size")
_SIZE = re.compile(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*([A-Za-z]*)\s*")
_UNITS = ("", "b", "kb", "mb", "gb", "tb", "kib", "mib", "gib", "tib")
_SHORT = {"k": "KiB", "m": "MiB", "g": "GiB", "t": "TiB", "ki": "KiB", "mi": "MiB", "gi": "GiB", "ti": "TiB"}


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for path in _PATHS:
        value = facts.process.at(path)
        if value is None or value.data is UNKNOWN or not value.is_scalar or not isinstance(value.data, str):
            continue
        text = value.data
        match = _SIZE.fullmatch(text)
        if not text.strip() or (match is not None and match[2].lower() in _UNITS):
            continue
        unit = _SHORT.get(match[2].lower()) if match is not None else None
        meant = f"{match[1]}{unit}" if match is not None and unit else None
        yield Report(
            of_value(value),
            f"{show(value.node, text)} is no byte size; write a number with kB, MB, GB, TB, KiB, MiB, GiB or TiB",
            fixes=(
                lambda value=value, meant=meant: Fix(
                    f"Change to `{meant}`",
                    (replace_value(value.layer.document, value.node, meant),),
                    applicability="unsafe",
                ),
            )
            if meant
            else (),
        )
