"""Links: the files a manifest names (presets, registries, fragments, other manifests, SQL), and the rule pages in
suppressions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dpone_lsp.analysis.suppression_syntax import suppressions
from dpone_lsp.model.analysis import Analysis
from dpone_lsp.rules import catalogue
from dpone_lsp.rules.selection import rule_called
from dpone_si.manifest.expansion.conventions import names_builtin
from dpone_si.manifest.expansion.loading import join
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode, walk

_ONE = ("convention", "registry", "sql_file", "artifact_ref")
_MANY = ("conventions", "registries", "fragments")


@dataclass(frozen=True, slots=True)
class Link:
    """A span that names a file: the file's absolute path, and the selector behind `#`, if any. Or it names a `rule`,
    which has a page.
    """

    start: int
    end: int
    path: str = ""
    selector: str = ""
    rule: str = ""


def links(analysis: Analysis) -> list[Link]:
    """The links of a document, in order."""
    found = (*file_links(analysis.document, analysis.workspace), *_rule_links(analysis.document))
    return sorted(found, key=lambda link: link.start)


def _rule_links(document: Document) -> Iterator[Link]:
    if "dpone:" not in document.source.text:
        return
    for comment in suppressions(document):
        for name, start, end in comment.names:
            entry = rule_called(name, catalogue())
            if entry is not None:
                yield Link(start, end, rule=entry.rule.name)


def file_links(document: Document, workspace: Any) -> list[Link]:
    """The spans that name files inside the workspace."""
    exists = getattr(workspace, "exists", None)
    if document.root is None or exists is None:
        return []
    return [
        link
        for node in _naming(document.root)
        if (link := _file_link(document, node)) is not None and exists(link.path) is True
    ]


def _naming(root: Node) -> Iterator[Node | None]:
    """The nodes that stand where the name of a file is expected."""
    for node in walk(root):
        if not isinstance(node, MappingNode):
            continue
        for key, value in node.pairs:
            name = key.text if isinstance(key, ScalarNode) else ""
            target = value.target
            if name in _ONE:
                yield target
            elif name in _MANY and isinstance(target, SequenceNode):
                yield from (item.target for item in target.items)
            elif name == "depends_on":
                for item in target.items if isinstance(target, SequenceNode) else [target]:
                    entry = item.target
                    yield entry.get("path") if isinstance(entry, MappingNode) else entry


def _file_link(document: Document, node: Node | None) -> Link | None:
    if not isinstance(node, ScalarNode) or not isinstance(node.value, str) or "{" in node.value:
        return None
    name, _, selector = node.value.strip().partition("#")
    if not name or names_builtin(name) or "." not in name:
        return None
    inset = 1 if node.style in ("'", '"') else 0
    return Link(node.start + inset, node.end - inset, join(document.path, name), selector)
