"""All loads of one route set a key, and this one does not.

## Why
Loads that go the same way with the same mode are usually alike. One that lacks what nearly all others set was most often forgotten.
By default the loads of one file are compared. In the strict tier, and when this rule is selected by name, those of all manifests of the
workspace are (of the first 500 by path), once they have been read.

## Fires
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink:
    type: clickhouse
    connection_type: airflow
    connection_id: dwh
    strategy:
      mode: auto
schemas:
  public:
    tables:
      - {table: orders, overrides: {sink: {strategy: {unique_key: [id]}}}}
      - {table: customers, overrides: {sink: {strategy: {unique_key: [id]}}}}
      - {table: items, overrides: {sink: {strategy: {unique_key: [id]}}}}
      - {table: payments, overrides: {sink: {strategy: {unique_key: [id]}}}}
      - {table: refunds, overrides: {sink: {strategy: {unique_key: [id]}}}}
      - {table: shipments, overrides: {sink: {strategy: {unique_key: [id]}}}}
      - {table: stocks, overrides: {sink: {strategy: {unique_key: [id]}}}}
      - {table: prices, overrides: {sink: {strategy: {unique_key: [id]}}}}
      - {table: vendors}
#       ^^^^^^^^^^^^^^^^ 9 of 10 loads from postgres to clickhouse set `sink.strategy.unique_key`; this one does not
      - {table: visits, overrides: {sink: {strategy: {unique_key: [id]}}}}
```

## Stays silent
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink:
    type: clickhouse
    connection_type: airflow
    connection_id: dwh
    strategy:
      mode: auto
schemas:
  public:
    tables:
      - {table: orders, overrides: {sink: {strategy: {unique_key: [id]}}}}
      - {table: customers, overrides: {sink: {strategy: {unique_key: [id]}}}}
      - {table: items, overrides: {sink: {strategy: {unique_key: [id]}}}}
      - {table: payments, overrides: {sink: {strategy: {unique_key: [id]}}}}
      - {table: refunds, overrides: {sink: {strategy: {unique_key: [id]}}}}
      - {table: shipments, overrides: {sink: {strategy: {unique_key: [id]}}}}
      - {table: stocks, overrides: {sink: {strategy: {unique_key: [id]}}}}
      - {table: prices, overrides: {sink: {strategy: {unique_key: [id]}}}}
      - {table: vendors, overrides: {sink: {strategy: {unique_key: [id]}}}}
      - {table: visits, overrides: {sink: {strategy: {unique_key: [id]}}}}
```
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Related, Report
from dpone_lsp.model.places import key_place, missing_place, process_place
from dpone_lsp.model.rule import Rule, RuleOption
from dpone_lsp.model.usual_keys import Shapes, shape, shapes_of, times_set
from dpone_lsp.model.workspace_view import is_whole, view
from dpone_lsp.rules.selection import singles_out
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="sibling-outlier",
    code="DP820",
    group="style",
    severity="information",
    summary="All loads of one route set a key, and this one does not.",
    scope="workspace",
    sections=("outliers",),
    options=(
        RuleOption("minimum", "whole", 10, "How many loads of one route there must be.", 2),
        RuleOption("share", "number", 0.9, "Which part of them must set a key.", 0.5, 1),
    ),
)

#: Manifests that are compared at most.
_MAX_FILES: Final = 500


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    minimum, share = context.option("minimum"), context.option("share")
    others = dict(_others(analysis, context))
    if len(analysis.expansion.processes) < minimum and not others:
        return
    for route, own in shapes_of(analysis.processes).items():
        counted = sum((shapes[route] for shapes in others.values() if route in shapes), own)
        if len(counted) > 1 and counted.total() >= minimum:
            group = [facts for facts in analysis.processes if shape(facts)[0] == route]
            where = {path: times_set(shapes[route]) for path, shapes in others.items() if route in shapes}
            yield from _outliers(group, counted, f"{route[0]} to {route[1]}", share, where)


def _others(analysis: Analysis, context: Context) -> Iterator[tuple[str, Shapes]]:
    """The other manifests of the workspace that have processes, when they are to be looked at and known."""
    workspace, settings = view(context), context.settings
    wanted = settings.tier == "strict" or singles_out(settings.select, RULE)
    if not wanted or workspace is None or not is_whole(workspace):
        return
    for path in workspace.manifests()[:_MAX_FILES]:
        if path != analysis.document.path:
            yield path, workspace.shapes(path)


def _outliers(
    group: list[Facts], sets: Counter[frozenset[str]], route: str, share: float, elsewhere: dict[str, Counter[str]]
) -> Iterator[Report]:
    total = sets.total()
    usual = {path: count for path, count in times_set(sets).items() if share * total <= count < total}
    for path in sorted(usual):
        if path.rpartition(".")[0] in usual:
            continue  # the block above it is what is missing
        model = next((facts for facts in group if path in facts.present), None)
        example = next((file for file, counts in elsewhere.items() if counts[path]), None)
        loads = f"{usual[path]} of {total} loads from {route}{' in the workspace' if elsewhere else ''}"
        for facts in group:
            if path in facts.present:
                continue
            place = process_place(facts) if facts.process.entry is not None else missing_place(facts, path)
            yield Report(
                place,
                f"{loads} set `{path}`; this one does not",
                related=() if model is None else (Related(key_place(model, path), "how another one does it"),),
                notes=()
                if model is not None or example is None
                else (f"`{example.rpartition('/')[2]}` shows how others do it",),
            )
