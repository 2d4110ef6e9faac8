"""Events to nodes: one pass over what the parser finds in a text.

The events are several times cheaper than composed nodes and keep the place of an alias.
"""

from __future__ import annotations

from typing import Any, cast

from dpone_si.manifest import scalars
from dpone_si.manifest.problem import Problem
from dpone_si.manifest.tree import AliasNode, MappingNode, Node, ScalarNode, Segment, SequenceNode, WholeNode
from dpone_si.manifest.yaml_events import EventSource, event_source

#: Deeper nesting than this is not followed: no manifest needs it, and dpone's recursive loader stops at about 1000.
MAX_DEPTH = 200
#: More events than this are not turned into a tree.
MAX_EVENTS = 8_000_000


class TreeBuilder:
    """One pass over the events of one text."""

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
        #: Nodes of the text.
        self.parts = 0
        self._anchors: dict[str, Node] = {}

    def run(self, text: str, parser: EventSource | None = None) -> Exception | None:
        """Build the tree; returns the error that stopped the parser, after keeping what came before it."""
        parser = parser or event_source()
        error = self._build(parser.events(text), parser)
        self.finished = error is None and self.finished
        return error

    def _build(self, next_event: Any, parser: EventSource) -> Exception | None:
        # One flat loop with local names: this is where most of a keystroke goes.
        scalar_event, alias_event = parser.scalar, parser.alias
        mapping_start, sequence_start = parser.mapping_start, parser.sequence_start
        mapping_end, sequence_end = parser.mapping_end, parser.sequence_end
        document_start, document_end = parser.document_start, parser.document_end
        shift = self.shift
        anchors = self._anchors
        segments = self.segments
        segment = Segment(0, None)
        segments.append(segment)
        stack: list[tuple[Any, bool, Node | None, int, Segment]] = []
        # Declared loosely: the loop below is narrowed wrongly otherwise, and casts cost time here.
        current: Any = cast("Any", None)
        is_mapping = False
        pending: Any = cast("Any", None)
        # What the children of the current collection are: 0 nothing special, 1 pairs of the root, 2 of `schemas`,
        # 3 of one schema block, 4 items of `tables`, `processes`, `entries` or `sources`.
        role = 0
        count = 0
        ignoring = False
        while True:
            try:
                event = next_event()
            except parser.errors as error:
                self.parts = count
                self._close(stack, current, is_mapping, pending)
                return error
            if event is None:
                self.parts = count
                return None
            count += 1
            kind = event.__class__
            if ignoring and kind is not document_start and kind is not document_end:
                continue
            if kind is scalar_event or kind is mapping_start or kind is sequence_start or kind is alias_event:
                start = event.start_mark.index + shift
                end = event.end_mark.index + shift
                if role and (pending is None if is_mapping else True):
                    current.segment.leaf = False  # pyright: ignore[reportOptionalMemberAccess] - a role is only given inside a collection
                    segment = Segment(start, current)
                    segments.append(segment)
                if kind is scalar_event:
                    tag = event.tag
                    node: Any = ScalarNode(start, end, segment, event.anchor, _tag(tag), event.value, event.style or "")
                    if tag is None:
                        if not node.style and not event.implicit[0]:
                            node.style = '"'
                    elif tag == "!":
                        node.resolve_as(*scalars.resolve_plain(event.value))  # PyYAML takes it for "resolve this", also in quotes
                elif kind is alias_event:
                    node = AliasNode(start, end, segment, event.anchor, anchors.get(event.anchor))
                    self.linked = True
                    if is_mapping and pending is None and isinstance(node.pointee, (MappingNode, SequenceNode)):
                        self.odd_keys.append(node)
                    if node.pointee is None:
                        self.problems.append(
                            Problem(
                                "undefined-alias",
                                f"alias `*{event.anchor}` has no anchor `&{event.anchor}` above it",
                                start,
                                end,
                            )
                        )
                else:
                    flow = bool(event.flow_style)
                    made = MappingNode if kind is mapping_start else SequenceNode
                    node = made(start, end, segment, event.anchor, _tag(event.tag), flow)
                if node.anchor is not None:
                    self._anchor(node)
                if kind is mapping_start or kind is sequence_start:
                    if len(stack) >= MAX_DEPTH:
                        self.problems.append(
                            Problem(
                                "too-deep",
                                f"more than {MAX_DEPTH} levels of nesting are not analysed",
                                start,
                                start + 1,
                            )
                        )
                        self.finished = False
                        self._close(stack, current, is_mapping, pending)
                        return None
                    child_role = 0
                    if not node.flow:
                        if current is None:
                            child_role = 1 if kind is mapping_start else 4
                        elif role == 1:
                            name = pending.text if type(pending) is ScalarNode else ""
                            if kind is mapping_start:
                                child_role = 2 if name == "schemas" else 0
                            else:
                                child_role = 4 if name in ("processes", "entries", "sources") else 0
                        elif role == 2:
                            child_role = 3 if kind is mapping_start else 0
                        elif role == 3 and kind is sequence_start:
                            child_role = 4 if type(pending) is ScalarNode and pending.text == "tables" else 0
                    stack.append((current, is_mapping, pending, role, segment))
                    current, is_mapping, pending, role = node, kind is mapping_start, None, child_role
                elif current is None:
                    self.root = node
                elif is_mapping:
                    if pending is None:
                        pending = node
                    else:
                        current.pairs.append((pending, node))
                        pending = None
                else:
                    current.items.append(node)
                if count > MAX_EVENTS:
                    self.problems.append(
                        Problem("too-large", "the document has too many parts to be analysed", start, end)
                    )
                    self.finished = False
                    self._close(stack, current, is_mapping, pending)
                    return None
            elif kind is mapping_end or kind is sequence_end:
                node = current
                if node.flow:
                    node._end = event.end_mark.index + shift - node.segment.base
                current, is_mapping, pending, role, segment = stack.pop()
                if node.tag is not None:
                    node = self._whole(node)
                if current is None:
                    self.root = node
                elif is_mapping:
                    if pending is None:
                        pending = node
                        self.odd_keys.append(node)
                    else:
                        current.pairs.append((pending, node))
                        pending = None
                else:
                    current.items.append(node)
            elif kind is document_start:
                self.documents += 1
                if self.documents > 1:
                    if self.documents == 2:
                        at = event.start_mark.index + shift
                        self.problems.append(
                            Problem(
                                "multiple-documents",
                                "a second YAML document starts here; dpone reads files with exactly one",
                                at,
                                event.end_mark.index + shift,
                            )
                        )
                    ignoring = True
                anchors.clear()
            elif kind is document_end:
                self.documents_ended += 1

    def _close(self, stack: list[Any], current: Any, is_mapping: bool, pending: Node | None) -> None:
        """Attach the collections that were still open when the parser stopped."""
        while current is not None:
            if is_mapping and pending is not None:
                end = pending.end
                current.pairs.append((pending, ScalarNode(end, end, pending.segment, None, None, "", "")))
            node = current
            if node.flow and (node.pairs if isinstance(node, MappingNode) else node.items):
                # It has no bracket at its end: it ends with what it holds.
                last = node.pairs[-1][1] if isinstance(node, MappingNode) else node.items[-1]
                node._end = max(node.end, last.end) - node.segment.base
            current, is_mapping, pending, _, _ = stack.pop()
            if current is None:
                self.root = node
            elif is_mapping:
                if pending is None:
                    pending = node
                else:
                    current.pairs.append((pending, node))
                    pending = None
            else:
                current.items.append(node)

    def _whole(self, node: Node) -> Node:
        """A set or a list of pairs as one value: dpone's loader makes something of it that is no block and no list of values."""
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


def _tag(tag: Any) -> str | None:
    if tag is None or tag == "!":
        return None
    return tag if isinstance(tag, str) else str(tag)
