"""Pin `mode: auto`: write the compiled strategy into the manifest, changing nothing else.

A mode that several processes share is pinned where it is written when they all agree; when they differ, each process gets its own mode
in its own entry.
"""

from __future__ import annotations

from dpone_lsp.edits import column, insert_key, newline, replace_value
from dpone_lsp.findings import Edit, Fix
from dpone_lsp.subject import Analysis
from dpone_si.manifest.documents import Document
from dpone_si.manifest.reader import Facts
from dpone_si.manifest.tree import MappingNode, Node, ScalarNode


def pin_actions(analysis: Analysis, group: list[Facts]) -> list[Fix]:
    """The pins for processes that share one place of `mode` (or have none at all)."""
    pinnable = [facts for facts in group if facts.decision is not None and _wants_pin(facts)]
    if not pinnable:
        return []
    outcomes = {facts.decision.strategy_mode for facts in pinnable}
    if len(outcomes) == 1:
        mode = next(iter(outcomes))
        edits = _pin_at_once(pinnable, mode)
        if edits is None:
            edits = _pin_each(analysis, pinnable)
        return [Fix(f"Pin mode to `{mode}`", tuple(edits), "safe")] if edits else []
    edits = _pin_each(analysis, pinnable)
    title = f"Pin mode in each of {len(pinnable)} entries ({len(outcomes)} outcomes)"
    return [Fix(title, tuple(edits), "safe")] if edits else []


def _wants_pin(facts: Facts) -> bool:
    return facts.requested_mode == "auto" or facts.authored_mode is None


def _pin_at_once(group: list[Facts], mode: str) -> list[Edit] | None:
    """One edit at the shared place; None when the processes have no one place."""
    first = group[0].process
    value = first.at("sink.strategy.mode")
    if value is not None and isinstance(value.node, ScalarNode):
        shared = all(
            (other := facts.process.at("sink.strategy.mode")) is not None and other.node is value.node for facts in group
        )
        return [replace_value(value.layer.document, value.node, mode)] if shared else None
    strategy = first.at("sink.strategy")
    if strategy is not None and isinstance(strategy.node, MappingNode):
        if not all((other := facts.process.at("sink.strategy")) is not None and other.node is strategy.node for facts in group):
            return None
        edit = insert_key(strategy.layer.document, strategy.node, "mode", mode, first=True)
        return [edit] if edit is not None else None
    sink = first.at("sink")
    if strategy is None and sink is not None and isinstance(sink.node, MappingNode):
        if not all((other := facts.process.at("sink")) is not None and other.node is sink.node for facts in group):
            return None
        edit = insert_key(sink.layer.document, sink.node, "strategy", {"mode": mode})
        return [edit] if edit is not None else None
    return None


def _pin_each(analysis: Analysis, group: list[Facts]) -> list[Edit]:
    edits: list[Edit] = []
    for facts in group:
        edit = _pin_in_entry(facts, facts.decision.strategy_mode)
        if edit is None:
            return []
        edits.append(edit)
    return edits


def _pin_in_entry(facts: Facts, mode: str) -> Edit | None:
    """Write the mode into the process's own table entry, under `overrides.sink.strategy`."""
    process = facts.process
    entry = process.entry
    document = process.document
    if isinstance(entry, ScalarNode):
        return _entry_from_name(document, entry, mode)
    if not isinstance(entry, MappingNode):
        return None
    if process.form != "batch":
        return _deepest(document, entry, ("sink", "strategy", "mode"), mode)
    return _deepest(document, entry, ("overrides", "sink", "strategy", "mode"), mode)


def _deepest(document: Document, mapping: MappingNode, path: tuple[str, ...], mode: str) -> Edit | None:
    """Add what is missing of a key path, below as much of it as is there."""
    node: Node = mapping
    for index, key in enumerate(path):
        assert isinstance(node, MappingNode)
        child = node.get(key)
        if child is None or (isinstance(child, ScalarNode) and child.value is None and index < len(path) - 1):
            value: object = mode
            for inner in reversed(path[index + 1 :]):
                value = {inner: value}
            if child is not None:
                return replace_value(document, child, value)
            return insert_key(document, node, key, value, first=key == "mode")
        if index == len(path) - 1:
            return replace_value(document, child, mode)
        if not isinstance(child, MappingNode):
            return None
        node = child
    return None


def _entry_from_name(document: Document, entry: ScalarNode, mode: str) -> Edit | None:
    """`- orders` becomes a mapping with the mode in its overrides."""
    name = document.source.text[entry.start : entry.end]
    override = f"overrides: {{sink: {{strategy: {{mode: {mode}}}}}}}"
    before = document.source.text[document.source.line_start(entry.start) : entry.start]
    if before.strip() not in ("-", ""):
        return Edit(document, entry.start, entry.end, f"{{table: {name}, {override}}}")
    margin = newline(document) + " " * column(document, entry.start)
    line_end = document.source.line_span(document.source.line_of(entry.end))[1]
    rest = document.source.text[entry.end : line_end]
    if rest.strip() and not rest.strip().startswith("#"):
        return Edit(document, entry.start, entry.end, f"{{table: {name}, {override}}}")
    return Edit(document, entry.start, line_end, f"table: {name}{rest}{margin}{override}")
