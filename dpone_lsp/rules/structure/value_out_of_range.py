"""A number lies outside the bounds of its key.

## Why
dpone checks few bounds. Elsewhere it clamps the number, ignores it, or fails when the load gets there.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}, options: {bulk: {bcp: {batch_size: 0}}}}
#                                                                                                                                             ^ `sink.options.bulk.bcp.batch_size` must be at least 1
```

## Stays silent
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}, options: {bulk: {bcp: {batch_size: 1}}}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.ownership import unowned
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Place, Report, Severity
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.syntax.tree import ScalarNode

RULE = Rule(
    name="value-out-of-range",
    code="DP110",
    group="structure",
    severity="warning",
    summary="A number lies outside the bounds of its key.",
    scope="document",
    needs=("misfit:bounds",),
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    for misfit in unowned(analysis, context, "bounds", rendered=True):
        node, spec = misfit.value.target, misfit.spec
        if spec is None:
            continue
        low, high = spec.minimum, spec.maximum
        if low is not None and high is not None:
            bounds = f"between {low:g} and {high:g}" if high < 1e15 else f"at least {low:g}"
        else:
            bounds = f"at least {low:g}" if low is not None else f"at most {high:g}"
        value = misfit.outcome if misfit.rendered else node.value if isinstance(node, ScalarNode) else None
        senseless = isinstance(value, (int, float)) and low is not None and low <= 1 and value < low
        severity: Severity = "error" if spec.enforced else "warning" if senseless else "information"
        must = "must be" if spec.enforced or senseless else "is meant to be"
        yield Report(
            Place(misfit.document, node), f"`{misfit.path}` {must} {bounds}", severity=severity, notes=misfit.notes
        )
