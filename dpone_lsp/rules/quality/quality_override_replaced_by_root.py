"""`quality` blocks are never merged: the strongest one replaces all others.

## Why
A table's `overrides.quality` beats the one at the root, which beats the schema's, which beats `defaults.quality`; each replaces the
others whole. Gates that stand only in a weaker block are never evaluated, and nothing says so.

## Fires
```yaml
kind: dpone.batch.v1
quality:
  gates:
    - {id: rows, type: min_rows, threshold: 1}
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink:
    type: clickhouse
    connection_type: airflow
    connection_id: dwh
    strategy:
      mode: full_refresh
  quality:
# ^^^^^^^ this `quality` block has no effect; the one at the root replaces it
    gates:
      - {id: count, type: row_count_reconciliation}
schemas:
  public:
    tables: [orders]
```

## Stays silent
```yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink:
    type: clickhouse
    connection_type: airflow
    connection_id: dwh
    strategy:
      mode: full_refresh
  quality:
    gates:
      - {id: count, type: row_count_reconciliation}
schemas:
  public:
    tables: [orders]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Place, Related, Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import OVERRIDES, ROOT_BLOCK, Hit
from dpone_si.manifest.syntax.tree import MappingNode, to_plain

RULE = Rule(
    name="quality-override-replaced-by-root",
    code="DP614",
    group="quality",
    severity="warning",
    summary="`quality` blocks are never merged: the strongest one replaces all others.",
    keys=("quality",),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    value = facts.process.at("quality")
    if value is None or len(value.hits) < 2 or facts.process.form != "batch":
        return
    winner = value.hits[0]
    root = next((hit for hit in value.hits if hit.layer.kind == ROOT_BLOCK), None)
    if root is not None:
        for hit in value.hits[value.hits.index(root) + 1 :]:
            yield Report(
                Place(hit.layer.document, hit.key),
                "this `quality` block has no effect; the one at the root replaces it",
                related=(Related(Place(root.layer.document, root.key), "the block that replaces it"),),
            )
    lost = [hit for hit in value.hits[1:] if _ids(hit) - _ids(winner)]
    if winner.layer.kind == OVERRIDES and lost:
        names = ", ".join(sorted(_ids(lost[0]) - _ids(winner)))
        yield Report(
            Place(winner.layer.document, winner.key),
            f"this `quality` block replaces the other whole, so these gates do not apply here: {names}",
            related=(Related(Place(lost[0].layer.document, lost[0].key), "the block it replaces"),),
        )


def _ids(hit: Hit) -> set[str]:
    """Ids of the gates and checks a block writes itself."""
    data = to_plain(hit.node) if isinstance(hit.node, MappingNode) else {}
    found: set[str] = set()
    for name in ("gates", "checks"):
        listed = data.get(name) if isinstance(data, dict) else None
        for item in listed if isinstance(listed, list) else ():
            if isinstance(item, dict) and (item.get("id") or item.get("type")):
                found.add(str(item.get("id") or item.get("type")))
    return found
