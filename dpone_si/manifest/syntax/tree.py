"""The tree of a YAML document: scalars, mappings, sequences and aliases, each knowing where it stands.

A node keeps its place relative to a *segment* (a top-level entry, a table entry ...). When text is inserted above, only
the segment's base moves: the nodes below stay the same objects, and whatever was derived from them stays valid.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from dpone_si.manifest.syntax import scalars


class Segment:
    """A run of whole lines that can be parsed again on its own; `base` is the offset its nodes are counted from."""

    __slots__ = ("base", "container", "leaf", "parent")

    def __init__(self, base: int, container: MappingNode | SequenceNode | None, parent: Segment | None = None) -> None:
        self.base = base
        #: The segment this one was divided from (see `division`); None for one the parser made.
        self.parent = parent
        #: The block collection whose one item this segment is; None for the head of the document.
        self.container = container
        #: False when other segments start inside this one.
        self.leaf = True


class Node:
    """A piece of the document. `start` and `end` are code-point offsets into the current text.

    The kinds of node that a text has thousands of set these fields themselves: the call of this constructor would be a
    tenth of their cost.
    """

    __slots__ = ("_end", "_start", "anchor", "segment", "tag")

    def __init__(self, start: int, end: int, segment: Segment, anchor: str | None, tag: str | None) -> None:
        self._start = start - segment.base
        self._end = end - segment.base
        self.segment = segment
        self.anchor = anchor
        #: An explicit tag as written in full (``tag:yaml.org,2002:int``, ``!foo``); None when there is none.
        self.tag = tag

    @property
    def start(self) -> int:
        return self._start + self.segment.base

    @property
    def end(self) -> int:
        return self._end + self.segment.base

    def move_start(self, start: int) -> None:
        """Begin at another offset: a block collection begins with its first child, which may have been parsed again."""
        self._start = start - self.segment.base

    def move_to(self, segment: Segment) -> None:
        """Count from the base of another segment, without moving in the text."""
        shift = self.segment.base - segment.base
        self._start += shift
        self._end += shift
        self.segment = segment

    @property
    def target(self) -> Node:
        """The node itself, or what an alias points at."""
        return self


class ScalarNode(Node):
    """One scalar: `text` is its content after unquoting, `style` the quote or block indicator ('' when plain)."""

    __slots__ = ("_resolved", "style", "text")

    def __init__(
        self, start: int, end: int, segment: Segment, anchor: str | None, tag: str | None, text: str, style: str
    ) -> None:
        self._start = start - segment.base
        self._end = end - segment.base
        self.segment = segment
        self.anchor = anchor
        self.tag = tag
        self.text = text
        self.style = style
        self._resolved: tuple[str, object] | None = None

    @property
    def resolved(self) -> tuple[str, object]:
        """Type name (see `scalars`) and Python value."""
        found = self._resolved
        if found is None:
            found = self._resolved = self._resolve()
        return found

    @property
    def value(self) -> object:
        return self.resolved[1]

    @property
    def type(self) -> str:
        return self.resolved[0]

    def resolve_as(self, kind: str, value: object) -> None:
        """Stand for a value that was not read from this place: a recipe's placeholder, once it is filled in."""
        self._resolved = (kind, value)

    def _resolve(self) -> tuple[str, object]:
        tag = self.tag
        if tag is None:
            return (scalars.STR, self.text) if self.style else scalars.resolve_plain(self.text)
        if tag.startswith(scalars.TAG):
            made = scalars.construct(tag[len(scalars.TAG) :], self.text)
            if made is not None:
                return made
        return scalars.STR, self.text

    def __repr__(self) -> str:
        return f"<scalar {self.text!r}>"


