"""A run over files: finds them, analyses each through `analyze`, and collects what formats print."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from dpone_lsp.analysis import analyze
from dpone_lsp.cli.main import UsageError
from dpone_lsp.findings import SEVERITIES, Finding, Place, Severity
from dpone_lsp.settings import Settings
from dpone_lsp.subject import Analysis
from dpone_lsp.workspace import Workspace, find_yaml, root_of
from dpone_si.manifest.documents import OTHER, SINGLE, Document, Recognition
from dpone_si.manifest.loading import LoadFailure, read_text


@dataclass(slots=True)
class Run:
    """What one run found. `findings` are in the order of files, then places; equal ones of shared files are merged."""

    findings: list[Finding] = field(default_factory=list[Finding])
    suppressed: int = 0
    analyses: list[Analysis] = field(default_factory=list[Analysis])
    #: Paths that are no manifests, with the reason.
    skipped: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    files: int = 0
    seconds: float = 0.0

    def count(self, severity: Severity) -> int:
        return sum(1 for finding in self.findings if finding.severity == severity)

    def analysis_of(self, finding: Finding) -> Analysis | None:
        """An analysis the finding came from (its own document's when that was analysed)."""
        return self._by_finding.get(id(finding))

    _by_finding: dict[int, Analysis] = field(default_factory=dict[int, Analysis])


def check_paths(paths: Iterable[str], settings: Settings) -> Run:
    """Analyse files and folders. Raises `UsageError` for a path that does not exist."""
    started = time.perf_counter()
    run = Run()
    workspaces: dict[str, Workspace] = {}
    seen: dict[tuple[object, ...], Finding] = {}
    visited: set[str] = set()
    for path, explicit in files(paths):
        absolute = os.path.abspath(path).replace(os.sep, "/")
        if absolute in visited:
            continue
        visited.add(absolute)
        root = root_of(absolute)
        workspace = workspaces.get(root)
        if workspace is None:
            workspace = workspaces[root] = Workspace([root])
        analysis = check_file(absolute, workspace, settings, explicit=explicit)
        if isinstance(analysis, str):
            run.skipped.append((path, analysis))
            continue
        run.files += 1
        run.analyses.append(analysis)
        run.suppressed += len(analysis.suppressed)
        collect(run, analysis, seen)
    run.seconds = time.perf_counter() - started
    return run


def collect(run: Run, analysis: Analysis, seen: dict[tuple[object, ...], Finding]) -> None:
    """Add an analysis's findings; one on a shared preset is kept once, with the processes of all manifests."""
    for finding in analysis.findings:
        key = (finding.rule, finding.document.path, finding.place.span, finding.message)
        known = seen.get(key)
        if known is not None:
            known.processes.extend(title for title in finding.processes if title not in known.processes)
            continue
        seen[key] = finding
        run.findings.append(finding)
        run._by_finding[id(finding)] = analysis


def check_file(path: str, workspace: Workspace, settings: Settings, *, explicit: bool) -> Analysis | str:
    """The analysis of one file, or the reason why it is none of ours."""
    text = read_text(path)
    if isinstance(text, LoadFailure):
        if text.code == "encoding":
            return _unreadable(path, text, workspace, settings)
        raise UsageError(text.message)
    document = Document(path, text)
    if document.form == OTHER:
        if explicit and document.root is None and not document.tree.problems:
            # A file named on the command line that holds nothing: dpone would read it as a single manifest without a name.
            document.recognition = Recognition(SINGLE, "an empty file named explicitly is read as a single manifest")
        else:
            return document.recognition.reason
    return analyze(document, workspace, settings)


def _unreadable(path: str, failure: LoadFailure, workspace: Workspace, settings: Settings) -> Analysis:
    document = Document(path, "")
    document.recognition = Recognition(SINGLE, "the file cannot be decoded")
    analysis = analyze(document, workspace, Settings(select=("none",)))
    analysis.findings.append(Finding("yaml-encoding", "DP009", "error", Place(document, None), failure.message))
    return analysis


def files(paths: Iterable[str]) -> Iterable[tuple[str, bool]]:
    """(path, named explicitly) for every file to check."""
    for path in paths:
        if os.path.isdir(path):
            yield from ((found, False) for found in find_yaml(path))
        elif os.path.exists(path):
            yield path, True
        else:
            raise UsageError(f"`{path}` does not exist")


def worst(run: Run) -> Severity | None:
    """The worst severity found."""
    for severity in SEVERITIES:
        if run.count(severity):
            return severity
    return None
