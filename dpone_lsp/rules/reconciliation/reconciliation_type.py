"""`reconciliation` is true, false or a block of settings.

## Why
dpone refuses text, numbers and lists while it compiles the manifest; `"true"` in quotes is text.

## Fires
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: bigquery
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
reconciliation: "true"
#               ^^^^^^ `reconciliation` is the text `true`; it must be true, false or a block
```
becomes (unsafe)
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: bigquery
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
reconciliation: true
```

## Stays silent
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: bigquery
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
reconciliation: true
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.allowed_values import show
from dpone_lsp.fixes.edits import replace_value
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.places import of_value
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN, Value

RULE = Rule(
    name="reconciliation-type",
    code="DP560",
    group="reconciliation",
    severity="error",
    summary="`reconciliation` is true, false or a block of settings.",
    keys=("reconciliation",),
    fixable=True,
    owns=(
        Owned("single", ("reconciliation",), (*VALUE, "quoted-boolean")),
        Owned("process", ("reconciliation",), (*VALUE, "quoted-boolean")),
    ),
)

_WORDS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


def check(facts: Facts, context: Context) -> Iterator[Report]:
    value = facts.process.at("reconciliation")
    if (
        value is None
        or value.is_mapping
        or (value.is_scalar and value.data in (None, True, False, UNKNOWN) and type(value.data) is not int)
    ):
        return
    data = value.data if value.is_scalar else []
    if isinstance(data, dict):
        return
    yield Report(
        of_value(value),
        f"`reconciliation` is {show(value.node, data)}; it must be true, false or a block",
        fixes=(lambda: _unquoted(value, data),),
    )


def _unquoted(value: Value, data: object) -> Fix | None:
    meant = _WORDS.get(str(data).strip().lower())
    if meant is None:
        return None
    edit = replace_value(value.layer.document, value.node, meant)
    return Fix(f"Change to `{str(meant).lower()}`", (edit,), applicability="unsafe")
