"""Text to tree: never fails, repairs half-typed text.

The tree is built from the parser's *events*: they are several times cheaper than composed nodes and keep the place of an alias.
libyaml, which does the work through `ruamel.yaml.clib`, gives exact start and end indices in code points.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterator
from itertools import islice
from typing import Any, cast

from dpone_si.manifest import scalars
from dpone_si.manifest.alias_limits import cut_aliases
from dpone_si.manifest.tabs import stray_tabs
from dpone_si.manifest.text import SourceText
from dpone_si.manifest.tree import AliasNode, MappingNode, Node, ScalarNode, Segment, SequenceNode, is_merge, walk
from dpone_si.manifest.yaml_events import EventSource, event_source, pure_source
from dpone_si.records import field, record, replace

#: Deeper nesting than this is not followed: no manifest needs it, and dpone's recursive loader stops at about 1000.
MAX_DEPTH = 200
#: Texts longer than this (code points) are not parsed at all.
MAX_LENGTH = 16 * 1024 * 1024
#: Longest text (code points) that is read again for what libyaml refuses just before a bracket.
MAX_SECOND = 100_000
#: Of more stray tabs than this no more is said: one editor put them all there.
MAX_TABS = 100
#: More events than this are not turned into a tree.
MAX_EVENTS = 8_000_000


@record(frozen=True)
class Problem:
    """A fault of the text itself. `code` names its kind, `start`/`end` its place, `cause` a second place that explains it."""

    code: str
    message: str
    start: int
    end: int
    cause: tuple[int, int, str] | None = None
    #: True when a line had to be left out because of it, so that the rest could be read.
    blanked: bool = False

    def moved(self, delta: int) -> Problem:
        """The same fault further down in the text."""
        cause = None if self.cause is None else (self.cause[0] + delta, self.cause[1] + delta, self.cause[2])
        return replace(self, start=self.start + delta, end=self.end + delta, cause=cause)


@record
class SyntaxTree:
    """What one text holds. `root` is None for an empty document; `complete` is False when parsing stopped early for good."""

    source: SourceText
    root: Node | None
    problems: tuple[Problem, ...]
    segments: list[Segment] = field(default_factory=list[Segment])
    #: True when anchors or aliases occur: then no part may be parsed on its own.
    linked: bool = False
    complete: bool = True
    #: True when the text had to be changed (lines blanked) before it could be parsed.
    repaired: bool = False

    @property
    def refusal(self) -> Problem | None:
        """The first problem that dpone stops at too; the limits of the analysis are ours alone."""
        return next((problem for problem in self.problems if problem.code not in ("too-large", "too-deep")), None)


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
    reading = _read(clean, shift, source, 12 if len(text) < 200_000 else 4)
    assert reading is not None
    builder = reading.builder
    problems.extend(reading.problems)
    if builder.linked and builder.root is not None:
        _cut_aliases(builder.root, builder.parts, problems)
    _find_unquoted_templates(builder.root, text, problems)
    _find_bad_merges(builder.root, text, problems)
    problems.extend(islice(reading.stray_tabs(0, len(text)), MAX_TABS))
    problems.sort(key=lambda problem: problem.start)
    edged = reading.edged or (reading.problems and _FLOW_EDGE.search(clean))
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


@record
class _Reading:
    """What came of reading a text, after the lines that could not be read were left out."""

    builder: _Builder
    problems: list[Problem]
    #: Lines that were left out, each with what it was left out for.
    blanked: dict[int, Problem | None]
    source: SourceText
    #: True when the text was read in a second way, for what libyaml refuses just before a bracket.
    edged: bool = False

    def stray_tabs(self, start: int, end: int) -> Iterator[Problem]:
        """Tabs that stop dpone, in the lines that could be read."""
        for span in stray_tabs(self.builder.root, self.source.text, start, end):
            if self.source.line_of(span[0]) not in self.blanked:
                yield Problem("stray-tab", _STRAY_TAB, *span)

    def is_local(self, segments: list[Segment], text: str) -> bool:
        """True when every fault and what was left out for it lie within the lines of one segment."""
        if not self.blanked:
            return True
        starts = [text.rfind("\n", 0, segment.base) + 1 for segment in segments]
        for line, problem in self.blanked.items():
            if problem is None:
                return False
            places = [self.source.line_starts[line], problem.start, *([] if problem.cause is None else problem.cause[:1])]
            if len({bisect_right(starts, place) for place in places}) > 1:
                return False
        return True


def _read(text: str, shift: int, source: SourceText, tries: int, following: str | None = None) -> _Reading | None:
    """Read a text, or a part of it that begins at `shift`, leaving out up to `tries` lines.

    `following` is what stands after a part ('' at the end of the text). An error in a part is believed only when it is the one that
    reading the whole text would stop at; the answer is None when that cannot be told.
    """
    problems: list[Problem] = []
    blanked: dict[int, Problem | None] = {}
    working = text
    masked = _COLON_MASK in text
    edged = False
    while True:
        builder = _Builder(shift)
        error = builder.run(working)
        if error is None:
            break
        if not masked and _COLON_REFUSED in str(getattr(error, "problem", "")):
            masked = True
            working = _INNER_COLON.sub(_COLON_MASK, working)
            continue
        if following is None and not blanked and len(text) < MAX_SECOND and _FLOW_EDGE.search(working):
            second = _read_edges(working, shift)
            if second is not None:
                builder, edged = second, True
                break
        if following:
            error = _Builder(shift).run(working + following)
            if error is None or _index_of(error) >= len((working + following).rstrip()):
                return None
        if following is not None and "expected '-' indicator" in str(getattr(error, "problem", "")):
            return None  # among the other lines the list may end here
        code, message, at, cause = _describe(error, working, source, shift)
        problem = None
        if builder.documents_ended == 0 or builder.documents < 2:
            problem = Problem(code, message, at, _word_end(source.text, at), cause, blanked=True)
        line = _line_to_blank(error, source, shift, blanked, source.text)
        if following is not None and (problem is None or line is None or not shift <= source.line_starts[line] < shift + len(text)):
            return None
        if line is None or tries == 0:
            if following is not None:
                return None
            if problem is not None:
                problems.append(replace(problem, blanked=False))
            break
        if problem is not None:
            problems.append(problem)
        tries -= 1
        blanked[line] = problem
        start, end = source.line_span(line)
        start, end = max(start - shift, 0), end - shift
        working = working[:start] + _blank(working[start:end], code, error) + working[end:]
    problems.extend(builder.problems)
    if masked and builder.root is not None:
        _unmask(builder.root)
    return _Reading(builder, problems, blanked, source, edged)


def _index_of(error: Exception) -> int:
    mark = getattr(error, "problem_mark", None)
    return mark.index if mark is not None else getattr(error, "position", 0) or 0


def _cut_aliases(root: Node, parts: int, problems: list[Problem]) -> None:
    cut = cut_aliases(root, parts, MAX_DEPTH)
    if cut is None:
        return
    message = f"alias `*{cut.name}` repeats too much, or a value that contains itself; it is not analysed, nor any that repeats as much"
    problems.append(Problem("too-large", message, cut.start, cut.end))


_BOUNDARY = re.compile(r"^(?:---|\.\.\.|%)", re.MULTILINE)


@record(frozen=True)
class Slice:
    """The tree of some lines of a text."""

    root: Node
    segments: list[Segment]
    problems: list[Problem]


def parse_slice(source: SourceText, start: int, end: int) -> Slice | None:
    """The tree of some whole lines of a text with offsets into the whole text; None when it may be another one among the other lines."""
    text = source.text
    part = text[start:end]
    if _UNREADABLE.search(part) is not None or _BOUNDARY.search(part) is not None:
        return None
    reading = _read(part, start, source, 3, _next_line(text, end))
    if reading is None or (reading.problems and _FLOW_EDGE.search(part)):
        return None
    builder = reading.builder
    root = builder.root
    if builder.problems or builder.linked or builder.documents != 1 or not builder.finished or root is None or root.tag is not None:
        return None
    if reading.blanked and _leaves_block(part, root):
        return None
    problems = reading.problems
    _find_unquoted_templates(root, text, problems)
    _find_bad_merges(root, part, problems)
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
    """True when a line is indented less than the block it is read in: among the other lines it may belong to the block above."""
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


#: libyaml as ruamel.yaml ships it refuses `{url: http://shop}`; PyYAML, with which dpone reads, takes a colon inside a plain value.
_COLON_REFUSED = "found unexpected ':'"
_COLON_MASK = "\ue03a"
#: A colon or question mark with nothing behind it before a bracket, as in `[id:]` and `[?]`: PyYAML reads it, libyaml does not.
_LONE_COLON = re.compile(r":(?=[\],}])")
_FLOW_EDGE = re.compile(r":[\],}]|\?\s*[\],}]")
_INNER_COLON = re.compile(r"(?<=[^\s,\[\]{}\"'<!:]):(?=[^\s,\[\]{}])")


def _read_edges(text: str, shift: int) -> _Builder | None:
    """A text in which values lack before a bracket, read with a blank at each such place; None when more than that is wrong."""
    if "?" in text:
        slow = _Builder(shift)
        if slow.run(text, pure_source()) is None and not _LONE_COLON.search(text):
            return slow
    added: list[int] = []
    while len(added) < 50:
        builder = _Builder(shift)
        error = builder.run(text)
        if error is None:
            _take_back(builder, [at + shift for at in added])
            return builder
        at = _index_of(error)
        if _COLON_REFUSED not in str(getattr(error, "problem", "")) or _LONE_COLON.match(text, at) is None:
            return None
        text = f"{text[: at + 1]} {text[at + 1 :]}"
        added.append(at + 1)
    return None


def _take_back(builder: _Builder, added: list[int]) -> None:
    """Move every node to where it stands in the text without the blanks that were added, each at its offset in ascending order."""
    if builder.root is None:
        return
    places = [(node, node.segment, node._start + node.segment.base, node._end + node.segment.base) for node in walk(builder.root)]
    for segment in builder.segments:
        segment.base -= bisect_left(added, segment.base)
    for node, segment, start, end in places:
        node._start = start - bisect_left(added, start) - segment.base
        node._end = end - bisect_left(added, end) - segment.base


def _unmask(root: Node) -> None:
    """Give scalars back the colons that were hidden from the parser."""
    for node in walk(root):
        if isinstance(node, ScalarNode) and _COLON_MASK in node.text:
            node.text = node.text.replace(_COLON_MASK, ":")


class _Builder:
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
                    node: Any = ScalarNode(
                        start, end, segment, event.anchor, _tag(event.tag), event.value, event.style or ""
                    )
                    if not node.style and not event.implicit[0] and event.tag is None:
                        node.style = '"'
                elif kind is alias_event:
                    node = AliasNode(start, end, segment, event.anchor, anchors.get(event.anchor))
                    self.linked = True
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
        return None if tag is None else scalars.TAG + "str"
    return tag if isinstance(tag, str) else str(tag)


# --- errors ---------------------------------------------------------------------------------------------------------

_UNCLOSED = ("quoted scalar", "flow sequence", "flow mapping", "simple key")
_CONTEXT_LINES = (
    "quoted scalar",
    "flow sequence",
    "flow mapping",
    "simple key",
    "alias",
    "anchor",
    "tag",
    "block scalar",
)
_TEMPLATE_VALUE = re.compile(r"^(?P<lead>[ \t]*(?:- +)*(?:[^\s#'\"][^#\n]*?:[ \t]+|- +)?)(?P<value>\{\{|\{%)")
#: What YAML does not allow in a text. Written as what is refused: the set of all that is allowed takes ten times longer to compile.
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def _replace_unreadable(text: str, shift: int, problems: list[Problem]) -> str:
    found = _UNREADABLE.search(text)
    if found is None:
        return text
    for match in islice(_UNREADABLE.finditer(text), 5):
        at = match.start() + shift
        problems.append(
            Problem(
                "unreadable-character",
                f"character U+{ord(match.group()):04X} is not allowed in YAML; dpone cannot read this file",
                at,
                at + 1,
            )
        )
    return _UNREADABLE.sub("?", text)


def _describe(
    error: Exception, working: str, source: SourceText, shift: int
) -> tuple[str, str, int, tuple[int, int, str] | None]:
    """Code, sentence, place and cause of a parser error."""
    context_mark = getattr(error, "context_mark", None)
    raw = str(getattr(error, "problem", None) or "").strip()
    context = str(getattr(error, "context", None) or "").strip()
    at = min(_index_of(error) + shift, len(source.text))
    line = source.line_text(source.line_of(at))
    cause = None
    # Where the block around it begins explains nothing, unlike an open quote or bracket.
    if context_mark is not None and context_mark.index + shift != at and "parsing a block" not in context:
        begin = context_mark.index + shift
        cause = (begin, min(begin + 1, len(source.text)), context)
    suspect = source.line_text(source.line_of(cause[0])) if cause and "flow" in context else line
    template = _TEMPLATE_VALUE.match(suspect)
    if template is None:
        template = _TEMPLATE_VALUE.match(line)
        suspect = line
    if template is not None:
        number = source.line_of(cause[0]) if cause and suspect is not line else source.line_of(at)
        begin = source.line_span(number)[0] + template.end("lead")
        return "unquoted-template", _UNQUOTED_TEMPLATE, begin, None
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    if "\t" in indent and ("token" in raw or "tab" in raw or "indentation" in raw):
        begin = source.line_start(at) + indent.index("\t")
        return "tab-indent", "a tab is used for indentation; YAML allows only spaces there", begin, None
    if cause is not None and any(word in context for word in _UNCLOSED):
        # The parser notices an unclosed bracket or quote where the next thing begins; the fault is where it was opened.
        return "syntax-error", _sentence(raw, context), cause[0], (at, min(at + 1, len(source.text)), "noticed here")
    return "syntax-error", _sentence(raw, context), at, cause


_STRAY_TAB = "a tab outside of quotes; dpone's YAML loader takes only spaces between values, and cannot read the file"
_UNQUOTED_TEMPLATE = "a value that starts with `{{` must be quoted: without quotes YAML reads it as a mapping, and dpone cannot load the file"

_SENTENCES = (
    ("did not find expected ',' or ']'", "this list is not closed: expected `,` or `]`"),
    ("did not find expected ',' or '}'", "this mapping is not closed: expected `,` or `}`"),
    ("expected ',' or ']'", "this list is not closed: expected `,` or `]`"),
    ("expected ',' or '}'", "this mapping is not closed: expected `,` or `}`"),
    ("could not find expected ':'", "this line is no `key: value` pair: a `:` followed by a space is missing"),
    (
        "mapping values are not allowed",
        "a second `:` in one line: quote the value, or put the nested key on its own line",
    ),
    ("found unexpected end of stream", "the quoted text is never closed"),
    ("did not find expected key", "this line does not fit the indentation of the block above it"),
    ("did not find expected '-' indicator", "this line does not fit the list above it: expected `- `"),
    ("found character that cannot start any token", "a plain value cannot start with this character: quote it"),
    ("found unknown escape character", "unknown escape sequence in double quotes: use single quotes, or write `\\\\`"),
    ("found undefined tag handle", "unknown tag handle"),
    ("block sequence entries are not allowed", "a list item is not allowed here: put it on its own line"),
    ("did not find expected node content", "a value is missing here"),
)


def _sentence(raw: str, context: str) -> str:
    for probe, sentence in _SENTENCES:
        if probe in raw:
            return sentence
    told = raw or "the parser cannot read this"
    return f"{told} ({context})" if context else told


def _line_to_blank(error: Exception, source: SourceText, shift: int, blanked: Container[int], text: str) -> int | None:
    """The line without which the rest may parse: where the unclosed thing began, else where the parser stopped."""
    context_mark = getattr(error, "context_mark", None)
    context = str(getattr(error, "context", None) or "")
    at = _index_of(error) + shift
    choices: list[int] = []
    if context_mark is not None and any(word in context for word in _CONTEXT_LINES):
        choices.append(source.line_of(context_mark.index + shift))
    here = source.line_of(min(at, len(text)))
    choices.append(here)
    back = here
    while back > 0 and (back in blanked or not source.line_text(back).strip()):
        back -= 1
    choices.append(back)
    if context_mark is not None:
        choices.append(source.line_of(context_mark.index + shift))
    for line in choices:
        if line not in blanked and source.line_text(line).strip():
            return line
    return None


def _blank(line: str, code: str, error: Exception) -> str:
    if code == "unquoted-template":
        match = _TEMPLATE_VALUE.match(line)
        if match is not None and match.group("lead").strip():
            kept = match.end("lead")
            return line[:kept] + " " * (len(line) - kept)
    # A half-typed `- ` entry or key keeps its dash, so that the list around it stays a list; a dash among keys is the fault itself.
    stripped = line.lstrip(" ")
    if "expected key" in str(getattr(error, "problem", "")):
        return " " * len(line)
    if stripped.startswith("- ") or stripped.rstrip() == "-":
        kept = len(line) - len(stripped) + 1
        return line[:kept] + " " * (len(line) - kept)
    return " " * len(line)


def _find_unquoted_templates(root: Node | None, text: str, problems: list[Problem]) -> None:
    """``key: {{ x }}`` parses as a mapping inside a mapping; dpone's loader then fails with "unhashable key"."""
    if root is None or "{{" not in text:
        return
    replaced: list[tuple[MappingNode, int]] = []
    stack: list[Node] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, MappingNode):
            for index, (key, value) in enumerate(node.pairs):
                if _is_template_mapping(value, text):
                    replaced.append((node, index))
                else:
                    stack.append(value)
                if isinstance(key, (MappingNode, SequenceNode)) and not _is_template_mapping(node, text):
                    problems.append(
                        Problem(
                            "unhashable-key",
                            "a mapping or list cannot be a key; dpone's loader refuses it",
                            key.start,
                            key.end,
                        )
                    )
        elif isinstance(node, SequenceNode):
            for index, item in enumerate(node.items):
                if _is_template_mapping(item, text):
                    problems.append(Problem("unquoted-template", _UNQUOTED_TEMPLATE, item.start, item.end))
                    node.items[index] = _as_text(item, text)
                else:
                    stack.append(item)
    for mapping, index in replaced:
        key, value = mapping.pairs[index]
        problems.append(Problem("unquoted-template", _UNQUOTED_TEMPLATE, value.start, value.end))
        mapping.pairs[index] = (key, _as_text(value, text))
        mapping.changed()


