"""Read a text even where it does not parse: the line at fault is left out, and the rest is read again."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Iterator

from dpone_si.manifest.syntax.libyaml_gaps import COLON_MASK, COLON_REFUSED, FLOW_EDGE, INNER_COLON, read_edges, unmask
from dpone_si.manifest.syntax.messages import TEMPLATE_VALUE, describe, index_of, word_end
from dpone_si.manifest.syntax.problem import Problem
from dpone_si.manifest.syntax.tabs import stray_tabs
from dpone_si.manifest.syntax.text import SourceText
from dpone_si.manifest.syntax.tree import Segment
from dpone_si.manifest.syntax.tree_builder import TreeBuilder
from dpone_si.records import record, replace

#: Longest text (code points) that is read again for what libyaml refuses just before a bracket.
MAX_SECOND = 100_000
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
_STRAY_TAB = "a tab outside of quotes; dpone's YAML loader takes only spaces between values, and cannot read the file"


@record
class Reading:
    """What came of reading a text, after the lines that could not be read were left out."""

    builder: TreeBuilder
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
            places = [
                self.source.line_starts[line],
                problem.start,
                *([] if problem.cause is None else problem.cause[:1]),
            ]
            if len({bisect_right(starts, place) for place in places}) > 1:
                return False
        return True


def read(text: str, shift: int, source: SourceText, tries: int, following: str | None = None) -> Reading | None:
    """Read a text, or a part of it that begins at `shift`, leaving out up to `tries` lines.

    `following` is what stands after a part ('' at the end of the text). An error in a part is believed only when it is
    the one that reading the whole text would stop at; the answer is None when that cannot be told.
    """
    return _Attempts(text, shift, source, tries, following).read()


class _Attempts:
    """Reads a text over and over, each time without the line at which the parser stopped before."""

    def __init__(self, text: str, shift: int, source: SourceText, tries: int, following: str | None) -> None:
        self._text = text
        self._shift = shift
        self._source = source
        self._tries = tries
        self._following = following
        self._working = text
        self._masked = COLON_MASK in text
        self._problems: list[Problem] = []
        self._blanked: dict[int, Problem | None] = {}

    def read(self) -> Reading | None:
        edged = False
        while True:
            builder = TreeBuilder(self._shift)
            error = builder.run(self._working)
            if error is None:
                break
            if self._mask_colons(error):
                continue
            second = self._read_edges()
            if second is not None:
                builder, edged = second, True
                break
            error = self._error_of_whole(error)
            if error is None:
                return None
            code, problem = self._described(error, builder)
            line = _line_to_blank(error, self._source, self._shift, self._blanked, self._source.text)
            if self._following is not None and (problem is None or not self._tries or not self._is_inside(line)):
                return None
            if line is None or not self._tries:
                if problem is not None:
                    self._problems.append(replace(problem, blanked=False))
                break
            self._leave_out(line, code, problem, error)
        self._problems.extend(builder.problems)
        if self._masked and builder.root is not None:
            unmask(builder.root)
        return Reading(builder, self._problems, self._blanked, self._source, edged)

    def _mask_colons(self, error: Exception) -> bool:
        """Hide the colons that only libyaml refuses; False when it has stopped at something else, or they are hidden
        already.
        """
        if self._masked or COLON_REFUSED not in str(getattr(error, "problem", "")):
            return False
        self._masked = True
        self._working = INNER_COLON.sub(COLON_MASK, self._working)
        return True

    def _read_edges(self) -> TreeBuilder | None:
        """A whole text in which only what libyaml refuses just before a bracket is wrong."""
        if (
            self._following is not None
            or self._blanked
            or len(self._text) >= MAX_SECOND
            or not FLOW_EDGE.search(self._working)
        ):
            return None
        return read_edges(self._working, self._shift)

    def _error_of_whole(self, error: Exception) -> Exception | None:
        """The error at which reading the whole text would stop, as far as a part can tell; None when it cannot."""
        found: Exception | None = error
        if self._following:
            longer = self._working + self._following
            found = TreeBuilder(self._shift).run(longer)
            if found is None or index_of(found) >= len(longer.rstrip()):
                return None
        if self._following is not None and "expected '-' indicator" in str(getattr(found, "problem", "")):
            return None  # among the other lines the list may end here
        return found

    def _described(self, error: Exception, builder: TreeBuilder) -> tuple[str, Problem | None]:
        """The kind of an error, and the problem to tell; nothing is told of the documents after the first."""
        code, message, at, cause = describe(error, self._working, self._source, self._shift)
        if builder.documents_ended and builder.documents >= 2:
            return code, None
        return code, Problem(code, message, at, word_end(self._source.text, at), cause, blanked=True)

    def _is_inside(self, line: int | None) -> bool:
        start = self._shift
        return line is not None and start <= self._source.line_starts[line] < start + len(self._text)

    def _leave_out(self, line: int, code: str, problem: Problem | None, error: Exception) -> None:
        if problem is not None:
            self._problems.append(problem)
        self._tries -= 1
        self._blanked[line] = problem
        start, end = self._source.line_span(line)
        start, end = max(start - self._shift, 0), end - self._shift
        working = self._working
        self._working = working[:start] + _blank(working[start:end], code, error) + working[end:]


def _line_to_blank(error: Exception, source: SourceText, shift: int, blanked: Container[int], text: str) -> int | None:
    """The line without which the rest may parse: where the unclosed thing began, else where the parser stopped."""
    context_mark = getattr(error, "context_mark", None)
    context = str(getattr(error, "context", None) or "")
    at = index_of(error) + shift
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
        match = re.match(TEMPLATE_VALUE, line)
        if match is not None and match.group("lead").strip():
            kept = match.end("lead")
            return line[:kept] + " " * (len(line) - kept)
    # A half-typed `- ` entry or key keeps its dash, so that the list around it stays a list; a dash among keys is the
    # fault itself.
    stripped = line.lstrip(" ")
    if "expected key" in str(getattr(error, "problem", "")):
        return " " * len(line)
    if stripped.startswith("- ") or stripped.rstrip() == "-":
        kept = len(line) - len(stripped) + 1
        return line[:kept] + " " * (len(line) - kept)
    return " " * len(line)
