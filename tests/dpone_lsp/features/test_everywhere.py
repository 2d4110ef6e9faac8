"""Every feature at every place of real manifests: an answer without a fault, places inside the text, edits that apply, clean Markdown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from dpone_lsp.analysis.analyze import analyze
from dpone_lsp.features.code_actions import code_actions
from dpone_lsp.features.hover import hover
from dpone_lsp.features.names import everywhere, renameable
from dpone_lsp.fixes.edits import apply
from dpone_lsp.model.analysis import Analysis
from dpone_lsp.model.finding import Edit
from dpone_lsp.workspace.workspace import Workspace
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.effective import plain_process
from dpone_si.manifest.syntax.tree import walk
from tests.fuzz.exercise import EVERYTHING, check_features, check_findings

#: Larger files are looked at in fewer places.
PLACES = 60
FOLDERS = ("reference/examples", "corpus")


def manifests(folder: Path) -> Iterator[Analysis]:
    """The analyses of all manifests below a folder, in one workspace."""
    workspace = Workspace([str(folder)], registries=())
    for _ in workspace.index():
        pass
    for path in workspace.manifests():
        document = Document(path, Path(path).read_text(encoding="utf-8"))
        workspace.open[path] = document
        yield analyze(document, workspace, EVERYTHING)
        del workspace.open[path]


def places(analysis: Analysis) -> list[int]:
    """Beginnings, middles and ends of what stands in a document, spread over the whole of it."""
    root = analysis.document.root
    found = {0, len(analysis.document.source.text)}
    for node in walk(root) if root is not None else ():
        found.update((node.start, (node.start + node.end) // 2, node.end))
    every = sorted(found)
    return every[:: max(1, len(every) // PLACES)]


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_feature_answers(shared: Path, folder: str) -> None:
    looked = 0
    for analysis in manifests(shared / folder):
        check_findings(analysis)
        check_features(analysis, places(analysis))
        looked += 1
    assert looked > 20


@pytest.mark.parametrize("folder", FOLDERS)
def test_actions_and_renames_keep_what_they_promise(shared: Path, folder: str) -> None:
    """What is called safe keeps every strategy and brings no finding; a reshaping and a rename keep the whole effective manifest."""
    tried = renamed = 0
    for analysis in manifests(shared / folder):
        seen: set[object] = set()
        for offset in places(analysis)[::3]:
            for action in code_actions(analysis, offset, offset):
                fix = action.fix
                if (
                    fix is None
                    or fix.applicability != "safe"
                    or any(edit.document is not analysis.document for edit in fix.edits)
                ):
                    continue
                if action.title not in seen:
                    seen.add(action.title)
                    tried += 1
                    after = _after(analysis, apply(analysis.document.source.text, fix.edits))
                    assert _strategies(after) == _strategies(analysis), (analysis.document.path, action.title)
                    assert not _loud(after) - _loud(analysis), (analysis.document.path, action.title)
                    if action.kind in ("refactor.extract", "refactor.inline"):
                        assert _plain(after) == _plain(analysis), (analysis.document.path, action.title)
            one = renameable(analysis, offset)
            if one is not None and (one.kind, one.name) not in seen and one.kind != "selector":
                seen.add((one.kind, one.name))
                places_of = everywhere(analysis, one)
                if all(other.document is analysis.document for other in places_of):
                    renamed += 1
                    edits = [Edit(other.document, other.start, other.end, "another_name") for other in places_of]
                    after = _after(analysis, apply(analysis.document.source.text, edits))
                    assert _plain(after) == _plain(analysis), (analysis.document.path, one.name)
    assert tried > 20
    # The batches of the corpus are all built on the convention that reads their variables.
    assert renamed > 2 or folder == "corpus"


def _after(analysis: Analysis, text: str) -> Analysis:
    """The analysis of the same file with another text."""
    path = analysis.document.path
    document = Document(path, text)
    assert len(document.tree.problems) <= len(analysis.document.tree.problems)
    analysis.workspace.open[path] = document
    made = analyze(document, analysis.workspace, analysis.settings)
    analysis.workspace.open[path] = analysis.document
    return made


def _plain(analysis: Analysis) -> list[object]:
    return [plain_process(process) for process in analysis.expansion.processes]


def _strategies(analysis: Analysis) -> list[str | None]:
    return [None if facts.decision is None else facts.decision.strategy_mode for facts in analysis.processes]


def _loud(analysis: Analysis) -> Counter[str]:
    """How many processes each rule is loud about."""
    found: Counter[str] = Counter()
    for finding in analysis.findings:
        if finding.severity in ("error", "warning"):
            found[finding.rule] += max(1, len(finding.processes))
    return found


@pytest.mark.parametrize("folder", FOLDERS)
def test_hovers_are_clean_markdown(shared: Path, folder: str) -> None:
    said = 0
    for analysis in manifests(shared / folder):
        for offset in places(analysis):
            shown = hover(analysis, offset)
            if shown is not None:
                said += 1
                check_markdown(shown.markdown)
    assert said > 100


def check_markdown(text: str) -> None:
    """Marks come in pairs, tables have a head and as many cells in each row, nothing is raw HTML."""
    rows = 0
    for line in text.split("\n"):
        outside = re.sub(r"`[^`]*`", "", line)
        assert "`" not in outside, line
        assert outside.count("**") % 2 == 0, line
        assert not re.search(r"<[a-zA-Z/]", outside), line
        cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
        assert not rows or not cells or cells == rows, line
        rows = cells
    assert text == text.strip()
    assert "\n\n\n" not in text
    assert "None" not in text.split(), text
