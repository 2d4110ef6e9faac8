"""`technical_columns` is `required`, `optional` or `forbidden`.

## Why
dpone cannot tell whether to add the columns, so the run fails when the target is prepared. validate reports
TECHNICAL_COLUMNS_BAD_MODE, but only while a validation block or profile is active.

## Fires
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: bigquery
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
  options:
    technical_columns: requird
#                      ^^^^^^^ `options.technical_columns` is `requird`; dpone knows required, optional or forbidden
```
becomes
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: bigquery
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
  options:
    technical_columns: required
```

## Stays silent
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: bigquery
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
  options:
    technical_columns: off
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.allowed_values import wrong_word
from dpone_lsp.checks.technical_columns import mode_of, mode_path
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="technical-columns-bad-mode",
    code="DP655",
    group="naming",
    severity="error",
    summary="`technical_columns` is `required`, `optional` or `forbidden`.",
    keys=(
        "sink.options.technical_columns",
        "source.options.technical_columns",
        "sink.options.technical_columns_mode",
        "source.options.technical_columns_mode",
    ),
    fixable=True,
    owns=(
        Owned("source_options", ("technical_columns", "technical_columns_mode"), VALUE),
        Owned("sink_options", ("technical_columns", "technical_columns_mode"), VALUE),
    ),
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    path = mode_path(facts)
    if mode_of(facts.process.data(path)) is None:
        yield from wrong_word(facts, path, ("required", "optional", "forbidden"))
