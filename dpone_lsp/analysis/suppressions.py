"""Suppression comments: `# dpone: ignore[rule] reason` for a line or a block, `# dpone: ignore-file[rule] reason` for a
file.

What a comment hides is kept apart, never thrown away, and a comment that hides nothing or names no rule is a finding
itself. How one is written stands in `suppression_syntax`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dpone_lsp.model.finding import Finding
from dpone_lsp.model.settings import Settings
from dpone_lsp.rules import Entry
from dpone_lsp.rules.selection import all_rules, ignored_in, means
from dpone_si.manifest.model.documents import Document

if TYPE_CHECKING:
    from dpone_lsp.analysis.suppression_syntax import Suppression


def apply_suppressions(
    document: Document, findings: list[Finding], settings: Settings
) -> tuple[list[Finding], list[Finding]]:
    """Split findings into those shown and those a comment (or `per-file-ignores`) hides; adds the findings about
    comments.
    """
    if settings.per_file_ignores:
        findings = _not_ignored(findings, all_rules(settings), settings)
    if "dpone:" not in document.source.text and all(finding.document is document for finding in findings):
        return findings, []
    rules = all_rules(settings)
    comments = _by_document([document, *(finding.document for finding in findings)])
    shown: list[Finding] = []
    hidden: list[Finding] = []
    for finding in findings:
        (hidden if _hide(finding, comments, rules) else shown).append(finding)
    own = comments.get(document.path, [])
    about = _not_ignored(_about(document, own, rules, settings), rules, settings) if own else []
    for finding in about:
        (hidden if _hide(finding, comments, rules) else shown).append(finding)
    if settings.no_ignores:
        shown, hidden = [*shown, *hidden], []
    if about or settings.no_ignores:
        shown.sort(key=lambda one: (one.document.path, one.place.span[0], one.rule, one.message))
    return shown, hidden


# --- hiding -----------------------------------------------------------------------------------------------------------


def _by_document(documents: Iterable[Document]) -> dict[str, list[Suppression]]:
    # Most manifests have no such comment.
    from dpone_lsp.analysis.suppression_syntax import suppressions

    found: dict[str, list[Suppression]] = {}
    for document in documents:
        if document.path not in found:
            found[document.path] = suppressions(document)
    return found


def _hide(finding: Finding, comments: dict[str, list[Suppression]], rules: dict[str, Entry]) -> bool:
    own = comments.get(finding.document.path)
    if not own:
        return False
    rule = rules[finding.rule].rule
    line = finding.document.source.line_of(finding.place.span[0])
    hidden = False
    for comment in own:
        if not comment.covers(line):
            continue
        for name, _, _ in comment.names:
            if means(name, rule):
                comment.used.add(name)
                hidden = True
    return hidden


def _not_ignored(findings: Iterable[Finding], rules: dict[str, Entry], settings: Settings) -> list[Finding]:
    return [
        finding for finding in findings if not ignored_in(finding.document.path, rules[finding.rule].rule, settings)
    ]


def _about(
    document: Document, comments: list[Suppression], rules: dict[str, Entry], settings: Settings
) -> Iterator[Finding]:
    from dpone_lsp.analysis.suppression_findings import about_comments

    return about_comments(document, comments, rules, settings)
