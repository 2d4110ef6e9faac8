"""Runs over a part of the files: those a change can reach (`--since`), and one share of many (`--shard`)."""

from __future__ import annotations

import os
import zlib
from typing import NamedTuple

from dpone_lsp.cli.errors import UsageError
from dpone_lsp.cli.run.rows import rooted_path
from dpone_lsp.cli.run.search import Task

#: Files that rule how all manifests below them are checked.
_RULING = ("dpone-lint.toml", "pyproject.toml")


class Shard(NamedTuple):
    """The `number`-th of `count` shares, counted from 1."""

    number: int
    count: int  # pyright: ignore[reportIncompatibleMethodOverride] - a tuple's method of that name is not missed


def parse_shard(text: str) -> Shard:
    """`2/5`. Raises `UsageError`."""
    number, slash, count = text.partition("/")
    if not slash or not number.isdecimal() or not count.isdecimal() or not 1 <= int(number) <= int(count):
        raise UsageError(f"`--shard` needs K/N with K from 1 to N, such as 2/5, not `{text}`")
    return Shard(int(number), int(count))


def share_of(tasks: list[Task], shard: Shard) -> list[Task]:
    """The files of one share. A file stays in its share when others come and go, so a share's cache stays warm."""
    return [
        task
        for task in tasks
        if zlib.crc32(rooted_path(task.path).encode("utf-8", "surrogatepass")) % shard.count == shard.number - 1
    ]


def changed_tasks(tasks: list[Task], revision: str, folder: str) -> list[Task]:
    """The files that differ from a revision, and the manifests built from presets, registries or fragments that do."""
    from dpone_lsp.cli.run.revision import changed_since, commit_of, repository

    root = repository(folder)
    changed = {_real(path) for path in changed_since(root, commit_of(root, revision))}
    ruled = tuple(os.path.dirname(path) + "/" for path in changed if os.path.basename(path) in _RULING)
    workspaces = _Uses()
    chosen: list[Task] = []
    for task in tasks:
        path = _real(task.path)
        if (
            path in changed
            or path.startswith(ruled)
            or (changed and any(_real(used) in changed for used in workspaces.of(task.path)))
        ):
            chosen.append(task)
    return chosen


def _real(path: str) -> str:
    return os.path.realpath(path).replace(os.sep, "/")


class _Uses:
    """What manifests are built from, asked of one workspace per root."""

    def __init__(self) -> None:
        from dpone_lsp.workspace.workspace import Workspace

        self._make = Workspace
        self._workspaces: dict[str, Workspace] = {}

    def of(self, path: str) -> frozenset[str]:
        from dpone_si.manifest.expansion.loading import root_of

        root = root_of(path)
        workspace = self._workspaces.get(root)
        if workspace is None:
            workspace = self._workspaces[root] = self._make([root])
        summary = workspace.summary(path)
        return frozenset() if summary is None else summary.uses
