"""Worker processes for runs over many files: each gets a share, keeps its own workspaces, and hands rows back."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

from dpone_lsp.cli.runner import FileResult, Task, check_task
from dpone_lsp.settings import Settings
from dpone_lsp.workspace import Workspace

#: Files handed out at a time: large enough that handing out costs nothing, small enough that no worker idles at the end.
SHARE = 40

_settings = Settings()
_workspaces: dict[str, Workspace] = {}
_roots: dict[str, str] = {}


def run_parallel(tasks: list[Task], settings: Settings, workers: int) -> list[FileResult]:
    """Check files in `workers` processes; results in any order."""
    shares = [tasks[start : start + SHARE] for start in range(0, len(tasks), SHARE)]
    methods = multiprocessing.get_all_start_methods()
    # A forked worker starts with everything imported; elsewhere it has to import again.
    context = multiprocessing.get_context("fork" if "fork" in methods else None)
    count = min(workers, len(shares))
    with ProcessPoolExecutor(count, mp_context=context, initializer=_begin, initargs=(settings,)) as pool:
        return [result for results in pool.map(_share, shares) for result in results]


def _begin(settings: Settings) -> None:
    global _settings
    _settings = settings
    _workspaces.clear()
    _roots.clear()


def _share(tasks: list[Task]) -> list[FileResult]:
    return [check_task(task, _workspaces, _roots, _settings) for task in tasks]