class WholeNode(ScalarNode):
    """``!!set``, ``!!omap`` or ``!!pairs``: one value made of all that stands in a collection, which is no block and
    no list of nodes.
    """

    __slots__ = ("inner",)

    def __init__(self, inner: MappingNode | SequenceNode) -> None:
        super().__init__(inner.start, inner.end, inner.segment, inner.anchor, inner.tag, "", "")
        self.inner = inner

    @staticmethod
    def of(node: Node) -> WholeNode | None:
        """The value of a collection that is tagged so, or None when it is not, or not what its tag says."""
        tag = node.tag
        if tag == scalars.TAG + scalars.SET and isinstance(node, MappingNode):
            fits = all(isinstance(key.target, ScalarNode) for key, _ in node.pairs)
        else:
            fits = (
                tag in _PAIR_TAGS
                and isinstance(node, SequenceNode)
                and all(_is_pair(item.target) for item in node.items)
            )
        return WholeNode(node) if fits and isinstance(node, (MappingNode, SequenceNode)) else None

    def _resolve(self) -> tuple[str, object]:
        inner = self.inner
        if isinstance(inner, MappingNode):
            return scalars.SET, set(inner.entries)
        pairs = [next(iter(item.target.pairs)) for item in inner.items if isinstance(item.target, MappingNode)]
        return scalars.PAIRS, [(to_plain(key), to_plain(value)) for key, value in pairs]


_PAIR_TAGS = (scalars.TAG + scalars.OMAP, scalars.TAG + scalars.PAIRS)


def _is_pair(node: Node) -> bool:
    return isinstance(node, MappingNode) and len(node.pairs) == 1 and isinstance(node.pairs[0][0].target, ScalarNode)


class AliasNode(Node):
    """``*name``: its own place, and the node it stands for (None when the anchor does not exist)."""

    __slots__ = ("name", "pointee")

    def __init__(self, start: int, end: int, segment: Segment, name: str, pointee: Node | None) -> None:
        super().__init__(start, end, segment, None, None)
        self.name = name
        self.pointee = pointee

    @property
    def target(self) -> Node:
        return self.pointee if self.pointee is not None else _missing(self)

    def __repr__(self) -> str:
        return f"<alias {self.name}>"


class SequenceNode(Node):
    """A list. `flow` tells ``[a, b]`` from dashes."""

    __slots__ = ("flow", "items")

    def __init__(self, start: int, end: int, segment: Segment, anchor: str | None, tag: str | None, flow: bool) -> None:
        self._start = start - segment.base
        self._end = end - segment.base
        self.segment = segment
        self.anchor = anchor
        self.tag = tag
        self.items: list[Node] = []
        self.flow = flow

    def copy(self) -> SequenceNode:
        """Another list of the same items at the same place."""
        made = SequenceNode(self.start, self._end + self.segment.base, self.segment, self.anchor, self.tag, self.flow)
        made.items = list(self.items)
        return made

    @property
    def end(self) -> int:
        # The parser ends a block collection at the next token; its last child tells where it really ends.
        if not self.flow and self.items:
            return self.items[-1].end
        return self._end + self.segment.base

    def __repr__(self) -> str:
        return f"<sequence of {len(self.items)}>"


class MappingNode(Node):
    """A mapping: `pairs` as written, `entries` as the loader sees them (merge keys applied, the last duplicate
    wins).
    """

    __slots__ = ("_entries", "flow", "pairs")

    def __init__(self, start: int, end: int, segment: Segment, anchor: str | None, tag: str | None, flow: bool) -> None:
        self._start = start - segment.base
        self._end = end - segment.base
        self.segment = segment
        self.anchor = anchor
        self.tag = tag
        self.pairs: list[tuple[Node, Node]] = []
        self.flow = flow
        self._entries: dict[object, tuple[Node, Node]] | None = None

    def copy(self) -> MappingNode:
        """Another mapping of the same pairs at the same place."""
        made = MappingNode(self.start, self._end + self.segment.base, self.segment, self.anchor, self.tag, self.flow)
        made.pairs = list(self.pairs)
        return made

    @property
    def end(self) -> int:
        if not self.flow and self.pairs:
            key, value = self.pairs[-1]
            return max(value.end, key.end)
        return self._end + self.segment.base

    @property
    def entries(self) -> dict[object, tuple[Node, Node]]:
        """Resolved key -> (key node, value node); keys that dpone's loader cannot hash are left out."""
        found = self._entries
        if found is None:
            found = self._entries = {}
            _fill(self, found, 0)
        return found

    def get(self, key: object) -> Node | None:
        """Value node of a key, aliases followed; None when the key is absent."""
        pair = self.entries.get(key)
        return None if pair is None else pair[1].target

    def key_node(self, key: object) -> Node | None:
        pair = self.entries.get(key)
        return None if pair is None else pair[0]

    def changed(self) -> None:
        """Forget what was derived from `pairs`, after they were edited in place."""
        self._entries = None

    def __repr__(self) -> str:
        return f"<mapping {[getattr(key, 'text', '?') for key, _ in self.pairs]}>"


