"""What dpone's strict reader refuses beyond bad YAML: links, keys written twice, and files beyond its limits (format
sheet, section 2).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax import scalars
from dpone_si.manifest.syntax.tree import AliasNode, MappingNode, Node, ScalarNode, SequenceNode, is_merge, walk

MAX_BYTES: Final = 1024 * 1024
MAX_DEPTH: Final = 32
MAX_NODES: Final = 10_000
MAX_TOKENS: Final = 20_000


def refusal(document: Document) -> str | None:
    """Why dpone's strict reader refuses a file that holds one YAML document; the first reason."""
    problem = document.tree.refusal
    if problem is not None:
        return f"line {document.source.line_of(problem.start) + 1}: {problem.message}"
    root = document.root
    if root is None:
        return None
    if document.tree.linked and any(node.anchor is not None or isinstance(node, AliasNode) for node in walk(root)):
        return "it has an anchor or alias, which dpone's strict reader refuses"
    twice = next(repeated_keys(root), None)
    if twice is not None:
        return (
            f"line {document.source.line_of(twice.start) + 1}: a key stands twice in one mapping, which dpone's "
            f"strict reader refuses"
        )
    return beyond_limits(document)


def beyond_limits(document: Document) -> str | None:
    """Which limit of the strict reader a file exceeds."""
    text, root = document.source.text, document.root
    if size_of(text) > MAX_BYTES:
        return "it is larger than 1 MiB, and dpone refuses it"
    if root is None:
        return None
    # Nothing is deeper, or has more parts, than it has characters for.
    if len(text) > MAX_DEPTH and _depth(root) > MAX_DEPTH:
        return f"it is nested deeper than {MAX_DEPTH} levels, and dpone refuses it"
    if len(text) > MAX_NODES:
        nodes, tokens = _size(root)
        if nodes > MAX_NODES:
            return f"it has {nodes:,} keys, values and lists; dpone refuses more than {MAX_NODES:,}"
        if tokens > MAX_TOKENS:
            return f"it has more than {MAX_TOKENS:,} words and signs, and dpone refuses it"
    return None


def size_of(text: str) -> int:
    """Bytes of a text in a file."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def repeated_keys(root: Node) -> Iterator[Node]:
    """The first key of each mapping that stands in it twice; a key that is merged in counts."""
    for node in walk(root):
        key = _repeated(node) if isinstance(node, MappingNode) else None
        if key is not None:
            yield key


def _repeated(mapping: MappingNode) -> Node | None:
    """A key that stands in a mapping for the second time, merged ones counted in."""
    seen: set[object] = set()
    for key, value in mapping.pairs:
        if is_merge(key):
            target = value.target
            sources = target.items if isinstance(target, SequenceNode) else [target]
            names = [
                name for source in sources if isinstance(source.target, MappingNode) for name in source.target.entries
            ]
        else:
            names = [key.target.value] if isinstance(key.target, ScalarNode) else []
        for name in names:
            if name in seen:
                return key
            seen.add(name)
    return None


def _depth(root: Node) -> int:
    """How many collections stand in one another."""
    deepest = 0
    stack = [(root, 1)]
    while stack:
        node, depth = stack.pop()
        if isinstance(node, MappingNode):
            children = [part for pair in node.pairs for part in pair]
        elif isinstance(node, SequenceNode):
            children = node.items
        else:
            continue
        deepest = max(deepest, depth)
        stack.extend((child, depth + 1) for child in children)
    return deepest


def _size(root: Node) -> tuple[int, int]:
    """Nodes, and the fewest tokens they can be written with."""
    nodes = tokens = 0
    for node in walk(root):
        nodes += 1
        if isinstance(node, MappingNode):
            tokens += 2 + 2 * len(node.pairs) + (max(len(node.pairs) - 1, 0) if node.flow else 0)
        elif isinstance(node, SequenceNode):
            tokens += 2 + max(len(node.items) - 1, 0) if node.flow else len(node.items)
        elif isinstance(node, ScalarNode) and (node.text or node.style or node.type != scalars.NULL):
            tokens += 1
    return nodes, tokens
