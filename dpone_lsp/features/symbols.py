"""Symbols: the outline of a manifest, with its processes by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from dpone_lsp.features.decision import short
from dpone_lsp.model.analysis import Analysis
from dpone_lsp.support.secrets import DEFAULT_KEYS, covered, covers, shows_something, without_passwords
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.processes import Process
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode

Kind = Literal["process", "block", "list", "value"]
#: Outlines deeper than this help nobody.
MAX_DEPTH = 6
_HIDDEN = "***"


@dataclass(slots=True)
class Symbol:
    """A named part of the document: `start` to `end` is the whole of it, `name_start` to `name_end` its name."""

    name: str
    kind: Kind
    detail: str
    start: int
    end: int
    name_start: int
    name_end: int
    #: Makes the symbols inside: whoever knows them already need not ask.
    inside: Callable[[], list[Symbol]]
    #: The process whose entry this is.
    process: Process | None = None

    @property
    def children(self) -> list[Symbol]:
        return self.inside()


def document_symbols(analysis: Analysis) -> list[Symbol]:
    """The outline."""
    root = analysis.document.root
    return [] if root is None else _Outline(analysis, root).children(root, 0, False)


class _Outline:
    """What the outline of one document is made of: its processes by their entry, and the values that are not shown."""

    def __init__(self, analysis: Analysis, root: Node) -> None:
        self._document = document = analysis.document
        self._covered_below = set(covered(root, DEFAULT_KEYS)) if document.tree.linked else set[ScalarNode]()
        self._entries = {facts.process.entry: facts for facts in analysis.processes if facts.process.entry is not None}

    def children(self, node: Node, depth: int, secret: bool) -> list[Symbol]:
        """The symbols directly below a node; `secret` tells that nothing below it is shown."""
        if depth > MAX_DEPTH:
            return []
        if isinstance(node, MappingNode):
            return [
                self._of_pair(str(getattr(key, "text", "?")), key, value, depth, secret) for key, value in node.pairs
            ]
        if isinstance(node, SequenceNode):
            found = (self._of_item(index, item, depth, secret) for index, item in enumerate(node.items))
            return [symbol for symbol in found if symbol is not None]
        return []

    def _of_item(self, index: int, item: Node, depth: int, secret: bool) -> Symbol | None:
        facts = self._entries.get(item)
        if facts is None and not isinstance(item, (MappingNode, SequenceNode)):
            return None
        end = _first_line(self._document, item)
        below = partial(self.children, item, depth + 1, secret)
        if facts is None:
            return Symbol(_title(item, index), "block", "", item.start, item.end, item.start, end, below)
        process = facts.process
        return Symbol(
            process.title, "process", short(facts) or "", item.start, item.end, item.start, end, below, process
        )

    def _of_pair(self, name: str, key: Node, value: Node, depth: int, inside: bool) -> Symbol:
        secret = covers(name, DEFAULT_KEYS, inside)
        kind: Kind = (
            "block" if isinstance(value, MappingNode) else "list" if isinstance(value, SequenceNode) else "value"
        )
        detail = f"{len(value.items)}" if isinstance(value, SequenceNode) else ""
        if isinstance(value, ScalarNode):
            hidden = (secret and shows_something(value)) or value in self._covered_below
            detail = _HIDDEN if hidden else without_passwords(value.text)[:80]
        below = partial(self.children, value, depth + 1, secret)
        return Symbol(name, kind, detail, key.start, max(value.end, key.end), key.start, key.end, below)


def _title(item: Node, index: int) -> str:
    if isinstance(item, MappingNode):
        for name in ("name", "table", "id", "path", "type", "column"):
            node = item.get(name)
            if isinstance(node, ScalarNode) and node.text:
                return node.text
    return f"[{index}]"


def _first_line(document: Document, node: Node) -> int:
    """Where the first line of a node ends."""
    if "\n" not in document.source.text[node.start : node.end]:
        return node.end
    return min(node.end, document.source.line_span(document.source.line_of(node.start))[1])
