"""Selectors: what a process is called by in `depends_on`, in its own file and in those of others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dpone_lsp.checks.dependencies import Entry, entries
from dpone_lsp.features.names.model import Occurrence, Span
from dpone_lsp.model.analysis import Analysis
from dpone_si.manifest.expansion.result import Expansion
from dpone_si.manifest.model.documents import FLOW, Document
from dpone_si.manifest.model.processes import Process
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode


def selectors(expansion: Expansion, span: Span = None) -> Iterator[Occurrence]:
    """Processes of a manifest by what names them, and what its processes depend on."""
    yield from _declared(expansion, span)
    if any("depends_on" in document.source.text for document in (expansion.document, *expansion.used.values())):
        yield from _used(expansion, span)


def selector_everywhere(analysis: Analysis, one: Occurrence) -> list[Occurrence]:
    """Every place of a selector: its process, and the dependencies on it in all manifests of the workspace."""
    workspace = analysis.workspace
    found: dict[tuple[str, int], Occurrence] = {}
    home = one.home.rpartition("/")[2]
    for path in dict.fromkeys((analysis.document.path, one.home, *workspace.manifests())):
        own = path == analysis.document.path
        if (
            not own
            and (text := workspace.text(path)) is not None
            and (one.name not in text or (path != one.home and home not in text))
        ):
            continue
        expansion = analysis.expansion if own else workspace.expansion(path)
        for other in selectors(expansion) if expansion is not None else ():
            if other.same_name(one):
                found.setdefault((other.document.path, other.start), other)
        workspace.release(path)
    return list(found.values())


def _declared(expansion: Expansion, span: Span) -> Iterator[Occurrence]:
    path = expansion.document.path
    for process in expansion.processes:
        if process.selector is None or (node := naming_node(process.entry)) is None:
            continue
        if span is None or (node.start <= span[1] and span[0] <= node.end):
            yield Occurrence("selector", process.selector, _document(process), *_inside(node), True, path)


def _used(expansion: Expansion, span: Span) -> Iterator[Occurrence]:
    seen: set[object] = set()
    for process in expansion.processes:
        value = process.at("depends_on")
        written = None if value is None else tuple(hit.node for hit in value.hits)
        if written is None or written in seen:
            continue
        seen.add(written)
        for entry in _selecting(entries(process)):
            node = entry.text_node
            if node in seen or (span is not None and (node.start > span[1] or span[0] > node.end)):
                continue
            seen.add(node)
            at = entry.document.source.text.find(f"#{entry.selector}", node.start, node.end) + 1
            if at > 0 and entry.selector is not None:
                yield Occurrence(
                    "selector", entry.selector, entry.document, at, at + len(entry.selector), False, entry.target
                )


def _selecting(found: Iterable[Entry]) -> Iterator[Entry]:
    return (entry for entry in found if entry.selector and not entry.fault and not entry.is_template)


def naming_node(entry: Node | None) -> ScalarNode | None:
    """The node that names a process: its `id`, else its table, else its name."""
    if isinstance(entry, ScalarNode):
        return entry
    if isinstance(entry, MappingNode):
        for key in ("id", "table", "name"):
            node = entry.get(key)
            if isinstance(node, ScalarNode):
                return node
    return None


def _document(process: Process) -> Document:
    """The document a process's entry stands in; those of a flow may stand in a fragment."""
    return process.stack[0][0].document if process.form == FLOW and process.stack else process.document


def _inside(node: ScalarNode) -> tuple[int, int]:
    """A name without its quotes."""
    quoted = node.style in ("'", '"') and node.end - node.start == len(node.text) + 2
    return (node.start + 1, node.end - 1) if quoted else (node.start, node.end)
