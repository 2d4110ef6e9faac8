"""A number is wanted, and the text is none dpone can convert.

## Why
dpone converts these options when it compiles the process and fails with a traceback on text such as `50k` or `20%`; options that
only the run reads fail there.

## Fires
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    batch_size: 50k
#               ^^^ `batch_size` must be a number; dpone cannot convert `50k`
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
becomes (unsafe)
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    batch_size: 50000
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

@txt What a template gives is judged at the template:
```yaml file=shop.batch.yaml
kind: dpone.batch.v1
vars: {rows: 50k}
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop, options: {batch_size: "{{ rows }}"}}
#                                                                                               ^^^^^^^^^^^^ `batch_size` must be a number; dpone cannot convert `50k`
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas: {public: {tables: [orders]}}
```

## Stays silent
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options: {batch_size: 50_000, estimated_rows: "2000000"}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.manifest_misfits import misfits
from dpone_lsp.checks.native_transfer import refused_values
from dpone_lsp.checks.ownership import unowned
from dpone_lsp.checks.written_number import meant_number
from dpone_lsp.fixes.edits import replace_node
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax.tree import ScalarNode, to_plain

RULE = Rule(
    name="option-number-invalid",
    code="DP009",
    group="syntax",
    severity="error",
    summary="A number is wanted, and the text is none dpone can convert.",
    scope="document",
    needs=("misfit:type", "misfit:number"),
    fixable=True,
    owns=(Owned("source_options", ("batch_size", "estimated_rows", "changed_percent", "delete_percent"), VALUE),),
)

#: Converted with int() or float() while the process is compiled.
_CONVERTED = frozenset(("batch_size", "estimated_rows", "changed_percent", "delete_percent"))


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    for misfit in misfits(analysis, "type", rendered=True):
        node = misfit.value.target
        value = misfit.outcome if misfit.rendered else to_plain(node)
        if misfit.name in _CONVERTED and misfit.block.name == "source_options" and isinstance(value, (dict, list)):
            if misfit.name == "batch_size" and not value:
                continue  # An empty one counts as none.
            what = "a list" if isinstance(value, list) else "a mapping"
            yield Report(
                Place(misfit.document, node),
                f"`{misfit.name}` must be a number; dpone crashes on {what}",
                notes=misfit.notes,
            )
    planned = refused_values(analysis)
    for misfit in unowned(analysis, context, "number", rendered=True):
        node = misfit.value.target
        if node in planned or not isinstance(node, ScalarNode) or misfit.spec is None or not misfit.text.strip():
            continue
        sure = misfit.name in _CONVERTED or misfit.spec.enforced
        number = None if misfit.rendered else meant_number(node.text, whole="number" not in misfit.spec.types)
        fixes = (
            ()
            if number is None
            else (lambda document=misfit.document, node=node, number=number: _write(document, node, number),)
        )
        yield Report(
            Place(misfit.document, node),
            f"`{misfit.name}` must be a number; dpone cannot convert `{misfit.text}`",
            severity="error" if sure else "warning",
            notes=misfit.notes,
            fixes=fixes,
        )


def _write(document: Document, node: ScalarNode, number: str) -> Fix:
    return Fix(f"Write {number}", (replace_node(document, node, number),), "unsafe")
