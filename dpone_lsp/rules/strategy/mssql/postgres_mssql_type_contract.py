"""PostgreSQL types without an exact counterpart in SQL Server travel as text, and a contract says so.

## Why
dpone maps a type only when no value can change on the way. For the others `schema_contract.columns.<column>.type: string` allows text.
With a `validation` block or a convention the manifest is refused; otherwise the run stops when it meets the column.

## Fires
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    columns:
      - {name: order_id, type: bigint}
      - {name: payload, type: hstore}
#                             ^^^^^^ SQL Server has no exact type for `hstore`; allow text in `schema_contract`
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: dbo, name: orders}
  strategy:
    mode: full_refresh
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
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
    columns:
      - {name: order_id, type: bigint}
      - {name: payload, type: hstore}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: dbo, name: orders}
  strategy:
    mode: full_refresh
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
schema_contract: {columns: {payload: {type: string}}}
```

## Stays silent
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    columns:
      - {name: order_id, type: bigint}
      - {name: payload, type: jsonb}
      - {name: price, type: "numeric(18,2)"}
sink:
  type: mssql
  connection_type: airflow
  connection_id: dwh
  table: {schema: dbo, name: orders}
  strategy:
    mode: full_refresh
state: {type: mssql, connection_ref: dwh_main, atomicity: target_atomic, provisioning: external}
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.places import of_value, value_place
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN, Value
from dpone_si.manifest.syntax.tree import MappingNode, ScalarNode

RULE = Rule(
    name="postgres-mssql-type-contract",
    code="DP423",
    group="strategy",
    severity="warning",
    summary="PostgreSQL types without an exact counterpart in SQL Server travel as text, and a contract says so.",
    keys=("source.options.columns",),
    sinks=("mssql",),
    sources=("postgres",),
    fixable=True,
)

_COLUMNS = "source.options.columns"
_EXACT = frozenset(
    (
        "smallint", "int2", "integer", "int", "int4", "bigint", "int8", "real", "float4", "double precision", "float8", "boolean", "bool",
        "text", "character varying", "varchar", "character", "char", "uuid", "bytea", "date", "timestamp without time zone", "timestamp",
        "timestamp with time zone", "timestamptz", "time without time zone", "time", "json", "jsonb",
    )
)  # fmt: skip
_CHARACTERS = re.compile(r"(?:character varying|varchar|character|char)\s*\(\s*(\d+)\s*\)")
_NUMBER = re.compile(r"(?:numeric|decimal)\((\d+)(?:,(-?\d+))?\)")
_MOMENT = re.compile(
    r"(?:timestamp\((\d+)\)(?: with(?:out)? time zone)?|timestamptz\((\d+)\)|time\((\d+)\)(?: without time zone)?)"
)
_TEXT_TARGET = re.compile(r"n?(?:var)?char\b", re.IGNORECASE)


def check(facts: Facts, context: Context) -> Iterator[Report]:
    found = facts.process.at(_COLUMNS)
    if found is None:
        return
    strict = _is_validated(facts)
    for name, kind, name_place, type_place in _declared(facts, found):
        severity = "error" if strict else None
        if name.casefold().startswith("__dpone__"):
            yield Report(
                name_place, f"`{name}` is a name of dpone's own columns", severity=severity, notes=(_note(strict),)
            )
        elif not is_exact(kind):
            contract = next((path for path in _contracts(name) if facts.process.has(path)), None)
            word = None if contract is None else facts.process.data(contract)
            if word is UNKNOWN:
                continue
            if str(word or "").strip().lower() != "string":
                yield Report(
                    type_place,
                    f"SQL Server has no exact type for `{kind}`; allow text in `schema_contract`",
                    notes=(_note(strict),),
                    severity=severity,
                    fixes=(lambda name=name, contract=contract: _allow_text(facts, name, contract),),
                )
                continue
            target = f"sink.options.physical_design.columns.{name}.target_type.mssql"
            override = facts.process.data(target)
            if isinstance(override, str) and override and not _TEXT_TARGET.match(override.strip()):
                yield Report(
                    value_place(facts, target),
                    f"`{name}` travels as text, so its column is a text type",
                    severity=severity,
                )


def is_exact(kind: str) -> bool:
    """True when dpone maps this PostgreSQL type without a contract; the spelling counts, `numeric(10, 2)` with a blank does not."""
    text = " ".join(re.sub(r"\s+\[dpone_pg=\{.*\}\]\s*$", "", kind.strip()).lower().split())
    characters = _CHARACTERS.fullmatch(text)
    if characters is not None:
        return int(characters.group(1)) <= 2000
    text = re.sub(r"\s+nullable$", "", text)
    number = _NUMBER.fullmatch(text)
    if number is not None:
        precision, scale = int(number.group(1)), int(number.group(2) or 0)
        return precision > 0 and (max(precision, scale) if scale >= 0 else precision - scale) <= 38
    moment = _MOMENT.fullmatch(text)
    if moment is not None:
        return int(next(part for part in moment.groups() if part)) <= 6
    return text in _EXACT


def _declared(facts: Facts, found: Value) -> Iterator[tuple[str, str, Place, Place]]:
    document = found.layer.document
    if found.is_mapping:
        for key, data in facts.block(_COLUMNS).items():
            value = found.view.get(key)
            if value is not None and data is not UNKNOWN:
                yield str(key), str(data), Place(value.layer.document, value.key), of_value(value)
        return
    for node in found.items:
        if not isinstance(node, MappingNode):
            continue
        name, kind = node.get("name"), node.get("type") or node.get("dtype")
        if (
            isinstance(name, ScalarNode)
            and isinstance(kind, ScalarNode)
            and name.text
            and kind.text
            and "{{" not in kind.text + name.text
        ):
            yield name.text, kind.text, Place(document, name), Place(document, kind)


def _contracts(name: str) -> tuple[str, ...]:
    blocks = ("schema_contract", "sink.options.schema_contract", "source.options.schema_contract")
    return tuple(f"{block}.columns.{name}.{key}" for block in blocks for key in ("type", "logical_type"))


def _allow_text(facts: Facts, name: str, contract: str | None) -> Fix | None:
    path = contract or f"schema_contract.columns.{name}.type"
    return quick_fixes.set_value(facts, path, "string", applicability=quick_fixes.UNSAFE) if "." not in name else None


def _is_validated(facts: Facts) -> bool:
    root = facts.process.document.mapping
    return root is not None and any(name in root.entries for name in ("validation", "convention", "conventions"))


def _note(strict: bool) -> str:
    return "`dpone manifest validate` refuses it" if strict else "at run time the load stops when it meets the column"
