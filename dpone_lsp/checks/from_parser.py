"""Places for what the parser and the expander report, so that rules on them stay one line long."""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.model.analysis import Analysis
from dpone_lsp.model.finding import Place, Related, Report
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.issues import Issue, IssueKind
from dpone_si.manifest.syntax.problem import Problem
from dpone_si.manifest.syntax.tree import AliasNode, Node, Segment, walk


def problem_place(document: Document, problem: Problem) -> Place:
    """The place of a syntax problem: it belongs to no node, so it gets one of its own."""
    return _span(document, problem.start, problem.end)


def problem_related(document: Document, problem: Problem) -> tuple[Related, ...]:
    if problem.cause is None:
        return ()
    start, end, label = problem.cause
    return (Related(_span(document, start, end), label),)


def _span(document: Document, start: int, end: int) -> Place:
    source = document.source
    line_end = source.line_span(source.line_of(start))[1]
    return Place(document, Node(start, max(start, min(end, line_end)), Segment(0, None), None, None))


def link_places(document: Document) -> Iterator[tuple[Place, str]]:
    """The anchors and aliases of a document, in words."""
    if document.root is None or not document.tree.linked:
        return
    for node in walk(document.root):
        if node.anchor is not None or isinstance(node, AliasNode):
            place = Place(document, Node(node.start, _word_end(document, node.start), Segment(0, None), None, None))
            yield place, "an alias" if isinstance(node, AliasNode) else "an anchor"


def _word_end(document: Document, start: int) -> int:
    text = document.source.text
    end = start
    while end < len(text) and not text[end].isspace() and text[end] not in ",[]{}":
        end += 1
    return max(end, start + 1)


def issues(analysis: Analysis, kind: IssueKind) -> Iterator[Issue]:
    """What the expander says of one kind."""
    return (issue for issue in analysis.expansion.issues if issue.kind == kind)


def issue_place(issue: Issue) -> Place:
    return Place(issue.document, None if issue.node is issue.document.root else issue.node)


def issue_reports(analysis: Analysis, kind: IssueKind) -> Iterator[Report]:
    """One report per issue of this kind: all that many rules need."""
    for issue in issues(analysis, kind):
        yield Report(issue_place(issue), issue.message)
