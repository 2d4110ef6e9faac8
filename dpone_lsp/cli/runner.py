"""A run over files: finds them, analyses each through `analyze` (in worker processes when there are many), collects rows."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from dpone_lsp.analysis import analyze
from dpone_lsp.cli.main import UsageError
from dpone_lsp.cli.rows import Row, row_of
from dpone_lsp.findings import SEVERITIES, Finding, Place
from dpone_lsp.settings import Settings
from dpone_lsp.subject import Analysis
from dpone_lsp.workspace import Workspace, find_yaml, root_of
from dpone_si.manifest.documents import OTHER, SINGLE, Document, Recognition
from dpone_si.manifest.loading import LoadFailure, read_text

#: From this many files on, worker processes are worth their start.
PARALLEL_FROM = 120


class FileResult(NamedTuple):
    """What one file came to. `skipped` is the reason when it is none of ours; `uses` are the files its outcome depends on."""

    path: str
    rows: tuple[Row, ...] = ()
    suppressed: int = 0
    processes: int = 0
    skipped: str = ""
    uses: tuple[str, ...] = ()
    error: str = ""


@dataclass(slots=True)
class Run:
    """What one run found. `rows` are in the order of files, then places; equal ones of shared files are merged."""

    rows: list[Row] = field(default_factory=list[Row])
    files: list[str] = field(default_factory=list[str])
    #: Paths that are no manifests, with the reason.
    skipped: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    suppressed: int = 0
    processes: int = 0
    seconds: float = 0.0

    def count(self, severity: str) -> int:
        return sum(1 for row in self.rows if row.severity == severity)


class Task(NamedTuple):
    """A file to check. `explicit` when it was named rather than found."""

    path: str
    explicit: bool


def check_paths(paths: Iterable[str], settings: Settings, *, jobs: int | None = None, cache: bool = False) -> Run:
    """Analyse files and folders. Raises `UsageError` for a path that does not exist."""
    started = time.perf_counter()
    tasks = list(tasks_of(paths))
    results = run_tasks(tasks, settings, jobs=jobs, cache=cache)
    run = collect(results)
    run.seconds = time.perf_counter() - started
    return run


def tasks_of(paths: Iterable[str]) -> Iterable[Task]:
    """Every file to check, once, as absolute paths with forward slashes."""
    seen: set[str] = set()
    for path, explicit in _files(paths):
        absolute = os.path.abspath(path).replace(os.sep, "/")
        if absolute not in seen:
            seen.add(absolute)
            yield Task(absolute, explicit)


def run_tasks(tasks: list[Task], settings: Settings, *, jobs: int | None = None, cache: bool = False) -> list[FileResult]:
    """The results of all tasks, in their order."""
    known: dict[str, FileResult] = {}
    store = None
    if cache and len(tasks) > 1:
        from dpone_lsp.cli.cache import Cache

        store = Cache(settings)
        known = store.look_up([task.path for task in tasks])
    missing = [task for task in tasks if task.path not in known]
    workers = jobs if jobs is not None else (os.cpu_count() or 1)
    if len(missing) >= PARALLEL_FROM and workers > 1:
        from dpone_lsp.cli.workers import run_parallel

        made = run_parallel(missing, settings, workers)
    else:
        made = run_serial(missing, settings)
    for result in made:
        if result.error:
            raise UsageError(result.error)
        known[result.path] = result
    if store is not None:
        store.keep([known[task.path] for task in tasks])
    return [known[task.path] for task in tasks]


def run_serial(tasks: Iterable[Task], settings: Settings) -> list[FileResult]:
    """Check files one after the other in this process."""
    workspaces: dict[str, Workspace] = {}
    roots: dict[str, str] = {}
    return [check_task(task, workspaces, roots, settings) for task in tasks]


def check_task(task: Task, workspaces: dict[str, Workspace], roots: dict[str, str], settings: Settings) -> FileResult:
    """Check one file; workspaces are shared by the files of one root."""
    folder = os.path.dirname(task.path)
    root = roots.get(folder)
    if root is None:
        root = roots[folder] = root_of(task.path)
    workspace = workspaces.get(root)
    if workspace is None:
        workspace = workspaces[root] = Workspace([root])
    watched = Watched(workspace)
    try:
        analysis = check_file(task.path, watched, settings, explicit=task.explicit)
    except UsageError as error:
        return FileResult(task.path, error=str(error))
    if isinstance(analysis, str):
        return FileResult(task.path, skipped=analysis)
    rows = tuple(row_of(finding, analysis) for finding in analysis.findings)
    uses = tuple(sorted(watched.asked - {task.path}))
    return FileResult(task.path, rows, len(analysis.suppressed), len(analysis.expansion.processes), "", uses)


class Watched:
    """A workspace that notes which files an analysis looked at: a cached result holds only while they stay the same."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.asked: set[str] = set()
        self.roots = workspace.roots
        self.registry_paths = workspace.registry_paths
        self.env_code = workspace.env_code
        self.manifests = workspace.manifests

    def load(self, path: str, role: str) -> Document | LoadFailure:
        self.asked.add(path)
        return self._workspace.load(path, role)

    def exists(self, path: str) -> bool | None:
        self.asked.add(path)
        return self._workspace.exists(path)

    def __getattr__(self, name: str) -> Any:
        inner = getattr(self._workspace, name)
        if name not in ("document", "manifest", "expansion", "summary", "processes", "dependents"):
            return inner

        def asking(path: str) -> Any:
            self.asked.add(path)
            return inner(path)

        return asking


