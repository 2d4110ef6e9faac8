"""`depends_on` as dpone reads it: entries with their places, and the graph they make.

Text is a path, `path#selector` or `#selector`; a mapping has `path` or `group` (which wins). Paths are relative to the
manifest.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from dpone_lsp.model.analysis import Analysis
from dpone_lsp.model.finding import Place
from dpone_lsp.model.workspace_view import WorkspaceView
from dpone_lsp.support.spelling import nearest
from dpone_si.manifest.expansion.loading import join
from dpone_si.manifest.expansion.result import Expansion
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.layers import UNKNOWN
from dpone_si.manifest.model.processes import Process
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode
from dpone_si.manifest.templates.model import is_template
from dpone_si.records import record

#: What is wrong with an entry: its type, no `path` and no `group`, an empty path, nothing after `#`.
Fault = Literal["", "type", "keys", "empty", "selector"]
#: Files beyond this many are not followed when a cycle is looked for.
_MAX_FILES: Final = 50


@record(frozen=True, eq=False)
class Entry:
    """One dependency as written: `item` is the whole entry, `text_node` the part that names the target."""

    process: Process
    document: Document
    item: Node
    text_node: Node
    sequence: SequenceNode | None
    path: str = ""
    selector: str | None = None
    group: str | None = None
    fault: Fault = ""

    @property
    def target(self) -> str:
        """Absolute path of the manifest it points at; the process's own file for `#selector`."""
        own = self.process.document.path
        return join(own, self.path) if self.path else own

    @property
    def is_local(self) -> bool:
        """True when it points into the file of the process itself."""
        return not self.group and self.target == self.process.document.path

    @property
    def is_template(self) -> bool:
        return isinstance(self.text_node, ScalarNode) and is_template(self.text_node.text)

    @property
    def text_place(self) -> Place:
        """The words that name the target, without quotes."""
        node = self.text_node
        quoted = (
            isinstance(node, ScalarNode) and node.style in ("'", '"') and node.end - node.start == len(node.text) + 2
        )
        return Place(self.document, node, (1, 1 + len(node.text)) if quoted else None)  # type: ignore[attr-defined]

    def near_path_key(self) -> Node | None:
        """A key that was meant as `path`."""
        if not isinstance(self.item, MappingNode):
            return None
        for key, value in self.item.pairs:
            if (
                isinstance(key, ScalarNode)
                and isinstance(value.target, ScalarNode)
                and nearest(key.text, _PATH_WORDS) is not None
            ):
                return key
        return None


_PATH_WORDS: Final = ("path", "file", "manifest", "filename", "source", "ref")


def depending(analysis: Analysis) -> list[Process]:
    """The processes of a document that depend on others."""
    found: list[Process] | None = analysis.work.get("depending")
    if found is None:
        found = analysis.work["depending"] = [
            process for process in analysis.expansion.processes if process.at("depends_on") is not None
        ]
    return found


def is_manifest_path(path: str) -> bool:
    """True when a dependency names a file beyond doubt; a bare word may be a group, a process or a file's stem."""
    return path.endswith((".yaml", ".yml"))


def entries(process: Process) -> Iterator[Entry]:
    """The dependencies of a process in dpone's order; entries that cannot be told from the text are left out."""
    if process.at("depends_on") is None:
        return
    sequences = _sequences(process)
    items = process.appended_items("depends_on")
    for layer, node in items:
        made = _entry(process, layer.document, node, sequences.get(node), alone=len(items) == 1)
        if made is not None:
            yield made


def _sequences(process: Process) -> dict[Node, SequenceNode]:
    """The list each entry stands in, the strongest layer's when it stands in several."""
    value = process.at("depends_on")
    found: dict[Node, SequenceNode] = {}
    for hit in [] if value is None else value.hits:
        if isinstance(hit.node, SequenceNode):
            for item in hit.node.items:
                found.setdefault(item.target, hit.node)
    return found


