"""`quality.mode` is `fail` or `warn`.

## Why
It is the severity of checks that have none of their own. dpone refuses another word, in batch and flow manifests while they are
compiled, in a single manifest during the run.

## Fires
```yaml
kind: dpone.batch.v1
quality:
  mode: error
#       ^^^^^ `quality.mode` is `error`; dpone knows fail or warn
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
schemas:
  public:
    tables: [orders]
```
becomes (unsafe)
```yaml
kind: dpone.batch.v1
quality:
  mode: fail
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
schemas:
  public:
    tables: [orders]
```

## Stays silent
```yaml
kind: dpone.batch.v1
quality:
  mode: warn
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
schemas:
  public:
    tables: [orders]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.allowed_values import wrong_word
from dpone_lsp.checks.quality_items import LATE
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="quality-mode",
    code="DP606",
    group="quality",
    severity="error",
    summary="`quality.mode` is `fail` or `warn`.",
    keys=("quality.mode",),
    fixable=True,
)

_SAME = {"warning": "warn", "error": "fail", "block": "fail", "strict": "fail"}


def check(facts: Facts, context: Context) -> Iterator[Report]:
    word = (facts.process.text("quality.mode") or "").strip().lower()
    yield from wrong_word(
        facts, "quality.mode", ("fail", "warn"), null_ok=False, guess=_SAME.get(word, "fail"), ask=True, notes=(LATE,)
    )
