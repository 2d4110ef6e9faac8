"""Anchors and aliases are refused in files that dpone reads with its strict reader.

## Why
`dpone.yaml`, `ownership.yaml` and recipe files are read with limits: no anchors, no aliases, no key twice. dpone refuses the whole file
and names neither the place nor the anchor. Fragments of a folder flow have a rule of their own.

## Fires
```yaml file=ownership.yaml
schema: dpone.domain-ownership.v1
domain: sales
owner: &team {team: sales-data, contact: sales@example.com}
#      ^^^^^ an anchor is refused here: dpone reads this file with its strict reader
approvers: {github_team: sales-approvers}
```

## Stays silent
```yaml file=ownership.yaml
schema: dpone.domain-ownership.v1
domain: sales
owner: {team: sales-data, contact: sales@example.com}
approvers: {github_team: sales-approvers}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.from_parser import link_places
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model import documents

RULE = Rule(
    name="yaml-anchor-refused",
    code="DP015",
    group="syntax",
    severity="error",
    summary="Anchors and aliases are refused in files that dpone reads with its strict reader.",
    scope="document",
    forms=tuple(sorted(documents.STRICT - {documents.FRAGMENT})),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    for place, what in link_places(analysis.document):
        yield Report(place, f"{what} is refused here: dpone reads this file with its strict reader")
