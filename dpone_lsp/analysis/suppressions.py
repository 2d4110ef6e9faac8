"""Suppression comments: `# dpone: ignore[rule] reason` for a line or a block, `# dpone: ignore-file[rule] reason` for a file.

At the end of a line the comment speaks of that line; on a line of its own, of the block that begins on the next line of code. A `#`
inside quotes or a block scalar is no comment. What a comment hides is kept apart, never thrown away, and a comment that hides nothing
or names no rule is a finding itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from dpone_lsp.model.finding import Edit, Finding, Fix, Place
from dpone_lsp.model.rule import Rule
from dpone_lsp.model.settings import Settings
from dpone_lsp.rules import Entry
from dpone_lsp.rules.selection import all_rules, enabled, ignored_in, known_words, means, severity_of
from dpone_lsp.support.spelling import nearest
from dpone_si.manifest.model.documents import MANIFESTS, Document
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, Segment, SequenceNode, walk
from dpone_si.records import field, record

UNKNOWN: Final = "unknown-suppression"
UNUSED: Final = "unused-suppression"
NO_REASON: Final = "suppression-reason-missing"
_OWN: Final = frozenset((UNKNOWN, UNUSED, NO_REASON))

# Compiled by `re` when the first comment is seen: most manifests have none.
_COMMENT = r"(?m)(?:(?<=[ \t\ufeff])|^)#[ \t]*dpone:[ \t]*(?P<body>[^\r\n]*)"
_BODY = r"(?P<word>[A-Za-z_-]+)[ \t]*(?:\[(?P<names>[^\]]*)\])?(?P<reason>.*)"


@record
class Suppression:
    """One comment. Offsets are code points of the document; `first` and `last` are the lines it speaks of (None: the file)."""

    start: int
    end: int
    word: str
    #: (name, start, end) of every rule name between the brackets.
    names: tuple[tuple[str, int, int], ...]
    reason: str
    first: int | None = None
    last: int | None = None
    alone: bool = False
    used: set[str] = field(default_factory=set[str])

    def covers(self, line: int) -> bool:
        return self.first is None or self.last is None or self.first <= line <= self.last


def apply_suppressions(document: Document, findings: list[Finding], settings: Settings) -> tuple[list[Finding], list[Finding]]:
    """Split findings into those shown and those a comment (or `per-file-ignores`) hides; adds the findings about comments."""
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
    about = _not_ignored(_about_comments(document, own, rules, settings), rules, settings)
    for finding in about:
        (hidden if _hide(finding, comments, rules) else shown).append(finding)
    if settings.no_ignores:
        shown, hidden = [*shown, *hidden], []
    if about or settings.no_ignores:
        shown.sort(key=lambda one: (one.document.path, one.place.span[0], one.rule, one.message))
    return shown, hidden


def suppressions(document: Document) -> list[Suppression]:
    """The suppression comments of a document, in order."""
    text = document.source.text
    if "dpone:" not in text:
        return []
    found: list[Suppression] = []
    covered: list[tuple[int, int]] | None = None
    for match in re.finditer(_COMMENT, text):
        covered = _text_spans(document) if covered is None else covered
        start = match.start()
        if any(begin <= start < end for begin, end in covered):
            continue
        body = re.match(_BODY, match.group("body"))
        if body is None or nearest(body.group("word"), ("ignore", "ignore-file")) is None:
            continue
        found.append(_suppression(document, match, body))
    return found


def _suppression(document: Document, match: re.Match[str], body: re.Match[str]) -> Suppression:
    offset = match.start("body")
    names: list[tuple[str, int, int]] = []
    if body.group("names") is not None:
        at = offset + body.start("names")
        for part in body.group("names").split(","):
            name = part.strip()
            if name:
                begin = at + len(part) - len(part.lstrip())
                names.append((name, begin, begin + len(name)))
            at += len(part) + 1
    source = document.source
    line = source.line_of(match.start())
    begin = source.line_span(line)[0]
    alone = not source.text[begin : match.start()].strip(" \t\ufeff")
    made = Suppression(match.start(), match.end(), body.group("word"), tuple(names), body.group("reason").strip(" \t:-"), alone=alone)
    if made.word != "ignore-file":
        made.first, made.last = _block_after(document, line) if alone else (line, line)
    return made


def _text_spans(document: Document) -> list[tuple[int, int]]:
    """Where quoted text and block scalars stand: a `#` in there is text."""
    if document.root is None:
        return []
    return [
        (node.start, node.end) for node in walk(document.root) if isinstance(node, ScalarNode) and node.style and "#" in node.text
    ]


def _block_after(document: Document, line: int) -> tuple[int, int]:
    """Lines of the outermost block that begins on the next line of code after `line`."""
    source = document.source
    target = line + 1
    while target < source.line_count:
        text = source.line_text(target).strip()
        if text and not text.startswith("#"):
            break
        target += 1
    head = source.line_span(target)[0]
    node = document.root
    while node is not None:
        inner: Node | None = None
        for first, last in _children(node):
            start_line = source.line_of(first.start)
            end = _end(document, first, last)
            if start_line == target:
                return target, max(target, source.line_of(end))
            if first.start < head <= end:
                inner = last
                break
        node = inner
    return target, target


def _children(node: Node) -> Iterator[tuple[Node, Node]]:
    if isinstance(node, MappingNode):
        yield from node.pairs
    elif isinstance(node, SequenceNode):
        yield from ((item, item) for item in node.items)


def _end(document: Document, first: Node, last: Node) -> int:
    end = max(last.end, first.end)
    text = document.source.text
    while end > first.start and text[end - 1] in "\r\n \t":
        end -= 1
    return end


# --- hiding -----------------------------------------------------------------------------------------------------------


def _by_document(documents: Iterable[Document]) -> dict[str, list[Suppression]]:
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
    return [finding for finding in findings if not ignored_in(finding.document.path, rules[finding.rule].rule, settings)]


# --- findings about comments ------------------------------------------------------------------------------------------


def _about_comments(document: Document, comments: list[Suppression], rules: dict[str, Entry], settings: Settings) -> Iterator[Finding]:
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
            names = [name for name, _, _ in comment.names if name in known and name not in comment.used and _ran(name, rules, settings)]
            if names:
                yield _unused(document, comment, unused.rule, names, settings)
        if reason is not None and settings.require_reason and not comment.reason:
            message = "this suppression gives no reason; say after the brackets why the finding does not matter here"
            yield _finding(document, reason.rule, settings, comment.start, comment.end, message)


def _unknown(document: Document, comment: Suppression, rule: Rule, known: frozenset[str], settings: Settings) -> Iterator[Finding]:
    if comment.word not in ("ignore", "ignore-file"):
        near = nearest(comment.word, ("ignore", "ignore-file")) or "ignore"
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
    """The comment without some of its names; without any name the whole comment goes, with its line if it has one to itself."""
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
        means(name, entry.rule) and entry.rule.name not in _OWN and entry.rule.scope != "workspace" and enabled(entry.rule, settings)
        for entry in rules.values()
    )


def _finding(
    document: Document, rule: Rule, settings: Settings, start: int, end: int, message: str, fix: Callable[[], Fix] | None = None
) -> Finding:
    place = Place(document, Node(start, end, Segment(0, None), None, None))
    return Finding(rule.name, rule.code, severity_of(rule, settings), place, message, fixes=() if fix is None else (fix,))
