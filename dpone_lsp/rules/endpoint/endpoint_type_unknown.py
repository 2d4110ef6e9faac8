"""An endpoint has a type that dpone can read from or write to.

## Why
dpone compiles and plans a manifest with any word as `type`, and only stops when the run opens the connection. mysql and api can only be
read from, bigquery can only be written to.

## Fires
```yaml
name: shop_orders
source: {type: postgress, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
#              ^^^^^^^^^ dpone has no source of type `postgress`; did you mean `postgres`?
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
becomes (unsafe)
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

@txt Some types exist for one direction only:
```yaml
name: shop_orders
source: {type: bigquery, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
#              ^^^^^^^^ `bigquery` can only be a sink; as a source dpone knows postgres, mysql, mssql, clickhouse, kafka, api
sink: {type: mysql, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
#            ^^^^^ `mysql` can only be a source; as a sink dpone knows postgres, mssql, clickhouse, bigquery, kafka
```

@txt A type is one word:
```yaml
name: shop_orders
source: {type: [postgres], connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
#              ^^^^^^^^^^ `source.type` must be a word; dpone knows postgres, mysql, mssql, clickhouse, kafka, api
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

## Stays silent
Spellings the loader folds are fine:
```yaml
name: shop_orders
source: {type: PostgreSQL, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: sql-server, connection_type: airflow, connection_id: dwh, table: {schema: dbo, name: orders}}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.fixes import quick_fixes
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_lsp.support.spelling import nearest
from dpone_si import vocabulary
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="endpoint-type-unknown",
    code="DP200",
    group="endpoint",
    severity="error",
    summary="An endpoint has a type that dpone can read from or write to.",
    keys=("source.type", "sink.type"),
    fixable=True,
    aliases=("endpoint-not-a-sink", "endpoint-not-a-source"),
    owns=(Owned("source", ("type",), VALUE), Owned("sink", ("type",), VALUE)),
)

_ENDS = {"source": ("source", "sink", vocabulary.SOURCE_TYPES), "sink": ("sink", "source", vocabulary.SINK_TYPES)}
#: Words other tools use, which dpone's loader does not know.
_MEANT = {"bq": "bigquery", "rest": "api", "http": "api", "pg": "postgres", "ch": "clickhouse"}
_NOTE = "at run time the load fails before anything is read; validation and plan do not notice"


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for end, (role, other, known) in _ENDS.items():
        path = f"{end}.type"
        written = facts.process.data(path)
        word = facts.process.text(path)
        if written and word is None and not isinstance(written, bool):
            yield Report(
                value_place(facts, path), f"`{path}` must be a word; dpone knows {', '.join(known)}", notes=(_NOTE,)
            )
        if not word or vocabulary.canonical_endpoint(word, role):  # pyright: ignore[reportArgumentType]
            continue
        if vocabulary.canonical_endpoint(word, other):  # pyright: ignore[reportArgumentType]
            use = "only be a source" if other == "source" else "only be a sink"
            yield Report(
                value_place(facts, path),
                f"`{word}` can {use}; as a {role} dpone knows {', '.join(known)}",
                notes=(_NOTE,),
            )
            continue
        meant = _meant(word, known)
        hint = f"; did you mean `{meant}`?" if meant else f"; it knows {', '.join(known)}"
        fixes = (lambda path=path, meant=meant: quick_fixes.set_value(facts, path, meant),) if meant else ()
        yield Report(
            value_place(facts, path), f"dpone has no {role} of type `{word}`{hint}", notes=(_NOTE,), fixes=fixes
        )


def _meant(word: str, known: tuple[str, ...]) -> str | None:
    meant = _MEANT.get(vocabulary.fold(word))
    if meant in known:
        return meant
    near = nearest(word, (*known, *vocabulary.ENDPOINT_ALIASES))
    return None if near is None else vocabulary.ENDPOINT_ALIASES.get(near, near) if near not in known else near
