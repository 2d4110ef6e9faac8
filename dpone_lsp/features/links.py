"""Links: the files a manifest names (presets, registries, fragments, other manifests, SQL), and the rule pages in suppressions."""

from __future__ import annotations

from dataclasses import dataclass

from dpone_lsp.subject import Analysis
from dpone_si.manifest.conventions import is_builtin
from dpone_si.manifest.loading import join
from dpone_si.manifest.tree import MappingNode, Node, ScalarNode, SequenceNode, walk

_ONE = ("convention", "registry", "sql_file", "artifact_ref")
_MANY = ("conventions", "registries", "fragments")


@dataclass(frozen=True, slots=True)
class Link:
    """A span that names a file, the file's absolute path, and the selector behind `#`, if any."""

    start: int
    end: int
    path: str
    selector: str = ""


def links(analysis: Analysis) -> list[Link]:
    """The file links of a document; only to files inside the workspace."""
    document = analysis.document
    if document.root is None:
        return []
    found: list[Link] = []

    def add(node: Node | None) -> None:
        if not isinstance(node, ScalarNode) or not isinstance(node.value, str) or "{" in node.value:
            return
        name, _, selector = node.value.strip().partition("#")
        if not name or is_builtin(name) or "." not in name:
            return
        path = join(document.path, name)
        exists = getattr(analysis.workspace, "exists", None)
        if exists is None or exists(path) is not True:
            return
        inset = 1 if node.style in ("'", '"') else 0
        found.append(Link(node.start + inset, node.end - inset, path, selector))

    for node in walk(document.root):
        if not isinstance(node, MappingNode):
            continue
        for key, value in node.pairs:
            name = key.text if isinstance(key, ScalarNode) else ""
            target = value.target
            if name in _ONE:
                add(target)
            elif name in _MANY and isinstance(target, SequenceNode):
                for item in target.items:
                    add(item.target)
            elif name == "depends_on":
                for item in target.items if isinstance(target, SequenceNode) else [target]:
                    entry = item.target
                    add(entry.get("path") if isinstance(entry, MappingNode) else entry)
    return found
