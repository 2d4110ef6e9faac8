"""One helper per navigation feature: a text with marks in, what the feature says in the words of the text out."""

from __future__ import annotations

import itertools

from dpone_lsp.features.definition import definition
from dpone_lsp.features.file_uses import named_file, uses_of_file
from dpone_lsp.features.folding import folds
from dpone_lsp.features.lenses import lenses
from dpone_lsp.features.linked_editing import linked_spans
from dpone_lsp.features.links import links
from dpone_lsp.features.names import everywhere, here, occurrence_at, renameable
from dpone_lsp.features.overrides import same_key
from dpone_lsp.features.selection import selection
from dpone_lsp.features.symbols import Symbol, document_symbols
from dpone_lsp.features.tokens import tokens
from dpone_lsp.testing.fixtures import opened


def outline(text: str, **around: object) -> list[str]:
    """The outline as indented lines: `kind name (detail)`."""
    analysis, _ = opened(text, **around)
    lines: list[str] = []

    def add(symbol: Symbol, depth: int) -> None:
        detail = f" ({symbol.detail})" if symbol.detail else ""
        lines.append(f"{'  ' * depth}{symbol.kind} {symbol.name}{detail}")
        for child in symbol.children:
            assert symbol.start <= child.start <= child.end <= symbol.end
            add(child, depth + 1)

    for symbol in document_symbols(analysis):
        add(symbol, 0)
    return lines


def folded(text: str) -> list[str]:
    """First and last line of every fold, as their texts; comments in brackets."""
    analysis, _ = opened(text)
    source = analysis.document.source
    rows: list[str] = []
    for fold in folds(analysis.document):
        row = f"{source.line_text(fold.first).strip()} ... {source.line_text(fold.last).strip()}"
        rows.append(f"[{row}]" if fold.comment else row)
    return rows


def selected(text: str) -> list[str]:
    """What is selected step by step from the cursor."""
    analysis, marks = opened(text)
    return [marks.text[start:end] for start, end in selection(analysis.document, marks.cursor)]


def spans_of_uses(text: str, **around: object) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """(marked, found) spans of every use of the name at the cursor, in this document."""
    analysis, marks = opened(text, **around)
    one = occurrence_at(analysis, marks.cursor)
    assert one is not None
    return set(marks.spans), {(other.start, other.end) for other in here(analysis, one)}


def defined(text: str, **around: object) -> tuple[list[str], list[str]]:
    """(marked, found): where the thing at the cursor is defined, as `file:line text`."""
    analysis, marks = opened(text, **around)
    source = analysis.document.source
    wanted = [
        f"{analysis.document.name}:{source.line_of(start) + 1} {marks.text[start:end]}" for start, end in marks.spans
    ]
    found = [
        f"{document.name}:{document.source.line_of(start) + 1} {document.source.text[start:end]}"
        for document, start, end in definition(analysis, marks.cursor)
    ]
    return wanted, found


def overridden(text: str, **around: object) -> tuple[list[str], list[str]]:
    """(marked, found): the other places that write the key at the cursor, as `file:line text`."""
    analysis, marks = opened(text, **around)
    source = analysis.document.source
    wanted = [
        f"{analysis.document.name}:{source.line_of(start) + 1} {marks.text[start:end]}" for start, end in marks.spans
    ]
    found = [
        f"{document.name}:{document.source.line_of(start) + 1} {document.source.text[start:end]}"
        for document, start, end in same_key(analysis, marks.cursor, here_too=False)
    ]
    return wanted, found


def renamed(text: str, name: str, **around: object) -> dict[str, str] | None:
    """File -> text after renaming what is at the cursor; None when it cannot be renamed."""
    analysis, marks = opened(text, **around)
    one = renameable(analysis, marks.cursor)
    if one is None:
        return None
    texts: dict[str, str] = {}
    for other in reversed(everywhere(analysis, one)):
        file = other.document.path.removeprefix("/workspace/")
        before = texts.get(file, other.document.source.text)
        texts[file] = before[: other.start] + name + before[other.end :]
    return texts


def typed_together(text: str) -> list[str]:
    """The spans that linked editing changes with the one at the cursor, each with its line."""
    analysis, marks = opened(text)
    source = analysis.document.source
    return [source.line_text(source.line_of(start)).strip() for start, _ in linked_spans(analysis, marks.cursor)]


def uses(text: str, **around: object) -> list[str]:
    """Who names the file at the cursor, as `file:line text`."""
    analysis, marks = opened(text, **around)
    link = named_file(analysis, marks.cursor)
    assert link is not None
    return [
        f"{document.name}:{document.source.line_of(start) + 1} {document.source.text[start:end]}"
        for document, start, end in uses_of_file(analysis, link.path)
    ]


def linked(text: str, **around: object) -> list[str]:
    """Every link as `text -> file#selector`."""
    analysis, marks = opened(text, **around)
    found: list[str] = []
    for link in links(analysis):
        target = link.rule or link.path.removeprefix("/workspace/") + (f"#{link.selector}" if link.selector else "")
        found.append(f"{marks.text[link.start : link.end]} -> {target}")
    return found


def lensed(text: str, **around: object) -> list[str]:
    """Every lens as `line text | title | command process`."""
    analysis, _ = opened(text, **around)
    source = analysis.document.source
    rows: list[str] = []
    for lens in lenses(analysis):
        line = source.line_text(source.line_of(lens.start)).strip()
        rows.append(
            " | ".join(part for part in (line, lens.title, f"{lens.command} {lens.process or ''}".strip()) if part)
        )
    return rows


def coloured(text: str, **around: object) -> list[str]:
    """Every semantic token as `text: type`; of the marked part when there is one."""
    analysis, marks = opened(text, **around)
    found = tokens(analysis, marks.spans[0] if marks.spans else None)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    return [f"{marks.text[token.start : token.end]}: {token.type}" for token in found]
