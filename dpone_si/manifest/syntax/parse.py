"""Text to tree: never fails, repairs half-typed text. The door to the room; `incremental` parses only what an edit
can have changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from dpone_si.manifest.syntax.alias_limits import cut_aliases
from dpone_si.manifest.syntax.libyaml_gaps import FLOW_EDGE
from dpone_si.manifest.syntax.loader_refusals import find_bad_merges, find_collections_as_keys
from dpone_si.manifest.syntax.problem import Problem
from dpone_si.manifest.syntax.recovery import read
from dpone_si.manifest.syntax.text import SourceText
from dpone_si.manifest.syntax.tree import Node, Segment, SequenceNode
from dpone_si.manifest.syntax.tree_builder import MAX_DEPTH
from dpone_si.manifest.syntax.yaml_events import event_source
from dpone_si.records import field, record

#: Texts longer than this (code points) are not parsed at all.
MAX_LENGTH = 16 * 1024 * 1024
#: Of more stray tabs than this no more is said: one editor put them all there.
MAX_TABS = 100
_BOUNDARY = re.compile(r"^(?:---|\.\.\.|%)", re.MULTILINE)
#: What YAML does not allow in a text. Written as what is refused: the set of all that is allowed takes ten times longer
#: to compile.
_UNREADABLE = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"


@record
class SyntaxTree:
    """What one text holds. `root` is None for an empty document; `complete` is False when parsing stopped early for
    good.
    """

    source: SourceText
    root: Node | None
    problems: tuple[Problem, ...]
    segments: list[Segment] = field(default_factory=list[Segment])
    #: True when anchors or aliases occur: then no part may be parsed on its own.
    linked: bool = False
    complete: bool = True
    #: True when the text had to be changed (lines blanked) before it could be parsed.
    repaired: bool = False
    #: What others have worked out from this very tree, under keys of their own; it goes with the tree.
    derived: dict[object, object] = field(default_factory=dict[object, object], shown=False)

    @property
    def refusal(self) -> Problem | None:
        """The first problem that dpone stops at too; the limits of the analysis are ours alone."""
        return next((problem for problem in self.problems if problem.code not in ("too-large", "too-deep")), None)


@record(frozen=True)
class Slice:
    """The tree of some lines of a text."""

    root: Node
    segments: list[Segment]
    problems: list[Problem]


def parser_kind() -> str:
    """ "c" with the C extension, "pure" with the (about eight times slower) Python parser of ruamel.yaml."""
    return event_source().kind


def parse(source: SourceText | str) -> SyntaxTree:
    """The tree of a text and the problems in it. Never raises."""
    if isinstance(source, str):
        source = SourceText(source)
    text = source.text
    if len(text) > MAX_LENGTH:
        where = Problem(
            "too-large", f"the file has {len(text):,} characters; more than {MAX_LENGTH:,} are not analysed", 0, 0
        )
        return SyntaxTree(source, None, (where,), complete=False)
    problems: list[Problem] = []
    working = text
    shift = 0
    if text.startswith("\ufeff"):
        # libyaml swallows the byte order mark without counting it.
        working = text[1:]
        shift = 1
    clean = _replace_unreadable(working, shift, problems)
    reading = read(clean, shift, source, 12 if len(text) < 200_000 else 4)
    assert reading is not None
    builder = reading.builder
    problems.extend(reading.problems)
    if builder.linked and builder.root is not None:
        _cut_aliases(builder.root, builder.parts, problems)
    find_collections_as_keys(builder.root, builder.odd_keys, text, problems)
    find_bad_merges(builder.root, text, problems)
    problems.extend(islice(reading.stray_tabs(0, len(text)), MAX_TABS))
    problems.sort(key=lambda problem: problem.start)
    edged = reading.edged or (reading.problems and FLOW_EDGE.search(clean))
    whole = clean is text and not edged and builder.documents <= 1 and reading.is_local(builder.segments, text)
    return SyntaxTree(
        source,
        builder.root,
        tuple(_distinct(problems)),
        builder.segments if whole else [],
        builder.linked,
        builder.finished,
        bool(reading.blanked) or clean is not working,
    )


def parse_slice(source: SourceText, start: int, end: int) -> Slice | None:
    """The tree of some whole lines of a text with offsets into the whole text; None when it may be another one among
    the other lines.
    """
    text = source.text
    part = text[start:end]
    if not _is_readable(part) or _BOUNDARY.search(part) is not None:
        return None
    reading = read(part, start, source, 3, _next_line(text, end))
    if reading is None or (reading.problems and FLOW_EDGE.search(part)):
        return None
    builder = reading.builder
    root = builder.root
    if (
        builder.problems
        or builder.linked
        or builder.documents != 1
        or not builder.finished
        or root is None
        or root.tag is not None
    ):
        return None
    if reading.blanked and _leaves_block(part, root):
        return None
    problems = reading.problems
    find_collections_as_keys(root, builder.odd_keys, text, problems)
    find_bad_merges(root, part, problems)
    problems.extend(reading.stray_tabs(start, end))
    problems.sort(key=lambda problem: problem.start)
    return Slice(root, builder.segments[1:], list(_distinct(problems)))


def _next_line(text: str, start: int) -> str:
    """The text from `start` to the end of the next line that holds something."""
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        line = text[start:end].strip()
        if line and not line.startswith("#"):
            return text[start:end]
        start = end
    return ""


def _leaves_block(part: str, root: Node) -> bool:
    """True when a line is indented less than the block it is read in: among the other lines it may belong to the
    block above.
    """
    indent = None
    for line in part.splitlines():
        stripped = line.lstrip(" ")
        if not stripped.strip() or stripped.startswith("#"):
            continue
        column = len(line) - len(stripped)
        if indent is None:
            indent = column
        dashed = stripped.startswith("- ") or stripped.rstrip() == "-"
        if column < indent or (column == indent and isinstance(root, SequenceNode) and not dashed):
            return True
    return False


def _cut_aliases(root: Node, parts: int, problems: list[Problem]) -> None:
    cut = cut_aliases(root, parts, MAX_DEPTH)
    if cut is None:
        return
    message = (
        f"alias `*{cut.name}` repeats too much, or a value that contains itself; it is not analysed, nor any "
        f"that repeats as much"
    )
    problems.append(Problem("too-large", message, cut.start, cut.end))


def _is_readable(text: str) -> bool:
    """Whether YAML allows every character of a text. What can be printed is allowed, so that nearly no text needs a
    closer look.
    """
    if text.replace("\n", "").replace("\r", "").replace("\t", "").isprintable():
        return True
    return re.search(_UNREADABLE, text) is None


def _replace_unreadable(text: str, shift: int, problems: list[Problem]) -> str:
    if _is_readable(text):
        return text
    for match in islice(re.finditer(_UNREADABLE, text), 5):
        at = match.start() + shift
        problems.append(
            Problem(
                "unreadable-character",
                f"character U+{ord(match.group()):04X} is not allowed in YAML; dpone cannot read this file",
                at,
                at + 1,
            )
        )
    return re.sub(_UNREADABLE, "?", text)


def _distinct(problems: list[Problem]) -> Iterator[Problem]:
    seen: set[tuple[str, int]] = set()
    for problem in problems:
        if (problem.code, problem.start) not in seen:
            seen.add((problem.code, problem.start))
            yield problem
