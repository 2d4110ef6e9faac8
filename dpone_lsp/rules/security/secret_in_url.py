"""A URL in the manifest carries a password.

## Why
Everyone who can read the repository can use it, and URLs find their way into logs. dpone masks it in the output of `plan` only.
Keep the URL with its password where the connection is defined.

## Fires
```yaml
name: orders_load
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    dsn: "postgresql://etl:hunter2@db1/shop"
#                          ^^^^^^^ the URL in `dsn` carries a password
    batch_size: 5000
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

## Stays silent
```yaml
name: orders_load
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    dsn: "postgresql://etl@db1/shop"
    endpoint: https://shop.example.org:8443/orders
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

from dpone_lsp.fixes.edits import delete_pair
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.rule import Rule
from dpone_lsp.support.secrets import Found, url_secrets
from dpone_si.manifest.model.documents import Document

RULE = Rule(
    name="secret-in-url",
    code="DP761",
    group="security",
    severity="error",
    summary="A URL in the manifest carries a password.",
    scope="document",
    needs=("text:://",),
    fixable=True,
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    for document in (analysis.document, *analysis.expansion.used.values()):
        if document.root is None or "://" not in document.source.text:
            continue
        for found in url_secrets(document.root):
            yield Report(
                Place(document, found.node, found.part),
                f"the URL in `{found.name}` carries a password",
                notes=("name a connection and keep the URL there",),
                fixes=(lambda document=document, found=found: _removed(document, found),),
            )


def _removed(document: Document, found: Found) -> Fix | None:
    edit = delete_pair(document, found.mapping, found.key)
    title = f"Remove `{found.name}` (move it to the connection, and change the password)"
    return None if edit is None else Fix(title, (edit,), applicability="unsafe")
