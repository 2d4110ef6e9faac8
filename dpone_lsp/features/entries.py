"""Write a value for one process only: into its own table entry, flow item or manifest, never into what others
inherit.
"""

from __future__ import annotations

from collections.abc import Sequence

from dpone_lsp.fixes.edits import column, flow_text, insert_key, newline, replace_value, scalar_text, value_span
from dpone_lsp.model.finding import Edit
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.processes import Process
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode


def write(process: Process, path: Sequence[str], value: object) -> Edit | None:
    """The edit that gives a process a value at a key path; None when its entry has no safe place for it."""
    entry = process.entry
    document = process.document
    if process.form == "batch":
        path = ("overrides", *path)
        if isinstance(entry, ScalarNode):
            return from_name(document, entry, f"overrides: {flow_text(_nested(path[1:], value))}")
    return into(document, entry, path, value) if isinstance(entry, MappingNode) else None


def into(document: Document, mapping: MappingNode, path: Sequence[str], value: object) -> Edit | None:
    """Add what is missing of a key path, below as much of it as is there; the value at its end is replaced."""
    node: Node = mapping
    for index, key in enumerate(path):
        if not isinstance(node, MappingNode):
            return None
        child = node.get(key)
        if child is None:
            return insert_key(document, node, key, _nested(path[index + 1 :], value))
        if index == len(path) - 1:
            return replace_value(document, child, value)
        if isinstance(child, ScalarNode) and child.value is None:
            return replace_value(document, child, _nested(path[index + 1 :], value))
        node = child
    return None


def from_name(document: Document, entry: ScalarNode, keys: str) -> Edit:
    """`- orders` becomes a mapping with `keys` besides the name; a comment behind it stays on its line."""
    source = document.source
    start, end = value_span(document, entry)
    name = name_text(document, entry)
    before = source.text[source.line_start(start) : start]
    line_end = source.line_span(source.line_of(end))[1]
    rest = source.text[end:line_end]
    if before.strip() not in ("-", "") or (rest.strip() and not rest.strip().startswith("#")):
        return Edit(document, start, end, f"{{table: {name}, {keys}}}")
    margin = newline(document) + " " * column(document, start)
    return Edit(document, start, line_end, f"table: {name}{rest}{margin}{keys}")


def name_text(document: Document, entry: ScalarNode) -> str:
    """The name as it is written, or on one line when it is written on several."""
    start, end = value_span(document, entry)
    text = document.source.text[start:end]
    return scalar_text(entry.text) if "\n" in text or "\r" in text else text


def _nested(path: Sequence[str], value: object) -> object:
    for key in reversed(path):
        value = {key: value}
    return value
