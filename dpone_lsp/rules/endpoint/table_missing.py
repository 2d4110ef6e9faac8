"""A database endpoint names its table: `table.schema` and `table.name`.

## Why
dpone goes on with empty names: the statement it sends to the database names no table, and the run fails there. Kafka and api endpoints
have a topic or a resource instead, and a source with `options.query` reads its query.

## Fires
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop}
#^^^^^ the source names no table: `source.table.schema` and `source.table.name` are not set
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw}}
#                                                                      ^^^^^ the sink names no table: `sink.table.name` is not set
```
becomes (unsafe)
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: "", name: ""}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw}}
```

## Stays silent
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  options:
    query: {mode: inline, sql: select 1 as one}
sink: {type: kafka, connection_type: airflow, connection_id: bus, topic: orders}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Rule
from dpone_si import vocabulary
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN, Value
from dpone_si.manifest.syntax.tree import ScalarNode
from dpone_si.manifest.templates.model import is_template

RULE = Rule(
    name="table-missing",
    code="DP206",
    group="endpoint",
    severity="error",
    summary="A database endpoint names its table: `table.schema` and `table.name`.",
    keys=("source", "sink"),
    fixable=True,
)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    process = facts.process
    for end, kind, known in (
        ("source", facts.source_type, vocabulary.SOURCE_TYPES),
        ("sink", facts.sink_type, vocabulary.SINK_TYPES),
    ):
        block = process.at(end)
        if block is None or not block.is_mapping or not block.view or kind not in known:
            continue
        # In a batch dpone asks every source but an API for a table, also where it reads a topic or a query.
        refused = end == "source" and process.form == "batch" and kind != "api"
        if kind in ("kafka", "api") and not refused:
            continue
        # A flow is not even compiled without a source table; `flow-process-table-missing` says so.
        if end == "source" and (process.has("source.options.query") or process.form == "flow"):
            continue
        missing = [part for part in ("schema", "name") if _is_missing(process.data(f"{end}.table.{part}"))]
        table = process.data(f"{end}.table")
        if not missing or table is UNKNOWN or (table and not isinstance(table, dict)):
            continue  # `block-not-mapping` tells of a table that is none.
        path = f"{end}.table.{missing[-1]}"
        if any(_is_template(process.at(f"{end}.table.{part}")) for part in missing):
            continue  # A template that gives nothing has rules of its own.
        names = " and ".join(f"`{end}.table.{part}`" for part in missing)
        yield Report(
            value_place(facts, path),
            f"the {end} names no table: {names} {'is' if len(missing) == 1 else 'are'} not set",
            notes=(
                "dpone refuses the file"
                if refused
                else "at run time the database is asked for a table without a name; validation and plan do not notice",
            ),
            fixes=(lambda end=end, missing=missing: _skeleton(facts, end, missing),),
            severity="error" if refused or "name" in missing else "warning",
        )


def _skeleton(facts: Facts, end: str, missing: list[str]) -> Fix | None:
    if len(missing) == 1 or facts.process.has(f"{end}.table"):
        return quick_fixes.add_key(facts, f"{end}.table.{missing[-1]}", "", applicability=quick_fixes.UNSAFE)
    return quick_fixes.add_key(facts, f"{end}.table", dict.fromkeys(missing, ""), applicability=quick_fixes.UNSAFE)


def _is_missing(value: object) -> bool:
    return value is not UNKNOWN and (value is None or not str(value).strip())


def _is_template(value: Value | None) -> bool:
    return value is not None and isinstance(value.node, ScalarNode) and is_template(value.node.text)
