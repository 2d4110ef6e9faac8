"""Commands about one manifest share how it is opened and how a process is chosen."""

from __future__ import annotations

import os

from dpone_lsp.analysis import analyze
from dpone_lsp.cli.main import UsageError
from dpone_lsp.settings import Settings
from dpone_lsp.subject import Analysis
from dpone_lsp.workspace import Workspace, root_of
from dpone_si.manifest.documents import OTHER, Document
from dpone_si.manifest.loading import LoadFailure, read_text
from dpone_si.manifest.reader import Facts


def open_manifest(path: str) -> Analysis:
    """The analysis of a manifest; raises `UsageError` when there is none at `path`."""
    absolute = os.path.abspath(path).replace(os.sep, "/")
    text = read_text(absolute)
    if isinstance(text, LoadFailure):
        raise UsageError(text.message)
    document = Document(absolute, text)
    if document.form == OTHER:
        raise UsageError(f"`{path}` is not a dpone manifest: {document.recognition.reason}")
    return analyze(document, Workspace([root_of(absolute)]), Settings())


def chosen(analysis: Analysis, selector: str | None) -> list[Facts]:
    """The process with this selector or name, or all of them."""
    if selector is None:
        if not analysis.processes:
            raise UsageError(f"`{analysis.document.name}` holds no process")
        return analysis.processes
    facts = analysis.process(selector)
    if facts is None:
        known = ", ".join(one.process.title for one in analysis.processes[:12]) or "none"
        raise UsageError(f"there is no process `{selector}` in `{analysis.document.name}`; known: {known}")
    return [facts]
