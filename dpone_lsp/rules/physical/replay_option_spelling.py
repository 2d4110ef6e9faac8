"""`durable_quality_replay` is spelt exactly, stands in `sink.options`, and is true or false.

## Why
dpone refuses keys that look like a misspelling of it anywhere near, the key itself at another place, a value that is no boolean,
and `true` on anything but a full refresh on a replicated ClickHouse cluster (DPONE_REPLAY_QUALITY_EVIDENCE_UNSUPPORTED).

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
  options:
    durable_quality_reply: true
#   ^^^^^^^^^^^^^^^^^^^^^ `durable_quality_reply` looks like `durable_quality_replay`, so dpone refuses it
```
becomes (unsafe)
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
  options:
    durable_quality_replay: true
```

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
  options:
    durable_quality_replay: true
#                           ^^^^ `durable_quality_replay` only works for a full refresh on an internally replicated ClickHouse cluster
```
becomes (unsafe)
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
  options:
    durable_quality_replay: false
```
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.checks.clickhouse_cluster import publication
from dpone_lsp.fixes import quick_fixes
from dpone_lsp.fixes.edits import rename_key
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Place, Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN, Value

RULE = Rule(
    name="replay-option-spelling",
    code="DP727",
    group="physical",
    severity="error",
    summary="`durable_quality_replay` is spelt exactly, stands in `sink.options`, and is true or false.",
    keys=("sink.options", "source.options", "options"),
    fixable=True,
    owns=(
        Owned("sink_options", ("durable_quality_replay",), VALUE),
        Owned("single", ("~durable_quality_replay",), ("unknown",)),
        Owned("process", ("~durable_quality_replay",), ("unknown",)),
        Owned("source", ("~durable_quality_replay",), ("unknown",)),
        Owned("source_options", ("~durable_quality_replay",), ("unknown",)),
        Owned("sink", ("~durable_quality_replay",), ("unknown",)),
        Owned("sink_options", ("~durable_quality_replay",), ("unknown",)),
    ),
)

_OPTION = "durable_quality_replay"
_HOME = f"sink.options.{_OPTION}"
_BLOCKS = ("", "options", "source", "source.options", "sink", "sink.options")
#: A key as near as dpone means keeps at least one of these.
_FRAGMENTS = ("durab", "quali", "repl")


def _is_like(key: str) -> bool:
    # As dpone compares it. Imported for a key that looks like it: few manifests have one.
    from difflib import SequenceMatcher

    return SequenceMatcher(None, key, _OPTION).ratio() >= 0.85


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for block in _BLOCKS:
        view = facts.process.view(block)
        for key in view.keys():
            if (
                not isinstance(key, str)
                or not 16 <= len(key) <= 30
                or not any(fragment in key for fragment in _FRAGMENTS)
            ):
                continue
            value = view.get(key)
            if value is None:
                continue
            if key != _OPTION and _is_like(key):
                yield Report(
                    Place(value.layer.document, value.key),
                    f"`{key}` looks like `{_OPTION}`, so dpone refuses it",
                    fixes=(lambda value=value: _renamed(value),) if _OPTION not in view else (),
                )
            elif key == _OPTION and block != "sink.options":
                yield Report(
                    Place(value.layer.document, value.key),
                    f"`{_OPTION}` belongs to `sink.options`",
                    fixes=(lambda block=block: quick_fixes.move(facts, f"{block}.{_OPTION}", _HOME),)
                    if "." in block
                    else (),
                )
    yield from _value(facts)


def _value(facts: Facts) -> Iterator[Report]:
    data = facts.process.data(_HOME)
    if data is None or data is False or data is UNKNOWN:
        return
    if data is not True:
        yield Report(value_place(facts, _HOME), f"`{_OPTION}` must be true or false")
        return
    found = publication(facts)
    if found is None or found.replication_mode != "internal":
        yield Report(
            value_place(facts, _HOME),
            f"`{_OPTION}` only works for a full refresh on an internally replicated ClickHouse cluster",
            fixes=(lambda: quick_fixes.remove(facts, _HOME, applicability="unsafe"),),
        )


def _renamed(value: Value) -> Fix:
    edit = rename_key(value.layer.document, value.key, _OPTION)
    return Fix(f"Rename to `{_OPTION}`", (edit,), applicability="unsafe")
