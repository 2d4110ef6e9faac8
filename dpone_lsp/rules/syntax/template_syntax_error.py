"""A template is not well-formed, or uses a filter that does not exist.

## Why
dpone renders with Jinja and refuses the file. Besides the filters of Jinja there are `dpone_snake` and `dpone_ident`.

## Fires
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table | dpone_snak }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
#                                      ^^^^^^^^^^ there is no filter `dpone_snak`, and dpone refuses the file
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
naming: {process_name: "{{ src_table | dpone_snake }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas:
  public:
    tables: [orders]
```
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table _load", sink_dataset: raw, sink_table: "{{ src_table }}"}
#                      ^^^^^^^^^^^^^^^^^^^^ this template is not well-formed, and dpone refuses the file
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
vars: {shop: main, label: "{{ shop | shout }}"}
#                                    ^^^^^ there is no filter `shout`, and dpone refuses the file
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas: {public: {tables: [orders, items]}}
```

## Stays silent
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
naming: {process_name: "{{ src_table | upper | dpone_snake }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
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

from dpone_lsp.checks.template_uses import FILTERS, name_place, template_uses
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Edit, Fix, Place, Report
from dpone_lsp.model.rule import Rule
from dpone_lsp.support.spelling import nearest
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="template-syntax-error",
    code="DP022",
    group="syntax",
    severity="error",
    summary="A template is not well-formed, or uses a filter that does not exist.",
    forms=("batch", "flow"),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for use in template_uses(facts.process):
        fault = use.fault
        if fault is None or fault.code not in ("syntax", "filter", "runtime", "key"):
            continue
        if fault.code == "key":
            message = f"the key `{use.node.text}` is no text: dpone offers it to the templates as a name, fails, and refuses the file"
            yield Report(Place(use.layer.document, use.node), message, notes=("quote the key",))
            continue
        if fault.code == "filter" and fault.name is not None:
            place = name_place(use, fault.name)
            near = nearest(fault.name, FILTERS)
            edit = None if near is None or place.part is None else Edit(place.document, *place.span, near)
            fixes = () if edit is None else (lambda edit=edit, near=near: Fix(f"Write `{near}`", (edit,)),)
            yield Report(place, f"there is no filter `{fault.name}`, and dpone refuses the file", fixes=fixes)
            continue
        what = "is not well-formed" if fault.code == "syntax" else "cannot be rendered"
        yield Report(
            Place(use.layer.document, use.node),
            f"this template {what}, and dpone refuses the file",
            notes=(fault.message,),
        )
