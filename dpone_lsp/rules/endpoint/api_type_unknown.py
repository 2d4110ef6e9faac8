"""An api source names a provider that dpone can run.

## Why
Any `api_type` passes validation and planning. The run stops when it looks the provider up, also for amplitude, which is announced but
has no code yet.

## Fires
```yaml
name: shop_orders
source: {type: api, api_type: appsflier, connection_type: vault, connection_id: af, vault_path: api/af, vault_mount_point: kv}
#                             ^^^^^^^^^ dpone knows no provider `appsflier`; did you mean `appsflyer`?
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
becomes
```yaml
name: shop_orders
source: {type: api, api_type: appsflyer, connection_type: vault, connection_id: af, vault_path: api/af, vault_mount_point: kv}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

## Stays silent
```yaml
name: shop_orders
source: {type: api, api_type: FastRack, connection_type: vault, connection_id: ft, vault_path: api/ft, vault_mount_point: kv}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_lsp.support.spelling import nearest
from dpone_si import vocabulary
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="api-type-unknown",
    code="DP219",
    group="endpoint",
    severity="error",
    summary="An api source names a provider that dpone can run.",
    keys=("source.type",),
    sources=("api",),
    fixable=True,
    owns=(Owned("source", ("api_type",), VALUE),),
)

_PATH = "source.api_type"
_ANNOUNCED = ("amplitude",)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    word = facts.process.data(_PATH)
    if word is UNKNOWN or str(facts.process.data("source.type")).lower() != "api":
        return
    name = vocabulary.canonical_api_type(word or "")
    if name is not None and name not in _ANNOUNCED:
        return
    known = [one for one in vocabulary.API_TYPES if one not in _ANNOUNCED]
    meant = None if name else nearest(str(word or ""), known)
    if not word:
        message = "an api source needs `api_type`, the provider it reads from"
    elif name:
        message = f"dpone announces the provider {name} but has no code for it yet"
    else:
        message = f"dpone knows no provider `{word}`" + (f"; did you mean `{meant}`?" if meant else "")
    yield Report(
        value_place(facts, _PATH),
        message,
        notes=(
            f"it knows {', '.join(known)}",
            "at run time the load stops before it reads anything; validation and plan do not notice",
        ),
        fixes=(lambda: quick_fixes.set_value(facts, _PATH, meant),) if meant else (),
    )