def _entry(
    process: Process, document: Document, node: Node, sequence: SequenceNode | None, *, alone: bool
) -> Entry | None:
    if isinstance(node, ScalarNode):
        text = process.scalar(node)
        if text is UNKNOWN or (text is None and sequence is None):
            return None
        if isinstance(text, dict) or (isinstance(text, list) and sequence is None and alone):
            return None  # A template gives whole entries, which stand nowhere in the text.
        if not isinstance(text, str):
            return Entry(process, document, node, node, sequence, fault="type")
        return _of_text(process, document, node, node, sequence, text)
    if not isinstance(node, MappingNode):
        return Entry(process, document, node, node, sequence, fault="type")
    group = node.get("group")
    if isinstance(group, ScalarNode) and group.value:
        name = process.scalar(group)
        return None if name is UNKNOWN else Entry(process, document, node, group, sequence, group=str(name))
    if "path" not in node.entries:
        return None if "group" in node.entries else Entry(process, document, node, node, sequence, fault="keys")
    path = node.get("path")
    if not isinstance(path, ScalarNode):
        return Entry(process, document, node, path or node, sequence, fault="empty")
    text = process.scalar(path)
    if text is UNKNOWN:
        return None
    return _of_text(process, document, node, path, sequence, text if isinstance(text, str) else "")


def _of_text(
    process: Process, document: Document, item: Node, node: Node, sequence: SequenceNode | None, text: str
) -> Entry:
    path, mark, selector = text.strip().partition("#")
    path, selector = path.strip(), selector.strip()
    fault: Fault = ""
    if not path and not mark:
        fault = "empty"
    elif mark and not selector:
        fault = "selector"
    return Entry(process, document, item, node, sequence, path, selector if mark else None, fault=fault)


class Graph:
    """Processes of a file and of what they depend on. A step is the path of a file and the selector (or name) of its
    process.
    """

    def __init__(self, analysis: Analysis, workspace: WorkspaceView | None) -> None:
        self.workspace = workspace
        self._root = analysis.document.path
        self._expansions: dict[str, Expansion | None] = {self._root: analysis.expansion}
        self._edges: dict[str, list[tuple[str, Entry]]] = {}
        self._titles: dict[str, str] = {}
        self.own = [self._step(self._root, process) for process in depending(analysis)]

    def title(self, step: str) -> str:
        return self._titles.get(step, step)

    def edge(self, step: str, other: str) -> Entry | None:
        return next((entry for target, entry in self._edges.get(step, ()) if target == other), None)

    def cycle_through(self, start: str) -> list[str] | None:
        """A shortest way from a process back to itself over at least one other, or None."""
        came: dict[str, str] = {}
        queue = [start]
        for step in queue:
            for other, _ in self._out(step):
                if other == start and step != start:
                    way = [step]
                    while way[-1] != start:
                        way.append(came[way[-1]])
                    return way[::-1]
                if other != start and other not in came:
                    came[other] = step
                    queue.append(other)
        return None

    def _step(self, path: str, process: Process) -> str:
        step = f"{path}#{process.selector or ''}"
        if step not in self._titles:
            self._titles[step] = process.title if path == self._root else f"{path.rsplit('/', 1)[-1]}#{process.title}"
            self._edges[step] = []
            for entry in entries(process):
                if not entry.fault and not entry.group and (entry.is_local or is_manifest_path(entry.path)):
                    self._edges[step].append(("", entry))
        return step

    def _out(self, step: str) -> list[tuple[str, Entry]]:
        found = self._edges.get(step, [])
        if found and found[0][0] == "":
            resolved: list[tuple[str, Entry]] = []
            for _, entry in found:
                resolved.extend((other, entry) for other in self._targets(entry))
            found = self._edges[step] = resolved
        return found

    def _targets(self, entry: Entry) -> list[str]:
        path = entry.target
        if path not in self._expansions:
            reachable = self.workspace is not None and len(self._expansions) < _MAX_FILES
            self._expansions[path] = (
                self.workspace.expansion(path) if reachable and self.workspace is not None else None
            )
        expansion = self._expansions[path]
        if expansion is None:
            return []
        return [
            self._step(path, process)
            for process in expansion.processes
            if entry.selector is None or entry.selector in (process.selector, process.name())
        ]
