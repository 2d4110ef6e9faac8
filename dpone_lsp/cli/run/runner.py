"""A run over files: what each came to, put together into one report. The analysis itself is loaded only when a
result is not cached.
"""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterable

from dpone_lsp.cli.errors import UsageError
from dpone_lsp.cli.run.result import FileResult, Progress, Run
from dpone_lsp.cli.run.rows import Row
from dpone_lsp.cli.run.search import Search, Task, folders_of, refuse, tasks_of
from dpone_lsp.cli.run.settings_choice import SettingsChoice
from dpone_lsp.model.severity import SEVERITIES

#: From this many files on, worker processes are worth their start.
PARALLEL_FROM = 120
#: Trees of more files than this are worth looking for garbage.
_MANY = 20


def check_paths(
    paths: Iterable[str],
    choice: SettingsChoice,
    *,
    search: Search | None = None,
    jobs: int | None = None,
    cache: str | None = None,
    progress: Progress | None = None,
) -> Run:
    """Analyse files and folders. Raises `UsageError` for a path that does not exist or cannot be read."""
    started = time.perf_counter()
    named = list(paths)
    tasks = list(tasks_of(named, search or Search(choice.excluded, told=refuse)))
    run = collect(run_tasks(tasks, choice, jobs=jobs, cache=cache, progress=progress))
    if run.problems:
        raise UsageError("\n".join(run.problems))
    run.folders = folders_of(named)
    run.seconds = time.perf_counter() - started
    return run


def run_tasks(
    tasks: list[Task],
    choice: SettingsChoice,
    *,
    jobs: int | None = None,
    cache: str | None = None,
    progress: Progress | None = None,
) -> list[FileResult]:
    """The results of all tasks, in their order. `cache` is the folder of earlier results, None for none."""
    known: dict[Task, FileResult] = {}
    store = None
    if cache is not None and len(tasks) > 1:
        from dpone_lsp.cli.run.cache import Cache

        store = Cache(cache, choice)
        known = store.look_up(tasks)
    missing = [task for task in tasks if task not in known]
    if len(missing) > _MANY:
        # What is loaded stays; a manifest's tree is some hundred objects, so the default would look after every file.
        gc.freeze()
        gc.set_threshold(50_000)
        gc.enable()
    # Settings are read here, once: a fault in them is told before anything else, and workers inherit them.
    for task in missing:
        choice.for_file(task.path)
    made = _run_missing(missing, choice, jobs, _later(progress, len(known), len(tasks)))
    for task, result in zip(missing, made, strict=True):
        known[task] = result
    if store is not None and missing:
        store.keep([(task, known[task]) for task in tasks])
    return [known[task] for task in tasks]


def _run_missing(
    tasks: list[Task], choice: SettingsChoice, jobs: int | None, progress: Progress | None
) -> list[FileResult]:
    if not tasks:
        return []
    workers = jobs if jobs is not None else available_cores()
    if len(tasks) >= PARALLEL_FROM and workers > 1:
        from dpone_lsp.cli.run.workers import run_parallel

        return run_parallel(tasks, choice, workers, progress)
    from dpone_lsp.cli.run.check_file import Checker

    checker = Checker(choice)
    results: list[FileResult] = []
    for number, task in enumerate(tasks, 1):
        results.append(checker.result(task))
        if progress is not None:
            progress(number, len(tasks))
    return results


def _later(progress: Progress | None, before: int, total: int) -> Progress | None:
    return None if progress is None else lambda done, _: progress(before + done, total)


def available_cores() -> int:
    """Cores this process may use; a container or `taskset` may grant fewer than the machine has."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def collect(results: Iterable[FileResult]) -> Run:
    """One run out of many results; a finding on a shared preset is kept once, with the processes of all manifests."""
    run = Run()
    at: dict[tuple[object, ...], int] = {}
    for result in results:
        if result.error:
            run.problems.append(result.error)
            continue
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
            run.rows[known] = before._replace(
                processes=tuple(dict.fromkeys((*before.processes, *row.processes))),
                # A fix of a shared file is safe only when every manifest that uses it says so.
                fixes=before.fixes if _loudest(before) >= _loudest(row) else row.fixes,
            )
    return run


def _loudest(row: Row) -> int:
    return max((fix.applicability == "unsafe" for fix in row.fixes), default=False)


def worst(run: Run) -> str | None:
    """The worst severity found."""
    return next((severity for severity in SEVERITIES if run.count(severity)), None)
