"""Every feature at every place of real manifests: an answer without a fault, places inside the text, edits that apply, clean Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dpone_lsp.analysis import analyze
from dpone_lsp.features.hover import hover
from dpone_lsp.subject import Analysis
from dpone_lsp.workspace import Workspace
from dpone_si.manifest.documents import Document
from dpone_si.manifest.tree import walk
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
