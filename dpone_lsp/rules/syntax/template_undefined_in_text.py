"""A template names a variable that is not defined, and dpone refuses the file.

## Why
Variables come from `vars`, registries, conventions, dpone itself (`src_table`, `src_schema`, `env_code`, the `manifest_*` names)
and the blocks of the process. Airflow macros such as `{{ ds }}` are none of them: wrap them in `{% raw %}`.

## Fires
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
vars: {layer: raw}
naming: {process_name: "{{ src_table }}_load", sink_dataset: "{{ layr }}__shop", sink_table: "{{ src_table }}"}
#                                                                ^^^^ variable `layr` is not defined, and dpone refuses the file
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables: [orders]
```
becomes
```yaml
kind: dpone.batch.v1
vars: {layer: raw}
naming: {process_name: "{{ src_table }}_load", sink_dataset: "{{ layer }}__shop", sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables: [orders]
```

@txt Variables are filled in before a table is known:
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
vars: {label: "{{ src_table }} of the shop"}
#                 ^^^^^^^^^ variable `src_table` is not defined, and dpone refuses the file
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas: {public: {tables: [orders, items]}}
```

## Stays silent
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  description: "loads {% raw %}{{ ds }}{% endraw %}"
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
    name="template-undefined-in-text",
    code="DP021",
    group="syntax",
    severity="error",
    summary="A template names a variable that is not defined, and dpone refuses the file.",
    forms=("batch", "flow"),
    fixable=True,
)

#: What Airflow offers its own templates.
_MACROS = frozenset(
    (
        "ds", "ds_nodash", "ts", "ts_nodash", "data_interval_start", "data_interval_end", "logical_date", "execution_date", "run_id",
        "macros", "params", "var", "ti", "dag_run", "prev_ds", "next_ds",
    )
)  # fmt: skip


def check(facts: Facts, context: Context) -> Iterator[Report]:
    if facts.process.variables is not None and facts.process.variables.open:
        return
    for use in template_uses(facts.process):
        fault = use.fault
        if fault is None or fault.code != "undefined" or fault.name is None:
            continue
        place = name_place(use, fault.name)
        notes = (
            ("Airflow macros are not known here: wrap the text in {% raw %} ... {% endraw %}",)
            if fault.name in _MACROS
            else ()
        )
        yield Report(
            place,
            f"variable `{fault.name}` is not defined, and dpone refuses the file",
            notes=notes,
            fixes=undefined_fixes(facts.process, place, fault.name),
        )
