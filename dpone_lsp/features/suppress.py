"""Write a suppression comment for a finding, with room for the reason."""

from __future__ import annotations

from dpone_lsp.edits import newline
from dpone_lsp.findings import Edit, Finding, Fix
from dpone_si.manifest.documents import Document

#: Stands for the reason until the author writes one.
REASON = "reason"


def suppress(finding: Finding) -> list[Fix]:
    """The suppressions of a finding: for its line, and for the file."""
    document = finding.document
    made = [fix for fix in (_line(finding, document), _file(finding, document)) if fix is not None]
    return made


def _line(finding: Finding, document: Document) -> Fix | None:
    source = document.source
    start, _ = finding.place.span
    line = source.line_of(start)
    begin, end = source.line_span(line)
    text = source.text[begin:end]
    title = f"Ignore `{finding.rule}` here"
    if "# dpone: ignore[" in text:
        at = begin + text.index("# dpone: ignore[") + len("# dpone: ignore[")
        return Fix(title, (Edit(document, at, at, f"{finding.rule}, "),), "safe")
    if text.rstrip().endswith(("|", ">", "|-", ">-", "|+", ">+")) or "#" in text or _inside_text(document, begin):
        indent = text[: len(text) - len(text.lstrip(" "))]
        comment = f"{indent}# dpone: ignore[{finding.rule}] {REASON}{newline(document)}"
        return None if _inside_text(document, begin) else Fix(title, (Edit(document, begin, begin, comment),), "safe")
    return Fix(title, (Edit(document, end, end, f"  # dpone: ignore[{finding.rule}] {REASON}"),), "safe")


def _inside_text(document: Document, offset: int) -> bool:
    """True when a line begins inside a quoted or block scalar: a comment there would become part of the text."""
    from dpone_si.manifest.tree import ScalarNode, walk

    root = document.root
    return root is not None and any(
        isinstance(node, ScalarNode) and node.style and node.start < offset < node.end for node in walk(root)
    )


def _file(finding: Finding, document: Document) -> Fix | None:
    at = 1 if document.source.text.startswith("\ufeff") else 0
    comment = f"# dpone: ignore-file[{finding.rule}] {REASON}{newline(document)}"
    return Fix(f"Ignore `{finding.rule}` in this file", (Edit(document, at, at, comment),), "safe")
