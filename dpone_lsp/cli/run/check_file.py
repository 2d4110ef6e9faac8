"""Checking one file: reads it, analyses it through `analyze`, notes which other files it looked at."""

from __future__ import annotations

import os
from typing import Any

from dpone_lsp.analysis.analyze import analyze
from dpone_lsp.cli.errors import UsageError
from dpone_lsp.cli.logs import hide_logs
from dpone_lsp.cli.run.result import EVERY_MANIFEST, FileResult
from dpone_lsp.cli.run.rows import Row
from dpone_lsp.cli.run.search import Task
from dpone_lsp.cli.run.settings_choice import SettingsChoice
from dpone_lsp.model.analysis import Analysis
from dpone_lsp.model.settings import Settings
from dpone_lsp.workspace.workspace import Workspace
from dpone_si.manifest.expansion.loading import LoadFailure, read_bytes, read_text, root_of
from dpone_si.manifest.model.documents import MANIFESTS, OTHER, SINGLE, Document, Recognition
from dpone_si.manifest.syntax.problem import Problem
from dpone_si.manifest.syntax.tree import SequenceNode
from dpone_si.records import replace


class Checker:
    """Checks files one after the other; files of one root share a workspace."""

    def __init__(self, choice: SettingsChoice) -> None:
        hide_logs()
        self._choice = choice
        self._workspaces: dict[str, Workspace] = {}
        self._roots: dict[str, str] = {}

    def result(self, task: Task, text: str | None = None) -> FileResult:
        """What a file comes to; `text` in place of the file's own."""
        watched = Watched(self.workspace(task.path), self._choice)
        try:
            analysis = check_file(
                task.path, watched, self._choice.for_file(task.path), explicit=task.explicit, text=text
            )
        except UsageError as error:
            return FileResult(task.path, error=str(error))
        if isinstance(analysis, str):
            return FileResult(task.path, skipped=analysis)
        rows = _rows(analysis) if analysis.findings else ()
        uses = tuple(sorted(watched.asked - {task.path}))
        # The processes of a fragment are those of the pipeline it is a part of.
        processes = len(analysis.expansion.processes) if analysis.document.form in MANIFESTS else 0
        return FileResult(task.path, rows, len(analysis.suppressed), processes, "", uses)

    def analysis(self, task: Task) -> Analysis | str:
        """The live analysis of a file, or the reason why it is no manifest."""
        watched = Watched(self.workspace(task.path), self._choice)
        return check_file(task.path, watched, self._choice.for_file(task.path), explicit=task.explicit)

    def workspace(self, path: str) -> Workspace:
        """The workspace a file belongs to."""
        folder = os.path.dirname(path)
        root = self._roots.get(folder)
        if root is None:
            root = self._roots[folder] = root_of(path)
        workspace = self._workspaces.get(root)
        if workspace is None:
            workspace = self._workspaces[root] = Workspace([root])
        return workspace


class Watched:
    """A workspace that notes which files an analysis looked at: a cached result holds only while they stay the same.

    It reads the other manifests only when a rule wants to know all of them.
    """

    #: Rules ask this before they say "nowhere in the workspace"; `manifests` makes it true.
    indexed = True

    def __init__(self, workspace: Workspace, choice: SettingsChoice) -> None:
        self._workspace = workspace
        self._choice = choice
        self.asked: set[str] = set()
        self.roots = workspace.roots
        self.open = workspace.open
        self.registry_paths = workspace.registry_paths
        self.env_code = workspace.env_code

    def load(self, path: str, role: str) -> Document | LoadFailure:
        self.asked.add(path)
        return self._workspace.load(path, role)

    def exists(self, path: str) -> bool | None:
        self.asked.add(path)
        return self._workspace.exists(path)

    def manifests(self) -> list[str]:
        workspace = self._workspace
        self.asked.update(EVERY_MANIFEST + root for root in workspace.roots)
        if not workspace.indexed:
            for _ in workspace.index(self._choice.excluded):
                pass
        return workspace.manifests()

    def __getattr__(self, name: str) -> Any:
        inner = getattr(self._workspace, name)
        if name not in ("document", "manifest", "expansion", "summary", "processes", "shapes", "dependents"):
            return inner

        def asking(path: str) -> Any:
            self.asked.add(path)
            return inner(path)

        return asking


def _rows(analysis: Analysis) -> tuple[Row, ...]:
    # Rows, and the proofs of their fixes, are not loaded for manifests without a finding, which most are.
    from dpone_lsp.cli.run.row_of import row_of

    return tuple(row_of(finding, analysis) for finding in analysis.findings)


def check_file(
    path: str, workspace: Workspace | Watched, settings: Settings, *, explicit: bool, text: str | None = None
) -> Analysis | str:
    """The analysis of one file (or of `text` in its place), or the reason why it is none of ours."""
    found: str | LoadFailure = read_text(path, ordinary=not explicit) if text is None else text
    if isinstance(found, LoadFailure):
        if found.code == "encoding":
            return _undecodable(path, found, workspace, settings)
        if not explicit and os.path.islink(path):
            return f"the link leads nowhere: {found.message}"
        raise UsageError(found.message)
    document = Document(path, found)
    if document.form == OTHER:
        broken = document.root is None and document.tree.problems
        if not explicit or document.mapping is not None or broken or _is_registry(document):
            return document.recognition.reason
        # A file named on the command line that holds nothing, one value or a list: dpone takes it for a single
        # manifest.
        document.recognition = Recognition(SINGLE, "a file named explicitly is read as a single manifest")
    return analyze(document, workspace, settings)


def _undecodable(path: str, failure: LoadFailure, workspace: Workspace | Watched, settings: Settings) -> Analysis:
    """The analysis of a file that is not UTF-8: that it is not, where it stops being so, and what can be told of the
    rest.
    """
    text, at = _loosely(path)
    document = Document(path, text)
    known = document.form != OTHER
    if not known:
        document = Document(path, "")
        document.recognition = Recognition(SINGLE, "the file cannot be decoded")
        settings = replace(settings, select=("yaml-encoding",))
    tree = document.tree
    where = Problem("encoding", failure.message, at, at + 1) if known else Problem("encoding", failure.message, 0, 0)
    document.tree = replace(tree, problems=(where, *tree.problems))
    analysis = analyze(document, workspace, settings)
    for finding in analysis.findings:
        finding.fixes = ()  # A text that is not the file's must not be written into it.
    return analysis


def _is_registry(document: Document) -> bool:
    """Whether a list is one of sources, which a batch may name as its registry."""
    if not isinstance(document.root, SequenceNode):
        return False
    from dpone_si.manifest.expansion.registry import entries

    found, faults = entries(document)
    return bool(found) and not faults


def _loosely(path: str) -> tuple[str, int]:
    """The text of a file with a mark for every part that is not UTF-8, and the offset of the first; nothing of
    UTF-16 and the like.
    """
    data = read_bytes(path)
    if isinstance(data, LoadFailure) or b"\0" in data:
        return "", 0
    try:
        return data.decode("utf-8"), 0
    except UnicodeDecodeError as error:
        return data.decode("utf-8", "replace"), len(data[: error.start].decode("utf-8"))
