"""Two gates of one process must not share an id.

## Why
The id names the gate in the report and in the evidence. A gate without an id takes its type for one, so two gates of the same type
need ids. dpone refuses the block.

## Fires
```yaml
kind: dpone.batch.v1
quality:
  gates:
    - {type: min_rows, threshold: 1}
    - {type: min_rows, threshold: 10, side: source}
#     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ gate id `min_rows` is taken already; without `id` the type is the id
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
quality:
  gates:
    - {type: min_rows, threshold: 1}
    - {id: source_min_rows, type: min_rows, threshold: 10, side: source}
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
```yaml
kind: dpone.batch.v1
quality:
  gates:
    - {type: min_rows, threshold: 1}
    - {id: source_rows, type: min_rows, threshold: 10, side: source}
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

from dpone_lsp.checks.quality_items import LATE, Item, items
from dpone_lsp.fixes.edits import insert_key, replace_value
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Edit, Fix, Place, Related, Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN

RULE = Rule(
    name="quality-gate-duplicate-id",
    code="DP601",
    group="quality",
    severity="error",
    summary="Two gates of one process must not share an id.",
    keys=("quality.gates",),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    seen: dict[str, Item] = {}
    for item in items(facts, "gates"):
        raw = item.data.get("id") or item.data.get("type")
        if raw is UNKNOWN or item.data.get("id") is UNKNOWN or not raw:
            continue
        name = str(raw).strip()
        first = seen.setdefault(name, item)
        if first is item:
            continue
        own = bool(item.data.get("id"))
        yield Report(
            Place(item.document, item.value("id") if own else item.node),
            f"gate id `{name}` is taken already" + ("" if own else "; without `id` the type is the id"),
            related=(Related(Place(first.document, first.node), "the first gate with this id"),),
            notes=(LATE,),
            fixes=(lambda item=item, name=name: _renamed(item, name, seen),),
        )


def _renamed(item: Item, name: str, taken: dict[str, Item]) -> Fix | None:
    side = str(item.data.get("side") or "").strip().lower()
    choices = [f"{side}_{name}"] if side in ("source", "target") else []
    fresh = next(one for one in (*choices, *(f"{name}_{n}" for n in range(2, 1000))) if one not in taken)
    edit: Edit | None
    if item.data.get("id"):
        edit = replace_value(item.document, item.value("id"), fresh)
    else:
        edit = insert_key(item.document, item.node, "id", fresh, first=True)
    return None if edit is None else Fix(f"Give it the id `{fresh}`", (edit,), applicability="unsafe")
