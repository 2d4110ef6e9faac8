"""Long segments are divided where somebody types, so that a keystroke parses a few lines and not a long block again.

The parser cuts a text into segments it knows beforehand (top-level entries, table entries). One of them may be hundreds
of lines long: the columns of a schema contract, the options of a sink. The first edit inside divides it: each child of
its block becomes a segment of its own, and so on downwards along the way to the edit.

Nodes say by their identity that nothing below them has changed. Where a child of a divided block is replaced, the
blocks above it are therefore replaced as well, by shallow copies, up to the segment the parser made.
"""

from __future__ import annotations

from dpone_si.manifest.syntax.tree import MappingNode, Node, Segment, SequenceNode, walk

#: A segment shorter than this (code points) is parsed faster than it is divided.
LONG = 500


def divide(text: str, segments: list[Segment], number: int) -> bool:
    """Divide a leaf segment of a text into one for each child of its block; False when there is nothing to gain."""
    segment = segments[number]
    last = segments[number + 1].base if number + 1 < len(segments) else len(text)
    if not segment.leaf or last - segment.base < LONG:
        return False
    block = _block(segment)
    if block is None:
        return False
    first_line = line_start(text, segment.base)
    made: list[tuple[Segment, tuple[Node, ...]]] = []
    for parts in _children(block):
        start = parts[0].start
        line = line_start(text, start)
        if line == first_line:
            continue  # it shares its line with the key or dash above and stays there
        if isinstance(block, SequenceNode) and "-" not in text[line:start]:
            return False  # its dash stands on a line of its own
        made.append((Segment(start, block, segment), parts))
    if not made:
        return False
    for child, parts in made:
        for part in parts:
            for node in walk(part):
                node.move_to(child)
    segment.leaf = False
    segments[number + 1 : number + 1] = [child for child, _ in made]
    return True


def renew(segment: Segment, segments: list[Segment], changed: MappingNode | SequenceNode) -> None:
    """Put a changed copy of a divided block in its place, and copies of the blocks above it; `segment` is the one
    that was divided.
    """
    replaced: dict[MappingNode | SequenceNode, MappingNode | SequenceNode] = {}
    new: MappingNode | SequenceNode = changed
    while True:
        old = _block(segment)
        container = segment.container
        assert old is not None
        assert container is not None
        replaced[old] = new
        above = container if segment.parent is None else container.copy()
        if isinstance(above, MappingNode):
            index = next(i for i, (_, value) in enumerate(above.pairs) if value is old)
            above.pairs[index] = (above.pairs[index][0], new)
            above.changed()
        else:
            above.items[next(i for i, item in enumerate(above.items) if item is old)] = new
        if segment.parent is None:
            break
        segment, new = segment.parent, above
    for one in segments:
        if one.container in replaced:
            one.container = replaced[one.container]


def _block(segment: Segment) -> MappingNode | SequenceNode | None:
    """The block collection that is the value of a segment's entry."""
    container = segment.container
    found: Node | None = None
    if isinstance(container, MappingNode):
        found = next((value for key, value in container.pairs if key.segment is segment), None)
    elif container is not None:
        found = next((item for item in container.items if item.segment is segment), None)
    return found if isinstance(found, (MappingNode, SequenceNode)) and not found.flow else None


def _children(block: MappingNode | SequenceNode) -> list[tuple[Node, ...]]:
    return list(block.pairs) if isinstance(block, MappingNode) else [(item,) for item in block.items]


def line_start(text: str, offset: int) -> int:
    """Offset of the first character of the line that holds an offset; only ``\\n`` ends a line here."""
    return text.rfind("\n", 0, offset) + 1
