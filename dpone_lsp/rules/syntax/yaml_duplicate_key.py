"""A key stands twice in one mapping, and only the last one counts.

## Why
dpone's YAML reader keeps the last of two equal keys and drops the first without a word: whole blocks of settings disappear.
Fragments and recipe files are refused.

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
#   ^^^^ `mode` is set again below, so this value is dropped silently
    unique_key: [id]
    mode: incremental_merge
```
becomes (unsafe)
```yaml
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    unique_key: [id]
    mode: incremental_merge
```

## Stays silent
```yaml
x-base: &base {type: clickhouse, connection_type: airflow, connection_id: dwh}
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  <<: *base
  connection_id: other_dwh
  table: {schema: raw, name: orders}
```
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from dpone_lsp.checks.manifest_misfits import parts
from dpone_lsp.fixes.edits import delete_pair
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Fix, Place, Related, Report
from dpone_lsp.model.rule import Rule
from dpone_si.manifest.model.documents import STRICT, Document, Kept
from dpone_si.manifest.syntax import scalars
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode, key_value, to_plain

RULE = Rule(
    name="yaml-duplicate-key",
    code="DP004",
    group="syntax",
    severity="error",
    summary="A key stands twice in one mapping, and only the last one counts.",
    scope="document",
    fixable=True,
)


def check(analysis: Analysis, context: Context) -> Iterator[Report]:
    document = analysis.document
    root = document.root
    if root is None:
        return
    # An edit replaces the entries it touches, so an entry that was without a fault before and is still the same object needs no look.
    known = _clean.of(document)
    entries = frozenset(_entries(document, root))
    faulty: set[Node] = set()
    for entry in entries - known.entries:
        for report in _below(document, entry):
            faulty.add(entry)
            yield report
    yield from _below(document, root, skip=entries)
    known.entries = entries - faulty
    for part in parts(analysis):
        if part.root is not None:
            yield from _below(part, part.root)


class _Clean:
    """Table entries and processes in which no key stands twice."""

    __slots__ = ("entries",)

    def __init__(self) -> None:
        self.entries: frozenset[Node] = frozenset()


_clean = Kept(_Clean)


def _entries(document: Document, root: Node) -> Iterator[Node]:
    """Table entries and processes: what a long document consists of."""
    if not isinstance(root, MappingNode) or document.tree.linked:
        return
    schemas = root.get("schemas")
    blocks = [value for _, value in schemas.pairs] if isinstance(schemas, MappingNode) else []
    lists = [block.get("tables") for block in blocks if isinstance(block, MappingNode)]
    for listed in (*lists, root.get("processes")):
        if isinstance(listed, SequenceNode):
            yield from (item for item in listed.items if isinstance(item, MappingNode))


def _below(document: Document, top: Node, skip: Collection[Node] = ()) -> Iterator[Report]:
    stack: list[Node] = [top]
    while stack:
        node = stack.pop()
        if node in skip:
            continue
        if isinstance(node, MappingNode):
            pairs = node.pairs
            if len(pairs) > 1 and len({key.text if type(key) is ScalarNode else key for key, _ in pairs}) < len(pairs):
                yield from _duplicates(document, node)
            for _, value in pairs:
                if type(value) is not ScalarNode:
                    stack.append(value)
        else:
            stack.extend(item for item in getattr(node, "items", ()) if type(item) is not ScalarNode)


def _duplicates(document: Document, mapping: MappingNode) -> Iterator[Report]:
    last: dict[object, tuple[Node, Node]] = {}
    for key, value in reversed(mapping.pairs):
        if isinstance(key, ScalarNode) and key.type == scalars.MERGE:
            continue
        name = key_value(key)
        if not isinstance(key.target, ScalarNode):
            continue
        kept = last.get(name)
        if kept is None:
            last[name] = (key, value)
            continue
        same = to_plain(value) == to_plain(kept[1])
        shown = key.text if isinstance(key, ScalarNode) else str(name)
        strict = document.form in STRICT
        if strict:
            outcome = ", and dpone refuses this file: it reads it with its strict reader"
        else:
            outcome = " with the same value" if same else ", so this value is dropped silently"
        yield Report(
            Place(document, key),
            f"`{shown}` is set again below{outcome}",
            related=(Related(Place(document, kept[0]), "the same key" if strict else "this one counts"),),
            severity="warning" if same and not strict else None,
            fixes=(lambda key=key, same=same: _remove(document, mapping, key, same=same),),
        )


def _remove(document: Document, mapping: MappingNode, key: Node, *, same: bool) -> Fix | None:
    edit = delete_pair(document, mapping, key)
    if edit is None:
        return None
    return Fix("Remove the first one, which has no effect", (edit,), None if same else "unsafe")
