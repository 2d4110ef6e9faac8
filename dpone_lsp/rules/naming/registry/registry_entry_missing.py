"""The registry has an entry for the source system and database of the manifest.

## Why
The pair is compared without letter case, and an entry for the database `*` fits every one. dpone refuses a batch whose pair is not
there. For a single manifest with a target schema `landing__<system>__<database>` only `dpone manifest lint-registry` asks.

## Fires
```yaml also=registry.yaml
entries:
  - {src_system: shop, src_database: main, host: db01}
  - {src_system: crm, src_database: main, host: db02}
```
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
registry: registry.yaml
vars: {src_system: shpo, src_database: main}
#                  ^^^^ no registry has an entry for shpo::main; known: crm::main, shop::main
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink:
    type: clickhouse
    connection_type: airflow
    connection_id: dwh
    strategy:
      mode: full_refresh
schemas:
  public:
    tables: [orders]
```
becomes (unsafe)
```yaml
kind: dpone.batch.v1
registry: registry.yaml
vars: {src_system: shop, src_database: main}
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink:
    type: clickhouse
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
registry: registry.yaml
vars: {src_system: SHOP, src_database: main}
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink:
    type: clickhouse
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

from dpone_lsp.checks.from_parser import issue_place, issues
from dpone_lsp.checks.registries import entries_of, landing_pair
from dpone_lsp.checks.validation_profile import root_view
from dpone_lsp.fixes.edits import replace_value
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Edit, Fix, Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Rule
from dpone_lsp.support.spelling import nearest
from dpone_si.manifest.expansion import registry
from dpone_si.manifest.syntax.tree import ScalarNode

RULE = Rule(
    name="registry-entry-missing",
    code="DP682",
    group="naming",
    severity="error",
    summary="The registry has an entry for the source system and database of the manifest.",
    aliases=("registry-lint-entry-missing",),
    scope="document",
    fixable=True,
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    for issue in issues(analysis, "registry-entry-missing"):
        yield Report(issue_place(issue), issue.message, fixes=(lambda: _nearest_pair(analysis),))
    if analysis.document.form == "single":
        yield from _single(analysis)


def _nearest_pair(analysis: Analysis) -> Fix | None:
    block = root_view(analysis).get("vars")
    if block is None:
        return None
    values = [block.view.get(name) for name in ("src_system", "src_database")]
    texts = [
        str(value.node.value) if value is not None and isinstance(value.node, ScalarNode) else "" for value in values
    ]
    pairs = {f"{entry.system}::{entry.database}": entry for entry in entries_of(analysis) if entry.database != "*"}
    near = nearest("::".join(texts), pairs)
    if near is None:
        return None
    edits: list[Edit] = []
    for value, text, wanted in zip(values, texts, (pairs[near].system, pairs[near].database), strict=True):
        if value is not None and text.lower() != wanted.lower():
            edits.append(replace_value(value.layer.document, value.node, wanted))
    return Fix(f"Change to {near}", tuple(edits), applicability="unsafe") if edits else None


def _single(analysis: Analysis) -> Iterator[Report]:
    known = entries_of(analysis)
    for facts in analysis.processes if known else ():
        pair = landing_pair(facts.process.text("sink.table.schema"))
        if pair is not None and registry.lookup(known, *pair) is None:
            yield Report(
                value_place(facts, "sink.table.schema"),
                f"no registry has an entry for {pair[0]}::{pair[1]}, which this schema names",
                severity="warning",
            )
