"""Worker processes for runs over many files: each gets a share, keeps its own workspaces, and hands rows back."""

from __future__ import annotations

import multiprocessing
import os
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.process import BaseProcess

from dpone_lsp.cli.run.check_file import Checker
from dpone_lsp.cli.run.result import FileResult, Progress
from dpone_lsp.cli.run.search import Task
from dpone_lsp.cli.run.settings_choice import SettingsChoice

#: Files handed out at a time: large enough that handing out costs nothing, small enough that no worker idles at the
#: end.
SHARE = 40

_checker: Checker | None = None


def run_parallel(
    tasks: list[Task], choice: SettingsChoice, workers: int, progress: Progress | None = None
) -> list[FileResult]:
    """Check files in `workers` processes; results in the order of the tasks."""
    shares = [tasks[start : start + SHARE] for start in range(0, len(tasks), SHARE)]
    # A forked worker starts with everything imported; elsewhere it has to import again.
    method = "fork" if os.name == "posix" and "fork" in multiprocessing.get_all_start_methods() else None
    context = multiprocessing.get_context(method)
    results: list[FileResult] = []
    try:
        with ProcessPoolExecutor(
            min(workers, len(shares)), mp_context=context, initializer=_begin, initargs=(choice,)
        ) as pool:
            for share in pool.map(_share, shares):
                results.extend(share)
                if progress is not None:
                    progress(len(results), len(tasks))
    except BrokenProcessPool:
        # A worker was killed, most likely for want of memory. One process at a time needs less.
        _begin(choice)
        results.extend(_share(tasks[len(results) :]))
    return results


def _begin(choice: SettingsChoice) -> None:
    global _checker
    _checker = Checker(choice)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    # A run that is killed cannot tell its workers, and they would wait for its next word for ever.
    parent.join()
    os._exit(1)


def _share(tasks: list[Task]) -> list[FileResult]:
    assert _checker is not None
    return [_checker.result(task) for task in tasks]
