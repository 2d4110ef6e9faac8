"""Everything the tool does with one text, with the promises that hold for any text: positions inside it, edits that apply."""

from __future__ import annotations

import os
import random
from collections.abc import Iterable

from dpone_lsp.analysis.analyze import analyze
from dpone_lsp.features.code_actions import code_actions
from dpone_lsp.features.completion import completion
from dpone_lsp.features.definition import definition
from dpone_lsp.features.file_uses import named_file, uses_of_file
from dpone_lsp.features.folding import folds
from dpone_lsp.features.hover import hover
from dpone_lsp.features.inlay_hints import inlay_hints
from dpone_lsp.features.lenses import lenses
from dpone_lsp.features.linked_editing import linked_spans
from dpone_lsp.features.links import links
from dpone_lsp.features.names import everywhere, occurrence_at, renameable
from dpone_lsp.features.overrides import same_key
from dpone_lsp.features.selection import selection
from dpone_lsp.features.symbols import Symbol, document_symbols
from dpone_lsp.features.tokens import tokens
from dpone_lsp.fixes.edits import apply
from dpone_lsp.model.analysis import Analysis
from dpone_lsp.model.finding import Fix
from dpone_lsp.model.settings import Settings
from dpone_lsp.workspace.workspace import Workspace
from dpone_si.manifest.model.documents import Document
from tests.fuzz.texts import damaged

#: Every rule, the ones that are off by default too.
EVERYTHING = Settings(select=("all",))
PATH = "/nowhere/at/all/shop.batch.yaml"
ENCODINGS = ("utf-8", "utf-16", "utf-32")


def analysed(text: str, path: str = PATH, settings: Settings = EVERYTHING) -> Analysis:
    """The analysis of a text, with every promise about findings checked."""
    document = Document(path, text)
    made = analyze(document, Workspace([os.path.dirname(path)], registries=()), settings)
    check_findings(made)
    return made


def check_findings(analysis: Analysis) -> None:
    """Each finding stands inside its file and its fixes can be applied."""
    for finding in (*analysis.findings, *analysis.suppressed):
        assert finding.rule != "internal-rule-error", finding.message
        for place in (finding.place, *(other.place for other in finding.related)):
            _inside(place.document, *place.span, what=finding.rule)
        assert isinstance(finding.key, str)
        for build in finding.fixes:
            check_fix(build(), finding.rule)


def check_fix(fix: Fix | None, what: str) -> None:
    if fix is None:
        return
    by_document: dict[str, list[object]] = {}
    for edit in fix.edits:
        _inside(edit.document, edit.start, edit.end, what=f"fix of {what}")
        by_document.setdefault(edit.document.path, []).append(edit)
    for path in by_document:
        edits = [edit for edit in fix.edits if edit.document.path == path]
        apply(edits[0].document.source.text, edits)


def check_features(analysis: Analysis, offsets: Iterable[int]) -> None:
    """Every editor feature answers at every offset, and only about text that is there."""
    document = analysis.document
    _symbols(document, document_symbols(analysis), 0, len(document.source.text))
    for fold in folds(document):
        assert 0 <= fold.first <= fold.last < document.source.line_count
    for token in tokens(analysis):
        _inside(document, token.start, token.end, what="token")
    for link in links(analysis):
        _inside(document, link.start, link.end, what="link")
    for lens in lenses(analysis):
        _inside(document, lens.start, lens.end, what="lens")
    for hint in inlay_hints(analysis, 0, len(document.source.text)):
        _inside(document, hint.offset, hint.offset, what="inlay hint")
    for offset in offsets:
        _check_offset(analysis, offset)


def _check_offset(analysis: Analysis, offset: int) -> None:
    """Every feature that is asked about one place."""
    document = analysis.document
    found = hover(analysis, offset)
    if found is not None:
        _inside(document, found.start, found.end, what="hover")
    offered = completion(analysis, offset)
    if offered is not None:
        _inside(document, offered.spot.start, offered.spot.end, what="completion")
    for action in code_actions(analysis, offset, offset):
        check_fix(action.fix, action.title)
    for start, end in selection(document, offset):
        _inside(document, start, end, what="selection")
    one = occurrence_at(analysis, offset)
    if one is not None:
        for other in everywhere(analysis, one):
            _inside(other.document, other.start, other.end, what="occurrence")
    renameable(analysis, offset)
    for start, end in linked_spans(analysis, offset):
        _inside(document, start, end, what="linked editing")
    link = named_file(analysis, offset)
    users = uses_of_file(analysis, link.path) if link is not None else []
    for other, start, end in (*definition(analysis, offset), *same_key(analysis, offset, here_too=True), *users):
        _inside(other, start, end, what="definition")


def check_edits(text: str, chance: random.Random, rounds: int = 6) -> None:
    """After any edits, the document and its analysis are those of a fresh reading."""
    workspace = Workspace([os.path.dirname(PATH)], registries=())
    document = Document(PATH, text)
    made = analyze(document, workspace, EVERYTHING)
    for _ in range(rounds):
        document.revise(damaged(document.source.text, chance, 1))
        made = analyze(document, workspace, EVERYTHING, made)
        check_findings(made)
        fresh = Document(PATH, document.source.text)
        assert said(made) == said(analyze(fresh, workspace, EVERYTHING)), (
            "an edited document is analysed like a fresh one"
        )


def said(analysis: Analysis) -> list[tuple[object, ...]]:
    """What an analysis tells, without the trees behind it."""
    return [(one.rule, one.message, one.severity, one.place.span, tuple(one.processes)) for one in analysis.findings]


def check_positions(document: Document) -> None:
    """Offset -> position -> offset is the identity between characters, in each encoding."""
    source = document.source
    for encoding in ENCODINGS:
        for offset in {0, len(source.text) // 3, len(source.text) // 2, len(source.text)}:
            if source.text[max(offset - 1, 0) : offset + 1] == "\r\n":
                continue  # no position lies within a line break
            line, column = source.position(offset, encoding)
            assert source.offset(line, column, encoding) == offset


def _symbols(document: Document, symbols: list[Symbol], start: int, end: int) -> None:
    for symbol in symbols:
        assert start <= symbol.start <= symbol.name_start <= symbol.name_end <= symbol.end <= end, symbol
        _symbols(document, symbol.children, symbol.start, symbol.end)


def _inside(document: Document, start: int, end: int, what: str) -> None:
    assert 0 <= start <= end <= len(document.source.text), (
        f"{what}: {start}..{end} in {len(document.source.text)} characters"
    )
