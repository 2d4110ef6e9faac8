"""What PyYAML reads, and so dpone, and libyaml refuses: colons inside plain values, and values that lack before a
bracket.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from dpone_si.manifest.syntax.messages import index_of
from dpone_si.manifest.syntax.tree import Node, ScalarNode, innermost, walk
from dpone_si.manifest.syntax.tree_builder import TreeBuilder
from dpone_si.manifest.syntax.yaml_events import pure_source

#: libyaml as ruamel.yaml ships it refuses `{url: http://shop}`; PyYAML, with which dpone reads, takes a colon inside a
#: plain value.
COLON_REFUSED = "found unexpected ':'"
COLON_MASK = "\ue03a"
#: A colon or question mark with nothing behind it before a bracket, as in `[id:]` and `[?]`: PyYAML reads it, libyaml
#: does not.
_LONE_COLON = re.compile(r":(?=[\],}])")
FLOW_EDGE = re.compile(r":[\],}]|\?\s*[\],}]")
INNER_COLON = re.compile(r"(?<=[^\s,\[\]{}\"'<!:]):(?=[^\s,\[\]{}])")


def read_edges(text: str, shift: int) -> TreeBuilder | None:
    """A text in which values lack before a bracket, read with a blank at each such place; None when more than that
    is wrong.
    """
    if "?" in text:
        slow = _read_slowly(text, shift)
        if slow is not None:
            return slow
    added: list[int] = []
    while len(added) < 50:
        builder = TreeBuilder(shift)
        error = builder.run(text)
        if error is None:
            _take_back(builder, [at + shift for at in added])
            return builder
        at = index_of(error)
        if COLON_REFUSED not in str(getattr(error, "problem", "")) or _LONE_COLON.match(text, at) is None:
            return None
        text = f"{text[: at + 1]} {text[at + 1 :]}"
        added.append(at + 1)
    return None


def _read_slowly(text: str, shift: int) -> TreeBuilder | None:
    """The text as the Python parser reads it, which takes a lone question mark, but a lone colon for a letter."""
    builder = TreeBuilder(shift)
    if builder.run(text, pure_source()) is not None or builder.root is None:
        return None
    root = builder.root
    added: list[int] = []
    for match in _LONE_COLON.finditer(text):
        node = innermost(root, match.start() + shift)
        if not (isinstance(node, ScalarNode) and node.style and node.start <= match.start() + shift < node.end):
            added.append(match.end() + len(added))
    if not added:
        return builder
    for at in added:
        text = f"{text[:at]} {text[at:]}"
    builder = TreeBuilder(shift)
    if builder.run(text, pure_source()) is not None:
        return None
    _take_back(builder, [at + shift for at in added])
    return builder


def _take_back(builder: TreeBuilder, added: list[int]) -> None:
    """Move every node to where it stands in the text without the blanks that were added, each at its offset in
    ascending order.
    """
    if builder.root is None:
        return
    places = [
        (node, node.segment, node._start + node.segment.base, node._end + node.segment.base)
        for node in walk(builder.root)
    ]
    for segment in builder.segments:
        segment.base -= bisect_left(added, segment.base)
    for node, segment, start, end in places:
        node._start = start - bisect_left(added, start) - segment.base
        node._end = end - bisect_left(added, end) - segment.base


def unmask(root: Node) -> None:
    """Give scalars back the colons that were hidden from the parser."""
    for node in walk(root):
        if isinstance(node, ScalarNode) and COLON_MASK in node.text:
            node.text = node.text.replace(COLON_MASK, ":")
