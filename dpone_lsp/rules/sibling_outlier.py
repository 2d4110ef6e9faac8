"""All loads of one route set a key, and this one does not.

## Why
Loads that go the same way with the same mode are usually alike. One that lacks what nearly all others set was most often forgotten.
The options `minimum` (loads of one route, 10) and `share` (of them that must set the key, 0.9) of this rule say when to speak.

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

from dpone_lsp.findings import Related, Report
from dpone_lsp.places import key_place, missing_place, process_place
from dpone_lsp.rules.model import Rule, RuleOption
from dpone_lsp.subject import Analysis, Context
from dpone_si.manifest.reader import Facts

RULE = Rule(
    name="sibling-outlier",
    code="DP820",
    group="style",
    severity="information",
    summary="All loads of one route set a key, and this one does not.",
    scope="document",
    options=(
        RuleOption("minimum", "whole", 10, "How many loads of one route there must be.", 2),
        RuleOption("share", "number", 0.9, "Which part of them must set a key.", 0.5, 1),
    ),
)

_PARTS = ("sink.strategy.", "source.options.", "sink.options.", "quality", "state", "reconciliation", "schema_contract")
_DEPTH = 4
_Route = tuple[str | None, str | None, str | None]


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    minimum, share = context.option("minimum"), context.option("share")
    if len(analysis.expansion.processes) < minimum:
        return
    # Most loads of a route set the very same keys, so whole sets are counted first.
    sets: dict[_Route, Counter[frozenset[str]]] = {}
    for (route, keys), times in Counter(map(_shape, analysis.processes)).items():
        sets.setdefault(route, Counter())[keys] = times
    for route, counted in sets.items():
        if len(counted) > 1 and counted.total() >= minimum and None not in route:
            group = [facts for facts in analysis.processes if _shape(facts)[0] == route]
            yield from _outliers(group, counted, f"{route[0]} to {route[1]}", share)


def _outliers(group: list[Facts], sets: Counter[frozenset[str]], route: str, share: float) -> Iterator[Report]:
    counts: Counter[str] = Counter()
    for keys, times in sets.items():
        for path in keys:
            counts[path] += times
    total = len(group)
    usual = {path: count for path, count in counts.items() if share * total <= count < total}
    for path in sorted(usual):
        if path.rpartition(".")[0] in usual:
            continue  # the block above it is what is missing
        model = next(facts for facts in group if path in facts.present)
        for facts in group:
            if path in facts.present:
                continue
            place = process_place(facts) if facts.process.entry is not None else missing_place(facts, path)
            yield Report(
                place,
                f"{usual[path]} of {total} loads from {route} set `{path}`; this one does not",
                related=(Related(key_place(model, path), "how another one does it"),),
            )


def _shape(facts: Facts) -> tuple[_Route, frozenset[str]]:
    """The route of a process and its key paths that are compared, kept with it."""
    known: tuple[_Route, frozenset[str]] | None = facts.process.work.get(RULE.name)  # type: ignore[assignment]
    if known is None:
        keys = frozenset(path for path in facts.present if path.startswith(_PARTS) and path.count(".") < _DEPTH)
        known = facts.process.work[RULE.name] = ((facts.source_type, facts.sink_type, facts.requested_mode), keys)
    return known
