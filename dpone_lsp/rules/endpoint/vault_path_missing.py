"""Credentials in vault need a `vault_path`; those of an api source a `vault_mount_point` too.

## Why
With `connection_type: vault` dpone reads the secret at `vault_path`. An api source without `connection_type` uses vault as well. The
run stops before it connects when the path is missing.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: vault, connection_id: dwh, table: {schema: raw, name: orders}}
#^^^ the credentials of the sink are in vault, but `vault_path` is not set
```
becomes (unsafe)
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: vault, connection_id: dwh, table: {schema: raw, name: orders}, vault_path: ""}
```

## Stays silent
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: vault, connection_id: dwh, vault_path: dwh/loader, table: {schema: raw, name: orders}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.places import because, place_beside
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si import vocabulary
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="vault-path-missing",
    code="DP204",
    group="endpoint",
    severity="error",
    summary="Credentials in vault need a `vault_path`; those of an api source a `vault_mount_point` too.",
    keys=("source.connection_id", "sink.connection_id"),
    fixable=True,
    owns=(Owned("source", ("vault_path",), VALUE), Owned("sink", ("vault_path",), VALUE)),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    process = facts.process
    for end in ("source", "sink"):
        kind = process.data(f"{end}.connection_type")
        is_api = end == "source" and facts.source_type == "api"
        if is_api and kind is None:
            kind = "vault"
        if kind != "vault" or not process.data(f"{end}.connection_id") or (is_api and _needs_none(facts)):
            continue
        for name in ("vault_path", "vault_mount_point") if is_api else ("vault_path",):
            value = process.data(f"{end}.{name}")
            if value or value is UNKNOWN:
                continue
            implied = (
                ""
                if process.has(f"{end}.connection_type")
                else " (an api source uses vault unless `connection_type` says otherwise)"
            )
            yield Report(
                place_beside(facts, f"{end}.{name}", f"{end}.connection_type"),
                f"the credentials of the {end} are in vault, but `{name}` is not set{implied}",
                related=because(facts, f"{end}.connection_type", "credentials come from vault"),
                notes=("at run time the load stops before it connects; validation and plan do not notice",),
                fixes=(lambda end=end, name=name: _added(facts, end, name),),
                severity="error" if name == "vault_path" else "warning",
            )
            break


def _added(facts: Facts, end: str, name: str) -> Fix | None:
    return quick_fixes.add_beside(
        facts, f"{end}.{name}", "", f"{end}.connection_type", applicability=quick_fixes.UNSAFE
    )


def _needs_none(facts: Facts) -> bool:
    kind = facts.process.data("source.api_type")
    return kind is UNKNOWN or vocabulary.canonical_api_type(kind or "") in vocabulary.API_TYPES_WITHOUT_CREDENTIALS
