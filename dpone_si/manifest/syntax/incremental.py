"""Parse only what an edit can have changed, and keep every other node as it is.

A tree is cut into segments of whole lines (see `tree.Segment`). When an edit stays inside one leaf segment, and that segment parses on
its own into the same shape at the same indentation, its nodes are replaced and the segments below are moved; nothing else is touched.
What does not parse yet, because somebody is typing there, is repaired within its segment, as long as that is what reading all of it would
do. Whenever anything is unusual (anchors, document markers, odd line breaks) the whole text is parsed again: being right comes first.

This is the one trick behind fast keystrokes in long files: a full parse of 11,000 lines costs about 100 times one table entry.
A property test holds it equal to a full parse after any sequence of edits.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

from dpone_si.manifest.syntax.parse import SyntaxTree, parse, parse_slice
from dpone_si.manifest.syntax.subdivision import divide, line_start, renew
from dpone_si.manifest.syntax.text import SourceText
from dpone_si.manifest.syntax.tree import MappingNode, Segment, SequenceNode

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
    children = [(one, one._start, list(one.pairs if isinstance(one, MappingNode) else one.items)) for one in containers.values()]

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


def _try(tree: SyntaxTree, text: str, *, passing: bool) -> SyntaxTree | None:
    old = tree.source.text
    segments = tree.segments
    if len(segments) < 2 or tree.linked or not tree.complete or tree.root is None or len(tree.problems) > _MAX_PROBLEMS:
        return None
    if "?" in text and _EXPLICIT_KEY.search(text) is not None:
        return None
    if _has_odd_break(old) or _has_odd_break(text):
        return None
    start = common_prefix(old, text)
    suffix = common_suffix(old, text, start)
    old_end, new_end = len(old) - suffix, len(text) - suffix
    number = _number(segments, old, start)
    if number < 1:
        return None
    while not passing and divide(old, segments, number):
        number = _number(segments, old, start)
    segment = segments[number]
    container = segment.container
    if not segment.leaf or container is None:
        return None
    first = line_start(old, segment.base)
    last = len(old)
    if number + 1 < len(segments):
        following = segments[number + 1]
        last = line_start(old, following.base)
        if isinstance(following.container, SequenceNode) and "-" not in old[last : following.base]:
            return None  # its dash stands on a line of its own, above
    if start < first or old_end > last or (old_end == last and start == last and last != len(old)):
        return None
    delta = new_end - old_end
    if number + 1 < len(segments) and text[last + delta - 1 : last + delta] != "\n":
        return None
    source = SourceText(text)
    made = parse_slice(source, first, last + delta)
    if made is None:
        return None
    root, new_segments = made.root, made.segments
    before = [problem for problem in tree.problems if problem.start < first]
    if any(problem.cause is not None and problem.cause[0] >= first for problem in before):
        return None  # what was open above may be closed now
    after = [problem.moved(delta) for problem in tree.problems if problem.start >= last and number + 1 < len(segments)]
    problems = (*before, *made.problems, *after)
    if len(problems) > _MAX_PROBLEMS:
        return None
    if segment.parent is not None and any(part.container is not root for part in new_segments):
        return None  # the parser has cut it in its own way
    if isinstance(container, MappingNode):
        if not isinstance(root, MappingNode) or root.flow or root.start - line_start(text, root.start) != segment.base - first:
            return None
        index = next((i for i, (key, _) in enumerate(container.pairs) if key.segment is segment), None)
        if index is None:
            return None
        below = container if segment.parent is None else container.copy()
        assert isinstance(below, MappingNode)
        below.pairs[index : index + 1] = root.pairs
        below.changed()
    else:
        if not isinstance(root, SequenceNode) or root.flow:
            return None
        dash = old.find("-", first, segment.base)
        if dash < 0 or root.start - line_start(text, root.start) != dash - first:
            return None
        index = next((i for i, item in enumerate(container.items) if item.segment is segment), None)
        if index is None:
            return None
        below = container if segment.parent is None else container.copy()
        assert isinstance(below, SequenceNode)
        below.items[index : index + 1] = root.items
    if index == 0:
        below.move_start(root.start)
    for part in new_segments:
        if part.container is root:
            part.container = below
            part.parent = segment.parent
    for later in segments[number + 1 :]:
        later.base += delta
    segments[number : number + 1] = new_segments
    if segment.parent is not None:
        renew(segment.parent, segments, below)
    return SyntaxTree(source, tree.root, problems, segments, repaired=any(problem.blanked for problem in problems))


def _number(segments: list[Segment], text: str, offset: int) -> int:
    """Which segment's lines hold an offset."""
    return bisect_right(segments, offset, key=lambda segment: line_start(text, segment.base)) - 1


def _has_odd_break(text: str) -> bool:
    """True when lines end with anything but ``\\n`` or ``\\r\\n``, where the lines of YAML and those counted here part ways."""
    return ("\r" in text and text.count("\r") != text.count("\r\n")) or "\u2028" in text or "\u2029" in text or "\x85" in text


def common_prefix(one: str, other: str) -> int:
    """Length of the common start of two texts. Compares slices by halving: a few block comparisons instead of a loop over characters."""
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

