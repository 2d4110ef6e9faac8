"""Runs the examples of a rule's page: what they mark must be found, word for word, and the silent ones must be silent.

The built-in rules are held to their pages by the project's own tests; this is the same check for the rules a project
adds.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from dpone_lsp.analysis.analyze import analyze
from dpone_lsp.fixes.edits import apply
from dpone_lsp.fixes.safety import fixes_of
from dpone_lsp.model.settings import Settings
from dpone_lsp.rules import Entry
from dpone_lsp.rules.page import Example, examples_of
from dpone_lsp.workspace.workspace import Workspace
from dpone_si.manifest.model.documents import Document


def page_faults(entry: Entry, settings: Settings) -> list[str]:
    """What a rule's page says and the rule does not do, a sentence each; empty when they agree."""
    faults: list[str] = []
    counts = {"fires": 0, "silent": 0}
    try:
        examples = examples_of(entry.page)
    except ValueError as error:
        return [f"{entry.rule.name}: {error}"]
    only = replace(settings, select=(entry.rule.name,), ignore=(), per_file_ignores={}, severity={})
    for example in examples:
        counts[example.kind] += 1
        label = (
            f"{entry.rule.name}: example {counts[example.kind]} that "
            f"{'fires' if example.kind == 'fires' else 'is silent'}"
        )
        faults.extend(f"{label}: {fault}" for fault in _example_faults(entry, example, only))
    return faults


def _example_faults(entry: Entry, example: Example, settings: Settings) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        for other, content in example.also.items():
            path = folder / other
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        document = Document((folder / example.file).as_posix(), example.text)
        analysis = analyze(document, indexed(folder), settings)
        source = document.source
        found: list[tuple[int, int, int, str]] = []
        for finding in analysis.findings:
            if finding.rule != entry.rule.name:
                yield f"the rule failed: {finding.message}"
                continue
            start, end = finding.place.span
            line, column = source.position(start)
            found.append((line, column, source.position(end)[1], finding.message))
        expected = [(mark.line, mark.start, mark.end, mark.message) for mark in example.marks]
        for line, start, end, message in expected:
            if (line, start, end, message) not in found:
                yield f"line {line + 1}, columns {start + 1} to {end} should be marked with: {message}"
        for line, start, end, message in found:
            if (line, start, end, message) not in expected:
                yield f"line {line + 1}, columns {start + 1} to {end} are marked unexpectedly with: {message}"
        if example.becomes is not None and analysis.findings:
            fixes = fixes_of(analysis.findings[0], analysis)
            if not fixes:
                yield "the page shows a fix, but the finding carries none"
            elif apply(example.text, fixes[0].edits) != example.becomes:
                yield "the fix makes another text than the page shows"


def indexed(folder: Path) -> Workspace:
    """The workspace of an example, with the manifests beside it read."""
    workspace = Workspace([str(folder)], registries=())
    for _ in workspace.index():
        pass
    return workspace
