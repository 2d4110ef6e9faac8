"""Parse only what an edit can have changed, and keep every other node as it is.

A tree is cut into segments of whole lines (see `tree.Segment`). When an edit stays inside one leaf segment, and that
segment parses on its own into the same shape at the same indentation, its nodes are replaced and the segments below are
moved; nothing else is touched. What does not parse yet, because somebody is typing there, is repaired within its
segment, as long as that is what reading all of it would do. Whenever anything is unusual (anchors, document markers,
odd line breaks) the whole text is parsed again: being right comes first.

This is the one trick behind fast keystrokes in long files: a full parse of 11,000 lines costs about 100 times one table
entry. A property test holds it equal to a full parse after any sequence of edits.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

from dpone_si.manifest.syntax.parse import Slice, SyntaxTree, parse, parse_slice
from dpone_si.manifest.syntax.problem import Problem
from dpone_si.manifest.syntax.subdivision import divide, line_start, renew
from dpone_si.manifest.syntax.text import SourceText
from dpone_si.manifest.syntax.tree import MappingNode, Node, Segment, SequenceNode
from dpone_si.records import record

#: `? key` on lines of their own: such a key starts a segment after its question mark.
_EXPLICIT_KEY = re.compile(r"^[ -]*\?(?:\s|$)", re.MULTILINE)

#: With more faults than this the whole text is parsed: how many lines may be left out is counted over all of it.
_MAX_PROBLEMS = 3


def reparse(tree: SyntaxTree, text: str, *, passing: bool = False) -> SyntaxTree:
    """The tree of `text`, reusing nodes of `tree`, which must not be used afterwards.

    `passing`: the text is only tried, see `memory_of`; then segments stay as they are cut.
    """
    quick = _try(tree, text, passing=passing)
    return quick if quick is not None else parse(SourceText(text))


def memory_of(tree: SyntaxTree) -> Callable[[], None]:
    """Remembers what `reparse` changes in place; calling the result makes the tree again what it is now."""
    segments = list(tree.segments)
    bases = [(segment.base, segment.container) for segment in segments]
    containers = {id(segment.container): segment.container for segment in segments if segment.container is not None}
    children = [
        (one, one._start, list(one.pairs if isinstance(one, MappingNode) else one.items)) for one in containers.values()
    ]

    def put_back() -> None:
        for segment, (base, container) in zip(segments, bases, strict=True):
            segment.base, segment.container = base, container
        tree.segments[:] = segments
        for one, start, below in children:
            one._start = start
            if isinstance(one, MappingNode):
                one.pairs[:] = below  # type: ignore[assignment]
                one.changed()
            else:
                one.items[:] = below  # type: ignore[assignment]

    return put_back


@record(frozen=True)
class _Place:
    """Where the edit is: segment `number`, whose lines go from `first` to `last` in the old text and end `delta`
    later in the new one.
    """

    number: int
    first: int
    last: int
    delta: int


def _try(tree: SyntaxTree, text: str, *, passing: bool) -> SyntaxTree | None:
    """The tree of `text` with one segment parsed again; None when that may not equal a full parse."""
    if not _is_suitable(tree, text):
        return None
    place = _locate(tree, text, passing=passing)
    if place is None:
        return None
    source = SourceText(text)
    made = parse_slice(source, place.first, place.last + place.delta)
    if made is None:
        return None
    problems = _problems(tree, made, place)
    if problems is None:
        return None
    segments = tree.segments
    segment = segments[place.number]
    if segment.parent is not None and any(part.container is not made.root for part in made.segments):
        return None  # the parser has cut it in its own way
    below = _graft(segment, made.root, _column(segment, tree.source.text, place.first), text)
    if below is None:
        return None
    _replace_segment(segments, place, made, below)
    return SyntaxTree(source, tree.root, problems, segments, repaired=any(problem.blanked for problem in problems))


def _is_suitable(tree: SyntaxTree, text: str) -> bool:
    """Whether the old tree is cut into segments, and both texts are free of what reaches across them."""
    if (
        len(tree.segments) < 2
        or tree.linked
        or not tree.complete
        or tree.root is None
        or len(tree.problems) > _MAX_PROBLEMS
    ):
        return False
    if "?" in text and _EXPLICIT_KEY.search(text) is not None:
        return False
    return not _has_odd_break(tree.source.text) and not _has_odd_break(text)


def _locate(tree: SyntaxTree, text: str, *, passing: bool) -> _Place | None:
    """The one leaf segment whose whole lines hold all that differs between the old text and the new one."""
    old = tree.source.text
    segments = tree.segments
    start = common_prefix(old, text)
    suffix = common_suffix(old, text, start)
    old_end, delta = len(old) - suffix, len(text) - len(old)
    number = _number(segments, old, start)
    if number < 1:
        return None
    while not passing and divide(old, segments, number):
        number = _number(segments, old, start)
    segment = segments[number]
    if not segment.leaf or segment.container is None:
        return None
    first = line_start(old, segment.base)
    last = _end_of(segments, number, old)
    if last is None or start < first or old_end > last or (old_end == last and start == last and last != len(old)):
        return None
    if number + 1 < len(segments) and text[last + delta - 1 : last + delta] != "\n":
        return None
    return _Place(number, first, last, delta)


def _end_of(segments: list[Segment], number: int, text: str) -> int | None:
    """Where the lines of a segment end; None when the next one begins with a dash on a line of its own, above."""
    if number + 1 == len(segments):
        return len(text)
    following = segments[number + 1]
    last = line_start(text, following.base)
    return None if isinstance(following.container, SequenceNode) and "-" not in text[last : following.base] else last


def _problems(tree: SyntaxTree, made: Slice, place: _Place) -> tuple[Problem, ...] | None:
    """What is wrong in the whole new text; None when only a full parse can tell."""
    before = [problem for problem in tree.problems if problem.start < place.first]
    if any(problem.cause is not None and problem.cause[0] >= place.first for problem in before):
        return None  # what was open above may be closed now
    is_last = place.number + 1 == len(tree.segments)
    after = [] if is_last else [problem.moved(place.delta) for problem in tree.problems if problem.start >= place.last]
    problems = (*before, *made.problems, *after)
    return problems if len(problems) <= _MAX_PROBLEMS else None


def _column(segment: Segment, text: str, first: int) -> int:
    """The column of a segment's key or dash; negative when there is no dash on its first line."""
    if isinstance(segment.container, MappingNode):
        return segment.base - first
    return text.find("-", first, segment.base) - first


