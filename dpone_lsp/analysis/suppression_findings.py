"""Findings about suppression comments: unknown names, comments that hide nothing, reasons that are missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from dpone_lsp.model.finding import Edit, Finding, Fix, Place
from dpone_lsp.model.rule import Rule
from dpone_lsp.model.settings import Settings
from dpone_lsp.rules import Entry
from dpone_lsp.rules.selection import enabled, known_words, means, severity_of
from dpone_lsp.support.spelling import nearest
from dpone_si.manifest.model.documents import MANIFESTS, Document
from dpone_si.manifest.syntax.tree import Node, Segment

if TYPE_CHECKING:
    from dpone_lsp.analysis.suppression_syntax import Suppression

UNKNOWN: Final = "unknown-suppression"
UNUSED: Final = "unused-suppression"
NO_REASON: Final = "suppression-reason-missing"
_OWN: Final = frozenset((UNKNOWN, UNUSED, NO_REASON))


def about_comments(
    document: Document, comments: list[Suppression], rules: dict[str, Entry], settings: Settings
) -> Iterator[Finding]:
    """What is to be said of the comments of one document, whose `used` names are known by now."""

    def wanted(name: str) -> Entry | None:
        entry = rules.get(name)
        return entry if entry is not None and enabled(entry.rule, settings) else None

    unknown, unused, reason = wanted(UNKNOWN), wanted(UNUSED), wanted(NO_REASON)
    known = known_words(entry.rule for entry in rules.values())
    judged = document.form in MANIFESTS and not document.tree.problems and not settings.no_ignores
    for comment in comments:
        if unknown is not None:
            yield from _unknown(document, comment, unknown.rule, known, settings)
        if unused is not None and judged:
            names = [
                name
                for name, _, _ in comment.names
                if name in known and name not in comment.used and _ran(name, rules, settings)
            ]
            if names:
                yield _unused(document, comment, unused.rule, names, settings)
        if reason is not None and settings.require_reason and not comment.reason:
            message = "this suppression gives no reason; say after the brackets why the finding does not matter here"
            yield _finding(document, reason.rule, settings, comment.start, comment.end, message)


def _unknown(
    document: Document, comment: Suppression, rule: Rule, known: frozenset[str], settings: Settings
) -> Iterator[Finding]:
    from dpone_lsp.analysis.suppression_syntax import VERBS

    if comment.word not in VERBS:
        near = nearest(comment.word, VERBS) or "ignore"
        start = document.source.text.index(comment.word, comment.start)
        message = f"`{comment.word}` is no suppression: did you mean `{near}`?"
        edit = Edit(document, start, start + len(comment.word), near)
        fix = Fix(f"Write `{near}`", (edit,), removes_comment=True)
        yield _finding(document, rule, settings, start, start + len(comment.word), message, lambda: fix)
        return
    if not comment.names:
        message = "this suppression names no rule, so it hides nothing: write `ignore[rule-name]`"
        yield _finding(document, rule, settings, comment.start, comment.end, message)
    for name, start, end in comment.names:
        if name not in known:
            near = nearest(name, known)
            message = f"there is no rule `{name}`" + (f": did you mean `{near}`?" if near else "")
            yield _finding(document, rule, settings, start, end, message, _renaming(document, comment, name, near))


def _renaming(document: Document, comment: Suppression, name: str, near: str | None) -> Callable[[], Fix]:
    if near is None:
        return lambda: Fix(f"Remove `{name}`", (_without(document, comment, {name}),), removes_comment=True)
    start, end = next((start, end) for other, start, end in comment.names if other == name)
    return lambda: Fix(f"Write `{near}`", (Edit(document, start, end, near),), removes_comment=True)


def _unused(document: Document, comment: Suppression, rule: Rule, names: list[str], settings: Settings) -> Finding:
    shown = ", ".join(f"`{name}`" for name in names)
    where = "in this file" if comment.first is None else "here"
    message = f"{shown} {'hides' if len(names) == 1 else 'hide'} nothing {where}: this suppression is not needed"
    finding = _finding(
        document,
        rule,
        settings,
        comment.start,
        comment.end,
        message,
        lambda: Fix("Remove the suppression", (_without(document, comment, set(names)),), removes_comment=True),
    )
    finding.tags = ("unnecessary",)
    return finding


def _without(document: Document, comment: Suppression, gone: set[str]) -> Edit:
    """The comment without some of its names; without any name the whole comment goes, with its line if it has one to
    itself.
    """
    kept = [name for name, _, _ in comment.names if name not in gone]
    if kept:
        return Edit(document, comment.names[0][1], comment.names[-1][2], ", ".join(kept))
    source = document.source
    if comment.alone:
        line = source.line_of(comment.start)
        starts = source.line_starts
        return Edit(document, starts[line], starts[line + 1] if line + 1 < len(starts) else len(source.text), "")
    start = comment.start
    while source.text[start - 1] in " \t":
        start -= 1
    return Edit(document, start, comment.end, "")


def _ran(name: str, rules: dict[str, Entry], settings: Settings) -> bool:
    """True when some rule of that name was looked for, so that silence means something."""
    return any(
        means(name, entry.rule)
        and entry.rule.name not in _OWN
        and entry.rule.scope != "workspace"
        and enabled(entry.rule, settings)
        for entry in rules.values()
    )


def _finding(
    document: Document,
    rule: Rule,
    settings: Settings,
    start: int,
    end: int,
    message: str,
    fix: Callable[[], Fix] | None = None,
) -> Finding:
    place = Place(document, Node(start, end, Segment(0, None), None, None))
    return Finding(
        rule.name, rule.code, severity_of(rule, settings), place, message, fixes=() if fix is None else (fix,)
    )
