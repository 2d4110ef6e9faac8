"""The examples we ship say what they are meant to say."""

from __future__ import annotations

from pathlib import Path

import pytest

from dpone_lsp.analysis.analyze import analyze
from dpone_lsp.model.settings import Settings
from dpone_lsp.workspace.workspace import Workspace
from dpone_si.manifest.model.documents import Document

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"


@pytest.mark.parametrize("name", ["orders.yaml", "shop.batch.yaml"])
def test_good_examples_have_no_errors(name: str) -> None:
    path = EXAMPLES / name
    analysis = analyze(
        Document(path.as_posix(), path.read_text(encoding="utf-8")),
        Workspace([str(EXAMPLES)], registries=()),
        Settings(),
    )
    assert [finding.message for finding in analysis.findings if finding.severity == "error"] == []


def test_the_faulty_example_shows_several_errors() -> None:
    path = EXAMPLES / "faulty.batch.yaml"
    analysis = analyze(
        Document(path.as_posix(), path.read_text(encoding="utf-8")),
        Workspace([str(EXAMPLES)], registries=()),
        Settings(),
    )
    rules = {finding.rule for finding in analysis.findings if finding.severity == "error"}
    assert {"partition-column-missing", "unknown-key", "kafka-partition-replace"} <= rules