def _find_bad_merges(root: Node | None, text: str, problems: list[Problem]) -> None:
    """``<<`` takes a mapping or a list of mappings; on anything else dpone's loader stops."""
    if root is None or "<<" not in text:
        return
    for node in walk(root):
        for key, value in node.pairs if isinstance(node, MappingNode) else ():
            if not is_merge(key):
                continue
            target = value.target
            for source in target.items if isinstance(target, SequenceNode) else [target]:
                if not isinstance(source.target, MappingNode):
                    place = value if target is source else source
                    message = "`<<` merges a mapping or a list of mappings into this one; dpone cannot read anything else here"
                    problems.append(Problem("syntax-error", message, place.start, place.end or key.end))


def _is_template_mapping(node: Node, text: str) -> bool:
    return (
        isinstance(node, MappingNode)
        and node.flow
        and text.startswith("{{", node.start)
        and bool(node.pairs)
        and isinstance(node.pairs[0][0], MappingNode)
    )


def _as_text(node: Node, text: str) -> ScalarNode:
    return ScalarNode(node.start, node.end, node.segment, None, scalars.TAG + "str", text[node.start : node.end], "")


def _word_end(text: str, at: int) -> int:
    """End of the run of non-blank characters at `at`: something an editor can underline."""
    end = at
    size = len(text)
    while end < size and end - at < 200 and not text[end].isspace():
        end += 1
    return max(end, min(at + 1, size))


def _distinct(problems: list[Problem]) -> Iterator[Problem]:
    seen: set[tuple[str, int]] = set()
    for problem in problems:
        if (problem.code, problem.start) not in seen:
            seen.add((problem.code, problem.start))
            yield problem
