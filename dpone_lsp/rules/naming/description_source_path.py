"""The table description names the source as host/database/schema/table.

## Why
With `validation.require_source_path_in_description: true` the description needs a line `Источник:
<host>/<database>/<schema>/<table>`. The database is the label `db` (or the third part of a `landing__..__..` schema), schema and
table are those of the source. validate reports META_DESCRIPTION_SOURCE_PATH; when one of the three cannot be told,
META_DESCRIPTION_SOURCE_PATH_UNDETERMINED.

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
    table_labels: {db: main, host: db01}
    table_description: |
#                      ^ the description needs a line `Источник: <host>/main/public/orders`
      Orders of the shop
validation:
  require_source_path_in_description: true
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
    table_labels: {db: main, host: db01}
    table_description: |
      Orders of the shop
      Источник: db01/main/public/orders
validation:
  require_source_path_in_description: true
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
    table_labels: {db: main}
    table_description: |
      Orders of the shop
      Источник: db01/main/public/orders
validation:
  require_source_path_in_description: true
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.validation_profile import label, profile_of
from dpone_lsp.fixes.edits import newline, replace_value, value_span
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Edit, Fix, Report
from dpone_lsp.model.places import of_value
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN, Value
from dpone_si.manifest.syntax.tree import ScalarNode

RULE = Rule(
    name="description-source-path",
    code="DP650",
    group="naming",
    severity="error",
    summary="The table description names the source as host/database/schema/table.",
    scope="document",
    needs=("validation",),
    fixable=True,
)

_KEY = "require_source_path_in_description"
_HEAD = "Источник:"


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    profile = profile_of(analysis)
    if profile is None or not profile.get(_KEY):
        return
    severity = profile.severity("invalid_description_severity", "error")
    why = profile.why(_KEY, "required here")

    def one(facts: Facts) -> Iterator[Report]:
        value = facts.process.at("sink.options.table_description")
        if value is None or not isinstance(value.data, str) or not value.data.strip():
            return
        parts = _parts(facts)
        if UNKNOWN in parts:
            return
        if not all(parts):
            message = "the source path of the description cannot be checked: label `db`, source schema or source table is missing"
            yield Report(of_value(value), message, related=why, severity=severity)
            return
        path = "/".join(str(part) for part in parts)
        if not any(_names(line, path) for line in value.data.splitlines()):
            yield Report(
                of_value(value),
                f"the description needs a line `{_HEAD} <host>/{path}`",
                related=why,
                severity=severity,
                fixes=(lambda value=value, path=path: _add_line(facts, value, path),),
            )

    yield from profile.each(analysis, RULE.name, one)


def _parts(facts: Facts) -> tuple[object, object, object]:
    process = facts.process
    target = (process.data("sink.table.schema"), process.data("sink.table.name"))
    found = label(facts, "db")
    database = None if found is None else found.data
    if database is not UNKNOWN and not (isinstance(database, str) and database.strip()):
        pieces = target[0].split("__") if isinstance(target[0], str) else []
        database = target[0] if target[0] is UNKNOWN else pieces[2] if len(pieces) > 2 else ""
    schema = process.data("source.table.schema")
    if not schema and schema is not UNKNOWN:
        own = label(facts, "schema")
        schema = None if own is None else own.data
    table = process.data("source.table.name")
    if not table and table is not UNKNOWN:
        table = target[1].split("__", 1)[-1] if isinstance(target[1], str) else target[1]
    return tuple(part if part is UNKNOWN else str(part or "").strip() for part in (database, schema, table))  # type: ignore[return-value]


def _names(line: str, path: str) -> bool:
    head, _, rest = line.partition(":")
    host, _, tail = rest.strip().partition("/")
    named = head.casefold() == _HEAD[:-1].casefold() and host and not any(char.isspace() for char in host)
    return bool(named) and "/".join(part.strip() for part in tail.split("/")).casefold() == path.casefold()


def _add_line(facts: Facts, value: Value, path: str) -> Fix | None:
    node = value.node
    host = label(facts, "host")
    if not isinstance(node, ScalarNode) or node.value != value.data or not isinstance(value.data, str):
        return None
    name = host.data if host is not None and isinstance(host.data, str) and host.data.strip() else "host"
    line = f"{_HEAD} {name}/{path}"
    document = value.layer.document
    if node.style not in ("|", ">"):
        edit = replace_value(document, node, f"{value.data}\n{line}")
    else:
        end = value_span(document, node)[1]
        start = document.source.line_start(end)
        text = document.source.text[start:end]
        margin = text[: len(text) - len(text.lstrip(" "))]
        edit = Edit(document, end, end, f"{newline(document)}{margin}{line}")
    return Fix(f"Add the line `{line}`", (edit,), applicability="unsafe")
