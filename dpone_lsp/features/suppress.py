"""Write a suppression comment for a finding, with room for the reason."""

from __future__ import annotations

from dpone_lsp.analysis.suppression_syntax import suppressions
from dpone_lsp.fixes.edits import newline
from dpone_lsp.model.finding import Edit, Finding, Fix
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax.comments import comments
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode

#: Stands for the reason until the author writes one.
REASON = "reason"


def suppress(finding: Finding) -> list[Fix]:
    """The suppressions of a finding: for its line, and for the file."""
    document = finding.document
    return [fix for fix in (_line(finding, document), _file(finding, document)) if fix is not None]


def _line(finding: Finding, document: Document) -> Fix | None:
    """At the end of the line, in a comment that is there already, or on a line above when the line has no room."""
    source = document.source
    line = source.line_of(finding.place.span[0])
    begin, end = source.line_span(line)
    begin += source.text.startswith("\ufeff", begin)
    text = source.text[begin:end]
    title = f"Ignore `{finding.rule}` here"
    for known in suppressions(document):
        if known.names and known.word == "ignore" and known.first == line:
            at = known.names[-1][2]
            return Fix(title, (Edit(document, at, at, f", {finding.rule}"),), "safe")
    if not _inside_scalar(document, end) and not any(
        begin <= start <= end for start, _ in comments(document.source, document.root)
    ):
        lead = "" if not text or text.endswith((" ", "\t")) else "  "
        return Fix(title, (Edit(document, end, end, f"{lead}# dpone: ignore[{finding.rule}] {REASON}"),), "safe")
    if _inside_scalar(document, begin) or text.startswith(("---", "%")):
        return None
    indent = text[: len(text) - len(text.lstrip(" "))]
    return Fix(
        title,
        (Edit(document, begin, begin, f"{indent}# dpone: ignore[{finding.rule}] {REASON}{newline(document)}"),),
        "safe",
    )


def _inside_scalar(document: Document, offset: int) -> bool:
    """True when a comment at an offset would become part of a text."""
    node = document.root
    while node is not None:
        if isinstance(node, ScalarNode):
            return bool(node.text) and node.start < offset < node.end
        children: list[Node] = []
        if isinstance(node, MappingNode):
            children = [one for pair in node.pairs for one in pair]
        elif isinstance(node, SequenceNode):
            children = node.items
        node = next((child for child in children if child.start < offset < child.end), None)
    return False


def _file(finding: Finding, document: Document) -> Fix | None:
    at = 1 if document.source.text.startswith("\ufeff") else 0
    comment = f"# dpone: ignore-file[{finding.rule}] {REASON}{newline(document)}"
    return Fix(f"Ignore `{finding.rule}` in this file", (Edit(document, at, at, comment),), "safe")