def collect(results: Iterable[FileResult]) -> Run:
    """One run out of many results; a finding on a shared preset is kept once, with the processes of all manifests."""
    run = Run()
    at: dict[tuple[object, ...], int] = {}
    for result in results:
        if result.skipped:
            run.skipped.append((result.path, result.skipped))
            continue
        run.files.append(result.path)
        run.suppressed += result.suppressed
        run.processes += result.processes
        for row in result.rows:
            known = at.get(row.identity)
            if known is None:
                at[row.identity] = len(run.rows)
                run.rows.append(row)
                continue
            before = run.rows[known]
            run.rows[known] = before._replace(processes=tuple(dict.fromkeys((*before.processes, *row.processes))))
    return run


def check_file(path: str, workspace: Workspace | Watched, settings: Settings, *, explicit: bool, text: str | None = None) -> Analysis | str:
    """The analysis of one file (or of `text` in its place), or the reason why it is none of ours."""
    found: str | LoadFailure = read_text(path) if text is None else text
    if isinstance(found, LoadFailure):
        if found.code == "encoding":
            return _unreadable(path, found, workspace)
        raise UsageError(found.message)
    document = Document(path, found)
    if document.form == OTHER:
        if explicit and document.root is None and not document.tree.problems:
            # A file named on the command line that holds nothing: dpone would read it as a single manifest without a name.
            document.recognition = Recognition(SINGLE, "an empty file named explicitly is read as a single manifest")
        else:
            return document.recognition.reason
    return analyze(document, workspace, settings)


def open_analyses(paths: Iterable[str], settings: Settings) -> list[Analysis]:
    """Live analyses of files, for commands that edit them."""
    workspaces: dict[str, Workspace] = {}
    made: list[Analysis] = []
    for task in tasks_of(paths):
        root = root_of(task.path)
        workspace = workspaces.setdefault(root, Workspace([root]))
        analysis = check_file(task.path, workspace, settings, explicit=task.explicit)
        if not isinstance(analysis, str):
            made.append(analysis)
    return made


def _unreadable(path: str, failure: LoadFailure, workspace: Workspace | Watched) -> Analysis:
    document = Document(path, "")
    document.recognition = Recognition(SINGLE, "the file cannot be decoded")
    analysis = analyze(document, workspace, Settings(select=("none",)))
    analysis.findings.append(Finding("yaml-encoding", "DP009", "error", Place(document, None), failure.message))
    return analysis


def _files(paths: Iterable[str]) -> Iterable[tuple[str, bool]]:
    for path in paths:
        if os.path.isdir(path):
            yield from ((found, False) for found in find_yaml(path))
        elif os.path.exists(path):
            yield path, True
        else:
            raise UsageError(f"`{path}` does not exist")


def worst(run: Run) -> str | None:
    """The worst severity found."""
    return next((severity for severity in SEVERITIES if run.count(severity)), None)
