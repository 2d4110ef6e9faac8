"""`xmin_execution` has a `mode` and a `handoff_id`.

## Why
An initial and an incremental manifest hand over through the same id. `dpone manifest validate` refuses unknown keys, other modes, ids
in another form, and an id together with `mode: auto`.

## Fires
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    incremental_strategy: xmin
    xmin_execution: {mode: auto, handoff_id: orders.v1}
#                                            ^^^^^^^^^ `mode: auto` hands nothing over, so it takes no `handoff_id`
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
```
becomes (unsafe)
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    incremental_strategy: xmin
    xmin_execution: {mode: auto}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
```

@txt
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    incremental_strategy: xmin
    xmin_execution: {mode: incremental, handoff_id: "Orders V1"}
#                                                   ^^^^^^^^^^^ `handoff_id` is lower case: a letter, then letters, digits, `_`, `.` and `-`
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
```
becomes (unsafe)
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    incremental_strategy: xmin
    xmin_execution: {mode: incremental, handoff_id: "orders_v1"}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
```

## Stays silent
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    incremental_strategy: xmin
    xmin_execution: {mode: auto}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dpone_lsp.checks.options import option_path
from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.places import of_value, value_place
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_lsp.support.spelling import nearest
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="xmin-execution-invalid",
    code="DP418",
    group="strategy",
    severity="error",
    summary="`xmin_execution` has a `mode` and a `handoff_id`.",
    keys=("source.options.xmin_execution", "sink.options.xmin_execution"),
    fixable=True,
    owns=(Owned("xmin_execution", kinds=("unknown", *VALUE)), Owned("source_options", ("xmin_execution",), VALUE)),
)

_MODES = ("auto", "initial", "incremental")
_ID = re.compile(r"[a-z][a-z0-9_.-]{0,127}")
_NOTES = ("`dpone manifest validate` refuses it",)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    path = option_path(facts, "xmin_execution")
    found, block = facts.process.at(path), facts.process.data(path)
    if found is None or block is UNKNOWN:
        return
    if not isinstance(block, dict):
        yield Report(of_value(found), "`xmin_execution` is a mapping with mode and handoff_id", notes=_NOTES)
        return
    keys = found.view.keys()
    for key in keys:
        value = found.view.get(key)
        if key not in ("mode", "handoff_id") and value is not None:
            fixes = (lambda key=key: quick_fixes.remove(facts, f"{path}.{key}", applicability=quick_fixes.UNSAFE),)
            yield Report(
                Place(value.layer.document, value.key),
                f"`{key}` is no key of `xmin_execution`",
                notes=_NOTES,
                fixes=fixes,
            )
    mode, handoff = facts.process.data(f"{path}.mode"), facts.process.data(f"{path}.handoff_id")
    if UNKNOWN in (mode, handoff):
        return
    if mode not in _MODES:
        meant = nearest(str(mode or ""), _MODES)
        fixes = (lambda: quick_fixes.set_value(facts, f"{path}.mode", meant),) if meant else ()
        message = (
            f"dpone knows no phase `{mode}`; it knows {', '.join(_MODES)}"
            if mode is not None
            else "`xmin_execution` has no `mode`"
        )
        yield Report(value_place(facts, f"{path}.mode"), message, notes=_NOTES, fixes=fixes)
    elif mode == "auto" and handoff is not None:
        yield Report(
            value_place(facts, f"{path}.handoff_id"),
            "`mode: auto` hands nothing over, so it takes no `handoff_id`",
            notes=_NOTES,
            fixes=(lambda: quick_fixes.remove(facts, f"{path}.handoff_id", applicability=quick_fixes.UNSAFE),),
        )
    elif mode != "auto" and not (isinstance(handoff, str) and _ID.fullmatch(handoff)):
        yield Report(
            value_place(facts, f"{path}.handoff_id"),
            "`handoff_id` is lower case: a letter, then letters, digits, `_`, `.` and `-`"
            if handoff is not None
            else f"`mode: {mode}` needs a `handoff_id` that both manifests share",
            notes=_NOTES,
            fixes=(lambda: _folded(facts, path, handoff),),
        )


def _folded(facts: Facts, path: str, handoff: object) -> Fix | None:
    text = re.sub(r"[^a-z0-9_.-]+", "_", str(handoff or "").strip().lower()).lstrip("_.-0123456789")[:128]
    return quick_fixes.set_value(facts, f"{path}.handoff_id", text, applicability=quick_fixes.UNSAFE) if text else None
