"""`include_technical_columns` is true or false.

## Why
Any other text counts as true, so a misspelt `false` switches the columns on. validate refuses it with TECHNICAL_COLUMNS_BAD_VALUE
while a validation block or profile is active; otherwise nothing says so, and it is a warning here.

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
    include_technical_columns: flase
#                              ^^^^^ `options.include_technical_columns` is `flase`; dpone knows true or false
validation:
  technical_columns: optional
```
becomes (unsafe)
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
    include_technical_columns: false
validation:
  technical_columns: optional
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
    include_technical_columns: "no"
validation:
  technical_columns: optional
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.allowed_values import wrong_word
from dpone_lsp.checks.options import option_path
from dpone_lsp.checks.technical_columns import FALSE_WORDS, TRUE_WORDS
from dpone_lsp.checks.validation_profile import profile_of
from dpone_lsp.fixes.edits import replace_value
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_lsp.support.spelling import nearest
from dpone_si.records import replace

RULE = Rule(
    name="technical-columns-bad-value",
    code="DP654",
    group="naming",
    severity="error",
    summary="`include_technical_columns` is true or false.",
    scope="document",
    needs=("text:include_technical_columns",),
    fixable=True,
    owns=(
        Owned("source_options", ("include_technical_columns",), VALUE),
        Owned("sink_options", ("include_technical_columns",), VALUE),
    ),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    if "include_technical_columns" not in analysis.document.source.text and not analysis.expansion.used:
        return
    strict = profile_of(analysis) is not None
    for facts in analysis.processes:
        path = option_path(facts, "include_technical_columns")
        text = facts.process.text(path)
        if text is None or text.strip().lower() in (*TRUE_WORDS, *FALSE_WORDS):
            continue
        meant = nearest(text, ("true", "false", "yes", "no"))
        for report in wrong_word(facts, path, ("true", "false"), severity="error" if strict else "warning"):
            node, document = report.place.node, report.place.document
            if meant is None or node is None:
                yield replace(report, fixes=())
                continue
            edit = replace_value(document, node, meant in ("true", "yes"))
            title = f"Change to `{'true' if meant in ('true', 'yes') else 'false'}`"
            yield replace(report, fixes=(lambda edit=edit, title=title: Fix(title, (edit,), applicability="unsafe"),))
