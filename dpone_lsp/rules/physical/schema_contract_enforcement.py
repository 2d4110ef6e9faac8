"""A schema contract is enforced `strict`, `coerce`, `quarantine` or `warn`.

## Why
Another word is refused by `dpone plan` and by the run; `dpone manifest validate` does not look.

## Fires
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
schema_contract:
  enforcement: quarantined
#              ^^^^^^^^^^^ `schema_contract.enforcement` is `quarantined`; dpone knows strict, coerce, quarantine or warn
```
becomes
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
schema_contract:
  enforcement: quarantine
```

## Stays silent
```yaml
name: orders_load
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
schema_contract:
  enforcement: quarantine
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.allowed_values import wrong_word
from dpone_lsp.checks.schema_contract import PLACES
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Report
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.facts import Facts

RULE = Rule(
    name="schema-contract-enforcement",
    code="DP710",
    group="physical",
    severity="error",
    summary="A schema contract is enforced `strict`, `coerce`, `quarantine` or `warn`.",
    keys=("schema_contract.enforcement", "sink.options.schema_contract.enforcement"),
    fixable=True,
    owns=(Owned("schema_contract", ("enforcement",), VALUE),),
)

_WORDS = ("strict", "coerce", "quarantine", "warn")


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for place in PLACES:
        yield from wrong_word(facts, f"{place}.enforcement", _WORDS, exact=True, null_ok=False)
