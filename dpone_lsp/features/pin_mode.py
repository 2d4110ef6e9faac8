"""Pin `mode: auto`: write the compiled strategy into the manifest, changing nothing else.

A mode that several processes share is pinned where it is written when they all agree; when they differ, each process
gets its own mode in its own entry.
"""

from __future__ import annotations

from dataclasses import dataclass

from dpone_lsp.features.entries import from_name
from dpone_lsp.fixes.edits import flow_text, insert_key, insert_text, replace_value
from dpone_lsp.fixes.safety import prove
from dpone_lsp.model.analysis import Analysis
from dpone_lsp.model.finding import Edit, Fix
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode


def pin_actions(analysis: Analysis, group: list[Facts]) -> list[Fix]:
    """The pins for processes that share one place of `mode` (or have none at all)."""
    own = [facts for facts in group if facts.process.document is analysis.document]
    pinnable = [facts for facts in own if facts.decision is not None and _wants_pin(facts)]
    if not pinnable:
        return []
    pins = [Pin.of(facts) for facts in pinnable]
    outcomes = {pin.mode for pin in pins}
    edits = _pin_at_once(analysis, pinnable, pins[0]) if len(set(pins)) == 1 else None
    if edits is None:
        edits = _pin_each(pinnable, pins)
    if not edits:
        return []
    title = f"Pin mode to `{pins[0].mode}`"
    if len(outcomes) > 1:
        title = f"Pin mode in each of {len(pinnable)} entries ({len(outcomes)} outcomes)"
    fix = Fix(title, tuple(edits), "safe")
    if analysis.document.tree.linked:
        # An alias or a merge key may carry the edit to processes that were not asked about.
        proven = prove(Fix(title, fix.edits), analysis)
        return [proven] if proven is not None and proven.applicability == "safe" else []
    return [fix]


@dataclass(frozen=True, slots=True)
class Pin:
    """What has to be written. `column` is the partition column: dpone reads the source's hint only while the mode is
    `auto`.
    """

    mode: str
    column: str = ""

    @staticmethod
    def of(facts: Facts) -> Pin:
        mode = facts.decision.strategy_mode
        if mode != "partition_replace" or facts.process.data("sink.strategy.partition.column"):
            return Pin(mode)
        column = facts.process.data("source.options.partition_column")
        return Pin(mode, column if isinstance(column, str) else "")

    def block(self) -> dict[str, object]:
        """The strategy keys this pin stands for."""
        return {"mode": self.mode, **({"partition": {"column": self.column}} if self.column else {})}


def _wants_pin(facts: Facts) -> bool:
    return facts.requested_mode == "auto" or facts.authored_mode is None


def _pin_at_once(analysis: Analysis, group: list[Facts], pin: Pin) -> list[Edit] | None:
    """Edits at the one place that all these processes share, and no others; None when they have no such place."""
    first = group[0].process
    members = {facts.process for facts in group}
    others = [facts for facts in analysis.processes if facts.process not in members]
    for path in ("sink.strategy", "sink"):
        value = first.at(path)
        if value is None:
            continue
        place = "sink.strategy.mode" if first.has("sink.strategy.mode") else path
        if (
            not isinstance(value.node, MappingNode)
            or not _shared(group, path)
            or any(_shared([group[0], one], place) for one in others)
        ):
            return None
        document = value.layer.document
        if document is not group[0].process.document:
            return None  # a file that other manifests share is not changed on the side
        if path == "sink":
            edit = insert_key(document, value.node, "strategy", pin.block())
            return None if edit is None else [edit]
        mode = first.at("sink.strategy.mode")
        if mode is not None and (not _shared(group, "sink.strategy.mode") or not isinstance(mode.node, ScalarNode)):
            return None
        if mode is not None and mode.layer.document is not document:
            return None
        return _into_strategy(document, value.node, pin, mode.node if mode is not None else None)
    return None


def _shared(group: list[Facts], path: str) -> bool:
    first = group[0].process.at(path)
    return first is not None and all(
        (other := facts.process.at(path)) is not None and other.node is first.node for facts in group
    )


def _into_strategy(document: Document, strategy: MappingNode, pin: Pin, mode: Node | None) -> list[Edit] | None:
    """Write a pin into a strategy block: `mode` replaced or put first, the partition column added."""
    if not strategy.pairs:
        if not strategy.flow:
            return None
        inner = ", ".join(f"{key}: {flow_text(value)}" for key, value in pin.block().items())
        edit = insert_text(document, strategy, [inner])
        return None if edit is None else [edit]
    head = (
        replace_value(document, mode, pin.mode)
        if mode is not None
        else insert_key(document, strategy, "mode", pin.mode, first=True)
    )
    if head is None:
        return None
    if not pin.column:
        return [head]
    partition = strategy.get("partition")
    if isinstance(partition, MappingNode):
        tail = insert_key(document, partition, "column", pin.column, first=True)
    elif partition is None:
        tail = insert_key(document, strategy, "partition", {"column": pin.column})
    else:
        tail = replace_value(document, partition, {"column": pin.column})
    return None if tail is None else [head, tail]


def _pin_each(group: list[Facts], pins: list[Pin]) -> list[Edit]:
    edits: list[Edit] = []
    for facts, pin in zip(group, pins, strict=True):
        found = _pin_in_entry(facts, pin)
        if not found:
            return []
        edits.extend(found)
    return edits


def _pin_in_entry(facts: Facts, pin: Pin) -> list[Edit] | None:
    """Write the pin into the process's own table entry, under `overrides.sink.strategy`."""
    process = facts.process
    entry = process.entry
    document = process.document
    if isinstance(entry, ScalarNode):
        return [from_name(document, entry, f"overrides: {flow_text({'sink': {'strategy': pin.block()}})}")]
    if not isinstance(entry, MappingNode):
        return None
    node: Node = entry
    path = ("overrides", "sink", "strategy") if process.form == "batch" else ("sink", "strategy")
    for index, key in enumerate(path):
        if not isinstance(node, MappingNode):
            return None
        child = node.get(key)
        if child is None or (isinstance(child, ScalarNode) and child.value is None):
            value: object = pin.block()
            for inner in reversed(path[index + 1 :]):
                value = {inner: value}
            edit = (
                replace_value(document, child, value) if child is not None else insert_key(document, node, key, value)
            )
            return None if edit is None else [edit]
        node = child
    return _into_strategy(document, node, pin, node.get("mode")) if isinstance(node, MappingNode) else None