def _graft(segment: Segment, root: Node, column: int, text: str) -> MappingNode | SequenceNode | None:
    """The collection of a segment with its entry replaced by those of `root`; None when they do not fit in its place.

    That is the collection itself where the parser made the segment, and a copy where the segment was divided from
    another one.
    """
    container = segment.container
    if root.start - line_start(text, root.start) != column:
        return None
    below: MappingNode | SequenceNode
    if isinstance(container, MappingNode) and isinstance(root, MappingNode) and not root.flow:
        index = next((i for i, (key, _) in enumerate(container.pairs) if key.segment is segment), None)
        if index is None:
            return None
        below = container if segment.parent is None else container.copy()
        below.pairs[index : index + 1] = root.pairs
        below.changed()
    elif isinstance(container, SequenceNode) and isinstance(root, SequenceNode) and not root.flow:
        index = next((i for i, item in enumerate(container.items) if item.segment is segment), None)
        if index is None:
            return None
        below = container if segment.parent is None else container.copy()
        below.items[index : index + 1] = root.items
    else:
        return None
    if index == 0:
        below.move_start(root.start)
    return below


def _replace_segment(segments: list[Segment], place: _Place, made: Slice, below: MappingNode | SequenceNode) -> None:
    """Put the segments of the parsed lines in the place of the old one, whose collection is `below` now, and move
    those behind it.
    """
    parent = segments[place.number].parent
    for part in made.segments:
        if part.container is made.root:
            part.container = below
            part.parent = parent
    for later in segments[place.number + 1 :]:
        later.base += place.delta
    segments[place.number : place.number + 1] = made.segments
    if parent is not None:
        renew(parent, segments, below)


def _number(segments: list[Segment], text: str, offset: int) -> int:
    """Which segment's lines hold an offset."""
    return bisect_right(segments, offset, key=lambda segment: line_start(text, segment.base)) - 1


def _has_odd_break(text: str) -> bool:
    """True when lines end with anything but ``\\n`` or ``\\r\\n``, where the lines of YAML and those counted here
    part ways.
    """
    return (
        ("\r" in text and text.count("\r") != text.count("\r\n"))
        or "\u2028" in text
        or "\u2029" in text
        or "\x85" in text
    )


def common_prefix(one: str, other: str) -> int:
    """Length of the common start of two texts. Compares slices by halving: a few block comparisons instead of a loop
    over characters.
    """
    low, high = 0, min(len(one), len(other))
    if one[:high] == other[:high]:
        return high
    while high - low > 1:
        middle = (low + high) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle
    return low


def common_suffix(one: str, other: str, limit: int) -> int:
    """Length of the common end, not reaching back over `limit` in either text."""
    most = min(len(one), len(other)) - limit
    low, high = 0, most
    if one[len(one) - high :] == other[len(other) - high :]:
        return high
    while high - low > 1:
        middle = (low + high) // 2
        if one[len(one) - middle : len(one) - low] == other[len(other) - middle : len(other) - low]:
            low = middle
        else:
            high = middle
    return low