def key_value(key: Node) -> object:
    """The Python value a key node stands for; an unhashable key gives the node itself."""
    target = key.target
    return target.value if isinstance(target, ScalarNode) else target


def is_merge(key: Node) -> bool:
    """True for the key ``<<``, which merges another mapping instead of standing for itself."""
    return type(key) is ScalarNode and (key.text == "<<" or key.tag is not None) and key.resolved[0] == scalars.MERGE


def _fill(node: MappingNode, into: dict[object, tuple[Node, Node]], depth: int) -> None:
    if depth > 64:
        return
    merges = None
    for pair in node.pairs:
        key = pair[0]
        if is_merge(key):
            merges = [pair[1]] if merges is None else [*merges, pair[1]]
    if merges:
        # PyYAML puts merged pairs before the mapping's own: the first mapping of one list wins, a later `<<` wins over
        # an earlier.
        for value in merges:
            target = value.target
            sources = list(reversed(target.items)) if isinstance(target, SequenceNode) else [target]
            for source in sources:
                found = source.target
                if isinstance(found, MappingNode) and found is not node:
                    _fill(found, into, depth + 1)
    for pair in node.pairs:
        key = pair[0].target
        if type(key) is ScalarNode:
            kind, value = key.resolved
            if kind == scalars.MERGE:
                continue
            into[value] = pair


def _missing(alias: AliasNode) -> ScalarNode:
    return ScalarNode(alias.start, alias.end, alias.segment, None, scalars.TAG + scalars.NULL, "", "")


def innermost(root: Node, offset: int) -> Node:
    """The deepest node that begins last at or before an offset; aliases are not followed."""
    node = root
    while True:
        if isinstance(node, MappingNode) and node.pairs:
            after = bisect_right(node.pairs, offset, key=_start_of_key)
            if not after:
                return node
            key, value = node.pairs[after - 1]
            node = value if value.start <= offset and offset >= key.end else key
        elif isinstance(node, SequenceNode) and node.items:
            after = bisect_right(node.items, offset, key=_start_of)
            if not after:
                return node
            node = node.items[after - 1]
        else:
            return node


def _start_of(node: Node) -> int:
    return node.start


def _start_of_key(pair: tuple[Node, Node]) -> int:
    return pair[0].start


def walk(node: Node) -> Iterator[Node]:
    """Every node below and including `node` in document order; aliases are yielded, not followed."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        if isinstance(current, MappingNode):
            for key, value in reversed(current.pairs):
                stack.append(value)
                stack.append(key)
        elif isinstance(current, SequenceNode):
            stack.extend(reversed(current.items))


def overlapping(node: Node, span: tuple[int, int] | None) -> Iterator[Node]:
    """The nodes that have a part between two offsets, in document order; all of them without a span."""
    if span is None:
        yield from walk(node)
        return
    first, last = span
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        if isinstance(current, MappingNode):
            for key, value in reversed(current.pairs[: bisect_right(current.pairs, last, key=_start_of_key)]):
                inside = value.end >= first
                if inside and value.start <= last:
                    stack.append(value)
                if key.end >= first:
                    stack.append(key)
                if not inside:
                    break
        elif isinstance(current, SequenceNode):
            for item in reversed(current.items[: bisect_right(current.items, last, key=_start_of)]):
                if item.end < first:
                    break
                stack.append(item)


def to_plain(node: Node) -> object:
    """The Python value dpone's loader would build. Ends for every tree the parser gives: it has cut the aliases that
    would not.
    """
    node = node.target
    if isinstance(node, ScalarNode):
        return node.value
    if isinstance(node, MappingNode):
        return {key: to_plain(pair[1]) for key, pair in node.entries.items()}
    assert isinstance(node, SequenceNode)
    return [to_plain(item) for item in node.items]
