"""A word is none of those dpone knows for this key.

## Why
Few words are checked when the manifest is read. Elsewhere dpone falls back to the default without a word, or the load fails when
it gets there.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}, options: {gcs_format: parqet}}
#                                                                                                                                    ^^^^^^ `parqet` is not a value of `source.options.gcs_format`; known: parquet, csv, orc
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
becomes
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}, options: {gcs_format: parquet}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

## Stays silent
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}, options: {gcs_format: parquet}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.ownership import unowned
from dpone_lsp.fixes.edits import replace_value
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.rule import Rule
from dpone_lsp.support.spelling import nearest
from dpone_si.manifest.model.documents import OWNERSHIP, Document
from dpone_si.manifest.structure import KeySpec
from dpone_si.manifest.syntax.tree import ScalarNode

RULE = Rule(
    name="unknown-value",
    code="DP109",
    group="structure",
    severity="warning",
    summary="A word is none of those dpone knows for this key.",
    scope="document",
    needs=("misfit:word", "misfit:pattern"),
    fixable=True,
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    for misfit in unowned(analysis, context, "word", "pattern", rendered=True):
        node, spec = misfit.value.target, misfit.spec
        if spec is None or not isinstance(node, ScalarNode):
            continue
        known = f"known: {', '.join(spec.enum)}" if spec.enum else _wanted(misfit.document, spec)
        near = nearest(misfit.text, (*spec.enum, *spec.aliases)) if spec.enum else None
        yield Report(
            Place(misfit.document, node),
            f"`{misfit.text}` is not a value of `{misfit.path}`; {known}",
            severity="error" if spec.enforced else None,
            notes=misfit.notes,
            label="" if near is None else f"did you mean `{near}`?",
            fixes=()
            if near is None or misfit.rendered
            else (
                lambda document=misfit.document, node=node, near=near: Fix(
                    f"Write `{near}`", (replace_value(document, node, near),)
                ),
            ),
        )


def _wanted(document: Document, spec: KeySpec) -> str:
    if document.form == OWNERSHIP:
        # One pattern for every text there, and no readable one.
        return "it must be filled in, with at most 256 characters, and not with `TODO`"
    return f"it must match {spec.pattern}"
