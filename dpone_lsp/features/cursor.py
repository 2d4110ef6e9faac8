"""What stands at an offset: the innermost node, the keys that lead to it, and the processes it belongs to."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from dpone_lsp.model.analysis import Analysis
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.syntax.tree import MappingNode, Node, SequenceNode

#: How many neighbours are looked at: parts stand in the order of the text, and the last that begin before an offset may
#: reach it.
_NEAR: Final = 4


@dataclass(frozen=True, slots=True)
class Step:
    """One level on the way down: the collection, and the key node or index taken in it."""

    collection: Node
    key: Node | None
    index: int
    value: Node


@dataclass(frozen=True, slots=True)
class Cursor:
    """A position in a document's tree."""

    document: Document
    offset: int
    steps: tuple[Step, ...]
    #: True when the offset is on the last step's key, not in its value.
    on_key: bool

    @property
    def node(self) -> Node | None:
        """The key or value the offset is on."""
        if not self.steps:
            return self.document.root
        last = self.steps[-1]
        return last.key if self.on_key else last.value

    @property
    def path(self) -> tuple[str | int, ...]:
        """Keys and indices from the root."""
        return tuple(_name(step) for step in self.steps)

    def process_path(self) -> str | None:
        """The dotted path inside a process (`sink.strategy.mode`), for every place that writes one; None elsewhere."""
        return process_path(self.document, self.path)


def at(document: Document, offset: int) -> Cursor:
    """The cursor for an offset; between things it is the block the offset lies in."""
    steps: list[Step] = []
    node = document.root
    on_key = False
    while node is not None and len(steps) < 100:
        found: Step | None = None
        if isinstance(node, MappingNode):
            first = max(bisect_right(node.pairs, offset, key=lambda pair: pair[0].start) - _NEAR, 0)
            for index, (key, value) in enumerate(node.pairs[first : first + _NEAR], first):
                if key.start <= offset <= key.end:
                    steps.append(Step(node, key, index, value))
                    return Cursor(document, offset, tuple(steps), True)
                if value.start <= offset <= value.end or (
                    key.end < offset <= value.start and _same_line(document, key, offset)
                ):
                    found = Step(node, key, index, value)
                    # A block scalar ends where the next key begins: there it is the key one points at.
                    if value.start <= offset < value.end:
                        break
        elif isinstance(node, SequenceNode):
            first = max(bisect_right(node.items, offset, key=lambda item: item.start) - _NEAR, 0)
            for index, item in enumerate(node.items[first : first + _NEAR], first):
                if item.start <= offset <= item.end:
                    found = Step(node, None, index, item)
                    break
        if found is None:
            break
        steps.append(found)
        node = found.value if isinstance(found.value, (MappingNode, SequenceNode)) else None
    return Cursor(document, offset, tuple(steps), on_key)


def _same_line(document: Document, key: Node, offset: int) -> bool:
    return document.source.line_of(key.end) == document.source.line_of(offset)


def _name(step: Step) -> str | int:
    if step.key is None:
        return step.index
    return getattr(step.key, "text", "?")


def process_path(document: Document, path: tuple[str | int, ...]) -> str | None:
    """The part of a document path that is a path inside a process."""
    inner = path_inside_process(document.form, path)
    return ".".join(str(part) for part in inner) if inner is not None else None


def path_inside_process(form: str, path: tuple[str | int, ...]) -> tuple[str | int, ...] | None:
    """Strip what leads to a process: `defaults`, `schemas.x.defaults`, a table's `overrides`, an item of
    `processes`.
    """
    if form == "single":
        return path
    if form in ("batch", "preset"):
        if path[:1] == ("defaults",):
            return path[1:]
        if len(path) >= 3 and path[0] == "schemas" and path[2] == "defaults":
            return path[3:]
        if len(path) >= 5 and path[0] == "schemas" and path[2] == "tables" and path[4] == "overrides":
            return path[5:]
        if path[:1] in (("runtime",), ("quality",)):
            return path
        return None
    if form in ("flow", "pipeline", "fragment"):
        if len(path) >= 2 and path[0] == "processes":
            return path[2:]
        if path[:1] == ("quality",):
            return path
    return None


def processes_at(analysis: Analysis, cursor: Cursor) -> list[Facts]:
    """The processes a position concerns: the one whose entry it is in, else all that inherit from where it is."""
    entries: list[Facts] = []
    nodes = {step.value for step in cursor.steps} | {step.collection for step in cursor.steps}
    for facts in analysis.processes:
        if facts.process.entry is not None and facts.process.entry in nodes:
            entries.append(facts)
    if entries and analysis.document.form != "single":
        return entries
    if analysis.document.form == "single":
        return analysis.processes
    return [
        facts
        for facts in analysis.processes
        if any(layer.document is cursor.document and node in nodes for layer, node in facts.process.stack)
    ] or ([] if cursor.process_path() is None else analysis.processes)
