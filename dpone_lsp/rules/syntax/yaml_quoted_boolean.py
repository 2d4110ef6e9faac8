"""A boolean option carries text: dpone takes any non-empty text for true, so "false" switches the option on.

## Why
Most boolean options are read by their truth value, and every text but the empty one is true. `"false"`, `"no"` and `"off"`
therefore mean the opposite of what they say; MSSQL sinks and the strict blocks refuse text altogether.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_append
    unique_key: [id]
    only_new_rows: "false"
#                  ^^^^^^^ `only_new_rows` is a boolean, but this is text, which dpone takes for true
```
becomes
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_append
    unique_key: [id]
    only_new_rows: false
```

## Stays silent
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy: {mode: incremental_append, unique_key: [id], only_new_rows: no}
  options: {technical_columns: "off"}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.ownership import unowned
from dpone_lsp.fixes.edits import replace_node
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Place, Report, Severity
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax.tree import ScalarNode

RULE = Rule(
    name="yaml-quoted-boolean",
    code="DP008",
    group="syntax",
    severity="error",
    summary='A boolean option carries text: dpone takes any non-empty text for true, so "false" switches the option on.',
    scope="document",
    needs=("misfit:quoted-boolean",),
    fixable=True,
)

#: Options dpone reads by their truth value; others understand some words as well.
_BY_TRUTH = frozenset(
    (
        "only_new_rows", "allow_non_recommended_policy", "values_from_staging", "native", "require_native", "compress_export",
        "micro_batch_commit", "cdc_enabled", "event_table", "export_to_gcs", "force_reload", "apply_table_metadata", "with_dedup",
        "add_metadata_columns", "cleanup_prefix_dry_run", "always_envelope", "require_table_description", "require_technical_columns",
        "require_source_path_in_description",
    )
)  # fmt: skip
_TRUE = frozenset(("true", "yes", "on"))


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    mssql: bool | None = None
    for misfit in unowned(analysis, context, "quoted-boolean", rendered=True):
        node = misfit.value.target
        if not isinstance(node, ScalarNode):
            continue
        means = misfit.text.strip().lower() in _TRUE
        by_truth = misfit.name in _BY_TRUTH
        strict = misfit.spec is not None and misfit.spec.enforced
        if not strict and misfit.block.name in ("strategy", "partition"):
            mssql = any(facts.sink_type == "mssql" for facts in analysis.processes) if mssql is None else mssql
            strict = mssql
        severity: Severity = "error" if strict or (by_truth and not means) else "warning"
        why = (
            "which dpone refuses here"
            if strict
            else "which dpone takes for true"
            if by_truth
            else "which dpone may take for true"
        )
        yield Report(
            Place(misfit.document, node),
            f"`{misfit.name}` is a boolean, but this is text, {why}",
            severity=severity,
            notes=misfit.notes,
            fixes=()
            if misfit.rendered
            else (lambda document=misfit.document, node=node, means=means: _unquote(document, node, means),),
        )


def _unquote(document: Document, node: ScalarNode, means: bool) -> Fix:
    word = "true" if means else "false"
    sure = node.text.strip().lower() in ("true", "false")
    return Fix(f"Write the boolean `{word}`", (replace_node(document, node, word),), None if sure else "unsafe")
