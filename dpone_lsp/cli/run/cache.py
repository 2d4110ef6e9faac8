"""What earlier runs found, keyed by everything a result depends on: content, the files it looked at, settings, version.

It lies in the user's cache folder and never in the repository: a change under review cannot bring "nothing found"
along. A cache that is truncated, from another version or damaged is ignored. It is written aside and renamed, so two
runs at once cannot hurt each other: the later one wins. Contents are compared, not times: a clock that jumps changes
nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import time
from collections.abc import Iterator
from typing import Any, Final

import dpone_lsp
import dpone_si
from dpone_lsp.cli.run.result import EVERY_MANIFEST, FileResult
from dpone_lsp.cli.run.rows import from_json, to_json
from dpone_lsp.cli.run.search import Search, Task, find
from dpone_lsp.cli.run.settings_choice import SettingsChoice
from dpone_lsp.model.settings import Settings
from dpone_si.atomic import replace_file
from dpone_si.manifest.expansion.loading import ENVIRONMENT, LoadFailure, inside, read_bytes, root_of

#: Results kept per root; beyond this, those of files that are gone go first.
MAX_ENTRIES: Final = 50_000
#: Characters of a digest; what cannot be read has a shorter word in its place.
_DIGEST: Final = 32
#: Caches nobody used for so long are removed, in seconds.
MAX_AGE: Final = 30 * 24 * 3600
#: What a cache that is being written is called until it is whole.
_NEW: Final = ".new-"


def default_folder() -> str:
    """Where caches lie unless the user says otherwise (`DPONE_LINT_CACHE`)."""
    named = os.environ.get("DPONE_LINT_CACHE")
    if named:
        return named
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~\\AppData\\Local")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(base, "dpone-lint")


class Cache:
    """Results by path. One file per workspace root and set of settings."""

    def __init__(self, folder: str, choice: SettingsChoice) -> None:
        self._folder = folder
        self._choice = choice
        self._keys: dict[int, str] = {}
        self._digests: dict[str, str] = {}
        self._roots: dict[str, str] = {}
        self._allowed: dict[tuple[str, str], bool] = {}
        self._loaded: dict[str, dict[str, Any]] = {}
        self._files: dict[str, tuple[str, str] | None] = {}

    def look_up(self, tasks: list[Task]) -> dict[Task, FileResult]:
        """The results that still hold."""
        found: dict[Task, FileResult] = {}
        for task in tasks:
            file = self._file(task.path)
            entry = None if file is None else self._entries(*file).get(_name(task))
            if entry is None:
                continue
            with contextlib.suppress(ValueError, TypeError, KeyError, AttributeError):
                digest, uses, rows, suppressed, processes, skipped = entry
                if digest == self._digest(task.path) and all(
                    self._used(used, task) == known for used, known in uses.items()
                ):
                    made = tuple(map(from_json, rows))
                    found[task] = FileResult(
                        task.path, made, int(suppressed), int(processes), str(skipped), tuple(uses)
                    )
        return found

    def keep(self, results: list[tuple[Task, FileResult]]) -> None:
        """Write the results of a run; failing to do so is no fault of the run."""
        by_file: dict[tuple[str, str], dict[str, Any]] = {}
        for task, result in results:
            file = self._file(task.path)
            if file is None or result.error or len(self._digest(task.path)) < _DIGEST:
                continue
            uses = {used: self._used(used, task) for used in result.uses}
            rows = [to_json(row) for row in result.rows]
            entry = [self._digest(task.path), uses, rows, result.suppressed, result.processes, result.skipped]
            by_file.setdefault(file, {})[_name(task)] = entry
        for (path, key), entries in by_file.items():
            merged = {**self._entries(path, key), **entries}
            if len(merged) > MAX_ENTRIES:
                merged = {name: entry for name, entry in merged.items() if os.path.exists(name.rstrip("!"))}
            self._write(path, key, merged)

    # -- where ---------------------------------------------------------------------------------------------------------

    def _file(self, path: str) -> tuple[str, str] | None:
        """The cache file for a manifest and the key it is checked with; None when its result must not be kept."""
        folder = os.path.dirname(path)
        if folder not in self._files:
            settings = self._choice.for_file(path)
            # Rules of a project may read whatever they like, so their results are not kept.
            self._files[folder] = None if settings.plugins else self._place(root_of(path), settings)
        return self._files[folder]

    def _place(self, root: str, settings: Settings) -> tuple[str, str]:
        key = self._keys.get(id(settings))
        if key is None:
            environment = [os.environ.get(name, "") for name in ENVIRONMENT]
            if environment[1] and not environment[2]:
                environment.append(os.getcwd())
            basis = (dpone_lsp.__version__, sys.version, repr(settings), environment, _code_stamp())
            key = self._keys[id(settings)] = _hash(repr(basis))
        return os.path.join(self._folder, f"{_hash(root)}-{key}.json"), key

    # -- contents ------------------------------------------------------------------------------------------------------

    def _used(self, path: str, task: Task) -> str:
        """The digest of a file a manifest refers to; one outside the workspace was not read by the analysis, and is
        not read here.
        """
        if path.startswith(EVERY_MANIFEST):
            return self._digest(path)
        asked = (path, self._root(task.path))
        known = self._allowed.get(asked)
        if known is None:
            known = self._allowed[asked] = inside(os.path.realpath(path), asked[1])
        return self._digest(path) if known else "outside"

    def _root(self, path: str) -> str:
        folder = os.path.dirname(path)
        root = self._roots.get(folder)
        if root is None:
            root = self._roots[folder] = os.path.realpath(root_of(path))
        return root

    def _digest(self, path: str) -> str:
        known = self._digests.get(path)
        if known is None:
            if path.startswith(EVERY_MANIFEST):
                known = _hash(
                    "".join(f"{one}\0{self._digest(one)}\0" for one in self._manifests(path[len(EVERY_MANIFEST) :]))
                )
            else:
                known = _file_digest(path)
            self._digests[path] = known
        return known

    def _manifests(self, root: str) -> Iterator[str]:
        return find(root, Search(self._choice.excluded, gitignore=False))

    def _entries(self, path: str, key: str) -> dict[str, Any]:
        entries = self._loaded.get(path)
        if entries is None:
            entries = self._loaded[path] = _read(path, key)
        return entries

    def _write(self, path: str, key: str, entries: dict[str, Any]) -> None:
        body = json.dumps(entries, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")
        with contextlib.suppress(OSError):
            os.makedirs(self._folder, mode=0o700, exist_ok=True)
            _sweep(self._folder)
            replace_file(path, _checksum(key, body).encode("ascii") + b"\n" + body, prefix=_NEW)


def _name(task: Task) -> str:
    # A named file is checked although it is empty, a found one is skipped: two results.
    return task.path + "!" if task.explicit else task.path


def _read(path: str, key: str) -> dict[str, Any]:
    try:
        with open(path, "rb") as file:
            head, _, body = file.read().partition(b"\n")
        if head.decode("ascii", "replace") != _checksum(key, body):
            return {}
        data = json.loads(body)
    except (OSError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _file_digest(path: str) -> str:
    data = read_bytes(path)
    return data.code if isinstance(data, LoadFailure) else hashlib.blake2b(data, digest_size=_DIGEST // 2).hexdigest()


def _sweep(folder: str) -> None:
    limit = time.time() - MAX_AGE
    with os.scandir(folder) as listing:
        old = [entry.path for entry in listing if entry.name.endswith(".json") or entry.name.startswith(_NEW)]
    for path in old:
        with contextlib.suppress(OSError):
            if os.stat(path).st_mtime < limit:
                os.unlink(path)


def _checksum(key: str, body: bytes) -> str:
    return hashlib.blake2b(body, key=key.encode("ascii"), digest_size=20).hexdigest()


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


def _code_stamp() -> str:
    """Changes when a file of this installation changes (an editable checkout), so that older results are not reused."""
    stamps: list[tuple[str, int, int]] = []
    for package in (dpone_lsp, dpone_si):
        folder = os.path.dirname(package.__file__ or "")
        while not os.path.exists(folder):
            # Inside a zip: that is the file which changes.
            folder = os.path.dirname(folder)
        if os.path.isdir(folder):
            _stamp(folder, stamps)
        else:
            _stamp_file(folder, os.stat(folder), stamps)
    return _hash(repr(sorted(stamps)))


def _stamp(folder: str, stamps: list[tuple[str, int, int]]) -> None:
    with contextlib.suppress(OSError), os.scandir(folder) as listing:
        for entry in listing:
            if entry.name.endswith((".py", ".pyc")):
                _stamp_file(entry.path, entry.stat(), stamps)
            elif "." not in entry.name and entry.name not in ("__pycache__", "server", "features"):
                _stamp(entry.path, stamps)


def _stamp_file(path: str, status: os.stat_result, stamps: list[tuple[str, int, int]]) -> None:
    stamps.append((path, status.st_mtime_ns, status.st_size))
