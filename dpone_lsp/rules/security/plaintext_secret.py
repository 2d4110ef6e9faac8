"""A secret stands in the manifest in plain text.

## Why
A manifest is kept in version control and read by everyone who reviews it. dpone masks such values in the output of `plan`, but
loads them without a word. Keep the secret where the connection is defined and name the connection here. The value is never repeated
in a message. The options `keys` and `ignore` of this rule add and take away names of keys.

## Fires
```yaml
name: orders_load
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    password: hunter2
#             ^^^^^^^ `password` holds a secret in plain text
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
    password: "{{ shop_password }}"
    api_token: ${SHOP_TOKEN}
    password_file: /run/secrets/shop
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

from collections.abc import Iterator

from dpone_lsp.fixes.edits import delete_pair
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.rule import Rule, RuleOption
from dpone_lsp.support.secrets import DEFAULT_KEYS, Found, plain_secrets, prefilter
from dpone_si.manifest.model.documents import Document

RULE = Rule(
    name="plaintext-secret",
    code="DP760",
    group="security",
    severity="error",
    summary="A secret stands in the manifest in plain text.",
    scope="document",
    fixable=True,
    options=(
        RuleOption("keys", "texts", (), "Further words that make a key the name of a secret."),
        RuleOption("ignore", "texts", (), "Keys that are no secrets here."),
    ),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    names = (*DEFAULT_KEYS, *context.option("keys"))
    ignored = {name.lower() for name in context.option("ignore")}
    for document in (analysis.document, *analysis.expansion.used.values()):
        if document.root is None or not prefilter(document.source.text, names):
            continue
        for found in plain_secrets(document.root, names):
            if found.name.lower() not in ignored:
                yield _report(document, found)


def _report(document: Document, found: Found) -> Report:
    return Report(
        Place(document, found.node),
        f"`{found.name}` holds a secret in plain text",
        notes=("name a connection (`connection_ref`, or `connection_id` with its type) and keep the secret there",),
        fixes=(lambda: _removed(document, found),),
    )


def _removed(document: Document, found: Found) -> Fix | None:
    edit = delete_pair(document, found.mapping, found.key)
    title = f"Remove `{found.name}` (move its value to the connection, and change it)"
    return None if edit is None else Fix(title, (edit,), applicability="unsafe")
