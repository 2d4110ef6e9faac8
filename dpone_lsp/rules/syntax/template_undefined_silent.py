"""A value that is only `{{ name }}` becomes nothing when the name is not defined.

## Why
Jinja evaluates a lone expression to nothing instead of failing: the dataset, table or option is empty, and dpone goes on with its
default.

## Fires
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
vars: {target_dataset: raw}
naming: {process_name: "{{ src_table }}_load", sink_dataset: "{{ target_datset }}", sink_table: "{{ src_table }}"}
#                                                                ^^^^^^^^^^^^^ variable `target_datset` is not defined, so this value silently becomes nothing
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables: [orders]
```
becomes (unsafe)
```yaml
kind: dpone.batch.v1
vars: {target_dataset: raw}
naming: {process_name: "{{ src_table }}_load", sink_dataset: "{{ target_dataset }}", sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables: [orders]
```

@txt The same in a variable:
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
vars: {label: "{{ region }}"}
#                 ^^^^^^ variable `region` is not defined, so this value silently becomes nothing
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas: {public: {tables: [orders, items]}}
```

## Stays silent
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load", sink_dataset: "{{ team | default('raw') }}", sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables: [orders]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.template_uses import name_place, template_uses, undefined_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="template-undefined-silent",
    code="DP020",
    group="syntax",
    severity="error",
    summary="A value that is only `{{ name }}` becomes nothing when the name is not defined.",
    forms=("batch", "flow"),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.process.variables is not None and facts.process.variables.open:
        return
    for use in template_uses(facts.process):
        if use.undefined is not None:
            name = use.undefined
            place = name_place(use, name)
            yield Report(
                place,
                f"variable `{name}` is not defined, so this value silently becomes nothing",
                # Before, the value was empty and dpone went on: what it becomes now is for a person to see.
                fixes=undefined_fixes(facts.process, place, name, "unsafe"),
            )
