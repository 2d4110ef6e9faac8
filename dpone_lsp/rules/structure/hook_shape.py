"""Hooks stand in `pre_hook` and `post_hook`, lists of actions with an id, a type and one SQL source.

## Why
`dpone hooks` refuses other phases, duplicate ids, dependencies that do not exist or run in a circle, SQL that changes data
without saying so, and an action with both inline SQL and a file.

## Fires
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    hooks:
      pre_run:
#     ^^^^^^^ hooks are called `pre_hook` and `post_hook`; dpone refuses `pre_run`
        - {id: refresh, type: sql, sql: select 1}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
becomes
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    hooks:
      pre_hook:
        - {id: refresh, type: sql, sql: select 1}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
```yaml
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
  options:
    hooks:
      pre_hook:
        - {id: refresh, type: sql, sql: delete from stage}
#                                       ^^^^^^^^^^^^^^^^^ this SQL changes data: say so with `mutates_source: true`, or dpone refuses the hook
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
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
    hooks:
      pre_hook:
        - {id: refresh, type: sql, sql: delete from stage, mutates_source: true}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dpone_lsp.fixes.edits import insert_key, rename_key, replace_value
from dpone_lsp.model.analysis import Context
from dpone_lsp.model.finding import Fix, Place, Related, Report
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_lsp.support.spelling import nearest
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import Value
from dpone_si.manifest.structure import block
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode, to_plain
from dpone_si.manifest.templates.model import is_template

RULE = Rule(
    name="hook-shape",
    code="DP183",
    group="structure",
    severity="error",
    summary="Hooks stand in `pre_hook` and `post_hook`, lists of actions with an id, a type and one SQL source.",
    keys=("source.options.hooks", "sink.options.hooks"),
    fixable=True,
    owns=(Owned("hook*", kinds=VALUE), Owned("hooks", kinds=("deprecated",))),
)

KINDS = tuple(block("hook").keys["kind"].enum)
_MUTATING = re.compile(r"(?is)\s*(exec|execute|insert|update|delete|merge|create|alter|drop|truncate)\b")


def check(facts: Facts, context: Context) -> Iterator[Report]:
    for path in ("source.options.hooks", "sink.options.hooks"):
        hooks = facts.process.at(path)
        if hooks is None or not hooks.is_mapping:
            continue
        for phase in ("pre_run", "post_run"):
            value = hooks.view.get(phase)
            if value is not None:
                name = phase.replace("run", "hook")
                yield Report(
                    Place(value.layer.document, value.key),
                    f"hooks are called `pre_hook` and `post_hook`; dpone refuses `{phase}`",
                    fixes=(lambda v=value, n=name: Fix(f"Rename to `{n}`", (rename_key(v.layer.document, v.key, n),)),),
                )
        for phase in ("pre_hook", "post_hook"):
            value = hooks.view.get(phase)
            if value is not None:
                yield from _phase(phase, value)


def _phase(phase: str, value: Value) -> Iterator[Report]:
    document = value.layer.document
    if not value.is_list:
        if not value.is_null and to_plain(value.node) is not False:
            yield Report(Place(document, value.node), f"`{phase}` must be a list of actions")
        return
    first: dict[str, MappingNode] = {}
    for action in value.items:
        if not isinstance(action, MappingNode):
            yield Report(Place(document, action), "a hook is a mapping with `id`, `type` and its SQL")
            continue
        yield from _action(document, action)
        identity = _text(action.get("id"))
        if identity in first:
            yield Report(
                Place(document, action.get("id")),
                f"two actions of `{phase}` have the id `{identity}`; dpone refuses the hooks",
                related=(Related(Place(document, first[identity]), "the first one"),),
            )
        elif identity:
            first[identity] = action
    yield from _order(phase, document, first)


def _action(document: Document, action: MappingNode) -> Iterator[Report]:
    for key in ("id", "type"):
        if not _text(action.get(key)):
            yield Report(Place(document, action.key_node(key) or action), f"a hook needs `{key}`")
    kind = action.get("kind")
    if kind is not None and _text(kind) and _text(kind) not in KINDS and not is_template(_text(kind)):
        near = nearest(_text(kind), KINDS)
        fixes = () if near is None else (lambda: Fix(f"Write `{near}`", (replace_value(document, kind, near),)),)
        yield Report(
            Place(document, kind), f"`{_text(kind)}` is no kind of hook; known: {', '.join(KINDS)}", fixes=fixes
        )
    sql, file = action.get("sql"), action.get("sql_file")
    if _text(sql) and _text(file):
        yield Report(
            Place(document, action.key_node("sql_file")),
            "a hook has either `sql` or `sql_file`; dpone refuses both at once",
        )
    mutates = action.get("mutates_source")
    if (
        _text(action.get("type")) == "sql"
        and _MUTATING.match(_text(sql))
        and not (mutates is not None and to_plain(mutates))
    ):
        message = "this SQL changes data: say so with `mutates_source: true`, or dpone refuses the hook"
        yield Report(Place(document, sql), message, fixes=(lambda: _admit(document, action),))


def _order(phase: str, document: Document, actions: dict[str, MappingNode]) -> Iterator[Report]:
    edges: dict[str, list[str]] = {}
    for identity, action in actions.items():
        node = action.get("depends_on")
        items = node.items if isinstance(node, SequenceNode) else [] if node is None else [node]
        for item in items:
            name = _text(item.target)
            if name and name not in actions:
                message = f"`{phase}` has no action `{name}`; dpone refuses the hooks"
                yield Report(Place(document, item), message)
            edges.setdefault(identity, []).append(name)
    for identity, waits in edges.items():
        seen: set[str] = set()
        stack = list(waits)
        while stack:
            name = stack.pop()
            if name == identity:
                yield Report(
                    Place(document, actions[identity]),
                    f"the action `{identity}` waits for itself; dpone refuses the hooks",
                )
                break
            if name not in seen:
                seen.add(name)
                stack.extend(edges.get(name, ()))


def _admit(document: Document, action: MappingNode) -> Fix | None:
    edit = insert_key(document, action, "mutates_source", True)
    return None if edit is None else Fix("Add `mutates_source: true`", (edit,), "unsafe")


def _text(node: Node | None) -> str:
    return str(node.value).strip() if isinstance(node, ScalarNode) and node.value is not None else ""
