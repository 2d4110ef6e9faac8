"""Events to nodes: one pass over what the parser finds in a text.

The events are several times cheaper than composed nodes and keep the place of an alias.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, Final

from dpone_si.manifest.syntax import scalars
from dpone_si.manifest.syntax.problem import Problem
from dpone_si.manifest.syntax.tree import AliasNode, MappingNode, Node, ScalarNode, Segment, SequenceNode, WholeNode
from dpone_si.manifest.syntax.yaml_events import EventSource, event_source

#: Deeper nesting than this is not followed: no manifest needs it, and dpone's recursive loader stops at about 1000.
MAX_DEPTH = 200
#: More events than this are not turned into a tree.
MAX_EVENTS = 8_000_000

# What stands in a collection. Each pair or item of all but `_VALUES` begins a segment of its own.
_VALUES: Final = 0
_ROOT_KEYS: Final = 1
_SCHEMAS: Final = 2
_SCHEMA_KEYS: Final = 3
_ENTRIES: Final = 4
#: Keys of the root whose lists hold entries.
_ENTRY_LISTS: Final = ("processes", "entries", "sources")


class TreeBuilder:
    """One pass over the events of one text.

    Each collection is a loop of its own over the same events, so that what is open is held by the calls that are
    running.
    """

    def __init__(self, shift: int = 0) -> None:
        self.shift = shift
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self.segments: list[Segment] = []
        self.linked = False
        self.finished = True
        self.documents_ended = 0
        self.documents = 0
        #: Collections that stand as keys, which the loader cannot hash.
        self.odd_keys: list[Node] = []
        #: Events of the text; 0 when a limit of the analysis ended the pass.
        self.parts = 0
        self._anchors: dict[str, Node] = {}
        self._depth = 0
        self._error: Exception | None = None

    def run(self, text: str, parser: EventSource | None = None) -> Exception | None:
        """Build the tree; returns the error that stopped the parser, after keeping what came before it."""
        self._source = parser or event_source()
        self._events = self._read(self._source.events(text))
        self._build_documents()
        self.finished = self._error is None and self.finished
        return self._error

    def _read(self, next_event: Callable[[], Any]) -> Generator[Any, None, None]:
        """The events up to an error or a limit. All loops below share them, so that the end of them ends every loop."""
        count = 0
        try:
            while (event := next_event()) is not None:
                count += 1
                yield event
                if count > MAX_EVENTS and self.documents < 2 and self._is_node(event.__class__):
                    self._stop("too-large", "the document has too many parts to be analysed", *self._span(event))
                    return
        except self._source.errors as error:
            self._error = error
        self.parts = count

    def _stop(self, code: str, message: str, start: int, end: int) -> None:
        self.problems.append(Problem(code, message, start, end))
        self.finished = False

    def _is_node(self, kind: type) -> bool:
        """Whether an event begins a node; the others begin and end the document, or end a collection."""
        source = self._source
        return kind in (source.scalar, source.alias, source.mapping_start, source.sequence_start)

    def _span(self, event: Any) -> tuple[int, int]:
        return event.start_mark.index + self.shift, event.end_mark.index + self.shift

    # --- documents ----------------------------------------------------------------------------------------------------

    def _build_documents(self) -> None:
        """The first document becomes the tree; of the others only the number is told."""
        source = self._source
        head = Segment(0, None)
        self.segments.append(head)
        for event in self._events:
            kind = event.__class__
            if kind is source.document_start:
                self._begin_document(event)
            elif kind is source.document_end:
                self.documents_ended += 1
            elif self.documents < 2 and self._is_node(kind):
                if kind is source.scalar:
                    self.root = self._scalar(event, head)
                else:
                    self.root = self._part(event, head, _ROOT_KEYS if kind is source.mapping_start else _ENTRIES, False)

    def _begin_document(self, event: Any) -> None:
        self.documents += 1
        if self.documents == 2:
            message = "a second YAML document starts here; dpone reads files with exactly one"
            self.problems.append(Problem("multiple-documents", message, *self._span(event)))
        self._anchors.clear()

    # --- collections: the two loops in which most of a keystroke is spent ---------------------------------------------

    def _fill_mapping(self, node: MappingNode, content: int) -> bool:
        """Read the pairs of a mapping up to its end; False when the events ended before."""
        source = self._source
        scalar_event, mapping_end = source.scalar, source.mapping_end
        segment = node.segment
        pairs = node.pairs
        key: Node | None = None
        for event in self._events:
            kind = event.__class__
            if kind is mapping_end:
                if node.flow:
                    node._end = event.end_mark.index + self.shift - node.segment.base
                return True
            if content and key is None:
                segment = self._begin_segment(event, node)
            if kind is scalar_event:
                part = self._scalar(event, segment)
            else:
                below = _content_below(content, key, is_mapping=kind is source.mapping_start) if content else _VALUES
                part = self._part(event, segment, below, key is None)
                if part is None:
                    break
            if key is None:
                key = part
            else:
                pairs.append((key, part))
                key = None
        if key is not None:
            pairs.append((key, ScalarNode(key.end, key.end, key.segment, None, None, "", "")))
        return False

    def _fill_sequence(self, node: SequenceNode, content: int) -> bool:
        """Read the items of a list up to its end; False when the events ended before."""
        source = self._source
        scalar_event, sequence_end = source.scalar, source.sequence_end
        segment = node.segment
        items = node.items
        for event in self._events:
            kind = event.__class__
            if kind is sequence_end:
                if node.flow:
                    node._end = event.end_mark.index + self.shift - node.segment.base
                return True
            if content:
                segment = self._begin_segment(event, node)
            part = self._scalar(event, segment) if kind is scalar_event else self._part(event, segment, _VALUES, False)
            if part is None:
                break
            items.append(part)
        return False

    def _begin_segment(self, event: Any, container: MappingNode | SequenceNode) -> Segment:
        container.segment.leaf = False
        segment = Segment(event.start_mark.index + self.shift, container)
        self.segments.append(segment)
        return segment

    # --- parts --------------------------------------------------------------------------------------------------------

    def _scalar(self, event: Any, segment: Segment) -> ScalarNode:
        # What nearly all scalars are, without tag and anchor, takes no further call.
        shift = self.shift
        start, end = event.start_mark.index + shift, event.end_mark.index + shift
        anchor, tag, style = event.anchor, event.tag, event.style or ""
        if tag is None:
            if not style and not event.implicit[0]:
                style = '"'
            node = ScalarNode(start, end, segment, anchor, None, event.value, style)
        else:
            node = ScalarNode(start, end, segment, anchor, _tag(tag), event.value, style)
            if tag == "!":
                node.resolve_as(
                    *scalars.resolve_plain(event.value)
                )  # PyYAML takes it for "resolve this", also in quotes
        if anchor is not None:
            self._anchor(node)
        return node

    def _part(self, event: Any, segment: Segment, content: int, is_key: bool) -> Node | None:
        """What is no scalar: an alias, or a collection with all that stands in it. None when it is nested too
        deeply.
        """
        source = self._source
        kind = event.__class__
        if kind is source.alias:
            return self._alias(event, segment, is_key=is_key)
        shift = self.shift
        start, end = event.start_mark.index + shift, event.end_mark.index + shift
        tag, anchor = event.tag, event.anchor
        made = MappingNode if kind is source.mapping_start else SequenceNode
        node = made(start, end, segment, anchor, None if tag is None else _tag(tag), bool(event.flow_style))
        if anchor is not None:
            self._anchor(node)
        if self._depth >= MAX_DEPTH:
            self._stop("too-deep", f"more than {MAX_DEPTH} levels of nesting are not analysed", start, start + 1)
            self._events.close()
            return None
        if node.flow:
            content = _VALUES
        self._depth += 1
        ended = (
            self._fill_mapping(node, content) if isinstance(node, MappingNode) else self._fill_sequence(node, content)
        )
        self._depth -= 1
        if not ended:
            return _left_open(node)
        part = node if node.tag is None else self._whole(node)
        if is_key:
            self.odd_keys.append(part)
        return part

    def _alias(self, event: Any, segment: Segment, *, is_key: bool) -> AliasNode:
        start, end = self._span(event)
        node = AliasNode(start, end, segment, event.anchor, self._anchors.get(event.anchor))
        self.linked = True
        if is_key and isinstance(node.pointee, (MappingNode, SequenceNode)):
            self.odd_keys.append(node)
        if node.pointee is None:
            message = f"alias `*{event.anchor}` has no anchor `&{event.anchor}` above it"
            self.problems.append(Problem("undefined-alias", message, start, end))
        return node

    def _whole(self, node: Node) -> Node:
        """A set or a list of pairs as one value: dpone's loader makes something of it that is no block and no list
        of values.
        """
        made = WholeNode.of(node)
        if made is None:
            return node
        if node.anchor is not None:
            self._anchors[node.anchor] = made
        return made

    def _anchor(self, node: Node) -> None:
        name = node.anchor
        assert name is not None
        self.linked = True
        first = self._anchors.get(name)
        if first is not None:
            self.problems.append(
                Problem(
                    "duplicate-anchor",
                    f"anchor `&{name}` is defined twice; dpone's loader refuses that",
                    node.start,
                    node.end,
                    (first.start, first.end, "first defined here"),
                )
            )
        self._anchors[name] = node


def _content_below(content: int, key: Node | None, *, is_mapping: bool) -> int:
    """What stands in a collection under a key of one that begins segments."""
    name = key.text if type(key) is ScalarNode else ""
    if content == _ROOT_KEYS:
        if is_mapping:
            return _SCHEMAS if name == "schemas" else _VALUES
        return _ENTRIES if name in _ENTRY_LISTS else _VALUES
    if content == _SCHEMAS:
        return _SCHEMA_KEYS if is_mapping else _VALUES
    if content == _SCHEMA_KEYS and not is_mapping:
        return _ENTRIES if name == "tables" else _VALUES
    return _VALUES


def _left_open(node: MappingNode | SequenceNode) -> Node:
    """A collection in which the events ended: without its closing bracket it ends with what it holds."""
    if node.flow and (node.pairs if isinstance(node, MappingNode) else node.items):
        last = node.pairs[-1][1] if isinstance(node, MappingNode) else node.items[-1]
        node._end = max(node.end, last.end) - node.segment.base
    return node


def _tag(tag: Any) -> str | None:
    if tag is None or tag == "!":
        return None
    return tag if isinstance(tag, str) else str(tag)
