"""What the analysis says: findings at places, with related places and fixes. Plain values, no protocol types.

A place is symbolic (a node of a document) until somebody prints it: it stays right while text above it is edited.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import Literal

from dpone_lsp.model.severity import SEVERITIES as SEVERITIES
from dpone_lsp.model.severity import Severity as Severity
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode
from dpone_si.records import field, record

Applicability = Literal["safe", "unsafe"]


@record(frozen=True, eq=False)
class Place:
    """A node of a document, or a part of it. `part` is a (start, end) pair relative to the node's start."""

    document: Document
    node: Node | None
    part: tuple[int, int] | None = None

    @property
    def span(self) -> tuple[int, int]:
        """Code-point offsets to underline: a block is underlined on its first line only."""
        node = self.node
        source = self.document.source
        if node is None:
            return _first_words(self.document)
        start = node.start
        if self.part is not None:
            return start + self.part[0], start + self.part[1]
        end = node.end
        if isinstance(node, ScalarNode) and not node.style and not node.text:
            return start, start
        if isinstance(node, (MappingNode, SequenceNode)) or (isinstance(node, ScalarNode) and node.style in ("|", ">")):
            line_end = source.line_span(source.line_of(start))[1]
            end = min(end, line_end)
        return start, max(start, end)

    @property
    def identity(self) -> tuple[object, ...]:
        return (self.document.path, self.node, self.part)


def _first_words(document: Document) -> tuple[int, int]:
    source = document.source
    for line in range(min(source.line_count, 200)):
        start, end = source.line_span(line)
        text = source.text[start:end]
        stripped = text.strip("\ufeff \t")
        if stripped and not stripped.startswith("#"):
            begin = start + text.index(stripped[0])
            return begin, begin + len(stripped)
    return 0, source.line_span(0)[1]


@record(frozen=True)
class Edit:
    """Replace the text between two offsets of a document."""

    document: Document
    start: int
    end: int
    text: str


@record(frozen=True)
class Fix:
    """A change that cures a finding. `applicability` is proven, see `dpone_lsp.fixes.safety`; None until then."""

    title: str
    edits: tuple[Edit, ...]
    applicability: Applicability | None = None
    #: The outcome change an unsafe fix brings, in words.
    consequence: str = ""
    #: True when removing a comment is what the fix is for; other fixes that lose one are unsafe.
    removes_comment: bool = False


@record(frozen=True)
class Related:
    """A second place that explains a finding."""

    place: Place
    message: str


#: Builds a fix when somebody wants it; None when it turns out that there is none.
FixBuilder = Callable[[], Fix | None]


@record(frozen=True, eq=False)
class Report:
    """What a rule yields: a place and a sentence. The framework adds the rule, the severity and the process."""

    place: Place
    message: str
    related: tuple[Related, ...] = ()
    #: Further lines: what happens at run time, the cure in words.
    notes: tuple[str, ...] = ()
    fixes: tuple[FixBuilder, ...] = ()
    #: Overrides the rule's own severity (`unknown-key` is an error only when it is a near miss).
    severity: Severity | None = None
    tags: tuple[Literal["unnecessary", "deprecated"], ...] = ()
    #: Short label printed under the underline instead of the message.
    label: str = ""


@record(eq=False)
class Finding:
    """A report of one rule, with every process it concerns."""

    rule: str
    code: str
    severity: Severity
    place: Place
    message: str
    related: tuple[Related, ...] = ()
    notes: tuple[str, ...] = ()
    fixes: tuple[FixBuilder, ...] = ()
    tags: tuple[str, ...] = ()
    label: str = ""
    #: Titles of the processes concerned, in document order.
    processes: list[str] = field(default_factory=list[str])

    @property
    def document(self) -> Document:
        return self.place.document

    @property
    def process(self) -> str | None:
        return self.processes[0] if self.processes else None

    @property
    def key(self) -> str:
        """Key path of the place inside its document, such as ``schemas.public.tables[0].overrides``."""
        return key_path(self.place.document, self.place.node)


def key_path(document: Document, node: Node | None) -> str:
    """Where a node hangs in its document; '' for the root and for nodes that are not part of the tree."""
    root = document.root
    if root is None or node is None or node is root:
        return ""
    parts = _descend(root, node, 0)
    if parts is not None:
        return "".join(parts).lstrip(".")
    # A place in text that did not parse belongs to no node; indentation tells where it hangs.
    from dpone_si.manifest.syntax.indentation import path_before

    steps = path_before(document.source, node.start)
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).lstrip(".")


def _descend(current: Node, wanted: Node, depth: int) -> list[str] | None:
    if depth > 200:
        return None
    start, end = wanted.start, wanted.end
    for name, child, key in _around(current, start):
        if child is wanted or key is wanted:
            return [name]
        if isinstance(child, (MappingNode, SequenceNode)) and child.start <= start and end <= max(child.end, start):
            below = _descend(child, wanted, depth + 1)
            if below is not None:
                return [name, *below]
    return None


def _around(current: Node, offset: int) -> Iterator[tuple[str, Node, Node | None]]:
    """The children that may hold an offset, with their key: those that begin last before or at it."""
    if isinstance(current, MappingNode):
        after = bisect_right(current.pairs, offset, key=lambda pair: pair[0].start)
        for key, value in reversed(current.pairs[max(after - 3, 0) : after]):
            yield f".{_key_text(key)}", value, key
    elif isinstance(current, SequenceNode):
        after = bisect_right(current.items, offset, key=lambda item: item.start)
        for index in range(after - 1, max(after - 4, -1), -1):
            yield f"[{index}]", current.items[index], None


def _key_text(key: Node) -> str:
    return key.text if isinstance(key, ScalarNode) else "?"
