"""A registry entry has the fields that the project needs.

## Why
The built-in landing convention writes `host` into labels and descriptions, so an entry without it leaves a placeholder that
validate refuses. Other fields can be demanded by the option `fields` of this rule, as by `dpone manifest lint-registry
--require-field`.

## Fires
```yaml also=registry.yaml
entries:
  - {src_system: shop, src_database: main, type: postgres}
```
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
convention: landing_raw_v1
registry: registry.yaml
vars: {src_system: shop, src_database: main, owner_team: shop, owner_contact: shop, sla: daily}
#                  ^^^^ the registry entry for shop::main lacks `host`
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink:
    type: bigquery
    connection_type: airflow
    connection_id: dwh
    strategy:
      mode: full_refresh
schemas:
  public:
    tables: [orders]
```

## Stays silent
```yaml also=registry.yaml
entries:
  - {src_system: shop, src_database: main, host: db01}
  - {src_system: crm, src_database: main, host: db02}
```
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
convention: landing_raw_v1
registry: registry.yaml
vars: {src_system: shop, src_database: main, owner_team: shop, owner_contact: shop, sla: daily}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink:
    type: bigquery
    connection_type: airflow
    connection_id: dwh
    strategy:
      mode: full_refresh
schemas:
  public:
    tables: [orders]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.allowed_values import listing
from dpone_lsp.checks.registries import entries_of
from dpone_lsp.checks.validation_profile import root_view
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Place, Related, Report
from dpone_lsp.model.rule import Rule, RuleOption
from dpone_si.manifest.expansion import registry
from dpone_si.manifest.expansion.conventions import names_builtin
from dpone_si.manifest.syntax.tree import ScalarNode

RULE = Rule(
    name="registry-lint-field-missing",
    code="DP683",
    group="naming",
    severity="warning",
    summary="A registry entry has the fields that the project needs.",
    forms=("batch",),
    scope="document",
    needs=("text:src_system",),
    options=(RuleOption("fields", "texts", (), "Fields that every entry must have."),),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    view = root_view(analysis)
    block = view.get("vars")
    if block is None or not block.is_mapping:
        return
    pair = [block.view.get(name) for name in ("src_system", "src_database")]
    texts = [
        v.node.value for v in pair if v is not None and isinstance(v.node, ScalarNode) and isinstance(v.node.value, str)
    ]
    known = entries_of(analysis)
    entry = registry.lookup(known, texts[0].strip(), texts[1].strip()) if len(texts) == 2 and known else None
    if entry is None or pair[0] is None:
        return
    fields = list(context.option("fields"))
    named = view.get("convention")
    word = named.node.value if named is not None and isinstance(named.node, ScalarNode) else None
    if isinstance(word, str) and names_builtin(word) and "host" not in fields:
        fields.append("host")
    missing = [
        f"`{name}`" for name in fields if not _filled(entry.variables.get(name)) and block.view.get(name) is None
    ]
    if missing:
        yield Report(
            Place(pair[0].layer.document, pair[0].node),
            f"the registry entry for {entry.system}::{entry.database} lacks {listing(missing, 'and')}",
            related=(Related(Place(entry.document, entry.node), "the entry"),),
        )


def _filled(value: object) -> bool:
    return value is not None and (not isinstance(value, str) or bool(value.strip()))
