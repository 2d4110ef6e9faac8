"""What earlier runs found, keyed by everything a result depends on: content, the files it inherits from, settings, version.

A cache that is truncated, from another version, or tampered with is ignored. It is written to a temporary file and renamed, so two
runs at once cannot hurt each other: the later one wins.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import tempfile
from typing import Any, Final

from dpone_lsp import __version__
from dpone_lsp.cli.rows import from_json, to_json
from dpone_lsp.cli.runner import FileResult
from dpone_lsp.settings import Settings
from dpone_lsp.workspace import root_of

FOLDER: Final = ".dpone_lint_cache"
#: Results of files beyond this many are not kept.
MAX_ENTRIES: Final = 50_000


class Cache:
    """Results by path. One file per workspace root and set of settings."""

    def __init__(self, settings: Settings) -> None:
        environment = [os.environ.get(name, "") for name in ("ENV_CODE", "DPONE_SOURCES_REGISTRY", "DPONE_PROJECT_DIR")]
        basis = (__version__, sys.version, repr(settings), environment, _rules_stamp())
        self._key = hashlib.blake2b(repr(basis).encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
        self._digests: dict[str, str] = {}
        self._loaded: dict[str, dict[str, Any]] = {}

    def look_up(self, paths: list[str]) -> dict[str, FileResult]:
        """The results that still hold."""
        found: dict[str, FileResult] = {}
        for path in paths:
            entry = self._entries(self._root(path)).get(path)
            if entry is None:
                continue
            try:
                digest, uses, rows, suppressed, processes, skipped = entry
                if digest != self._digest(path) or any(self._digest(used) != known for used, known in uses.items()):
                    continue
                found[path] = FileResult(path, tuple(from_json(row) for row in rows), int(suppressed), int(processes), str(skipped), tuple(uses))
            except (ValueError, TypeError, KeyError, AttributeError):
                continue
        return found

    def keep(self, results: list[FileResult]) -> None:
        """Write the results of a run; failing to do so is no fault of the run."""
        by_root: dict[str, dict[str, Any]] = {}
        for result in results[:MAX_ENTRIES]:
            uses = {used: self._digest(used) for used in result.uses}
            rows = [to_json(row) for row in result.rows]
            entry = [self._digest(result.path), uses, rows, result.suppressed, result.processes, result.skipped]
            by_root.setdefault(self._root(result.path), {})[result.path] = entry
        for root, entries in by_root.items():
            merged = {**self._entries(root), **entries}
            if merged != self._loaded.get(root):
                self._write(root, merged)

    _roots: dict[str, str] = {}

    def _root(self, path: str) -> str:
        folder = os.path.dirname(path)
        root = self._roots.get(folder)
        if root is None:
            root = self._roots[folder] = root_of(path)
        return root

    def _digest(self, path: str) -> str:
        known = self._digests.get(path)
        if known is None:
            try:
                with open(path, "rb") as file:
                    known = hashlib.blake2b(file.read(), digest_size=16).hexdigest()
            except OSError:
                known = "missing"
            self._digests[path] = known
        return known

    def _entries(self, root: str) -> dict[str, Any]:
        entries = self._loaded.get(root)
        if entries is None:
            entries = self._loaded[root] = self._read(root)
        return entries

    def _read(self, root: str) -> dict[str, Any]:
        try:
            with open(self._file(root), "rb") as file:
                head, _, body = file.read().partition(b"\n")
            if head.decode("ascii", "replace") != _checksum(self._key, body):
                return {}
            data = json.loads(body)
        except (OSError, ValueError, RecursionError):
            return {}
        return data if isinstance(data, dict) else {}

    def _write(self, root: str, entries: dict[str, Any]) -> None:
        body = json.dumps(entries, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")
        folder = os.path.join(root, FOLDER)
        temporary = None
        with contextlib.suppress(OSError):
            os.makedirs(folder, exist_ok=True)
            ignore = os.path.join(folder, ".gitignore")
            if not os.path.exists(ignore):
                with open(ignore, "w", encoding="utf-8") as file:
                    file.write("*\n")
            try:
                handle, temporary = tempfile.mkstemp(dir=folder, prefix=".new-")
                with os.fdopen(handle, "wb") as file:
                    file.write(_checksum(self._key, body).encode("ascii") + b"\n" + body)
                os.replace(temporary, self._file(root))
                temporary = None
            finally:
                if temporary is not None:
                    with contextlib.suppress(OSError):
                        os.unlink(temporary)

    def _file(self, root: str) -> str:
        return os.path.join(root, FOLDER, f"{self._key}.json")


def _checksum(key: str, body: bytes) -> str:
    return hashlib.blake2b(body, key=key.encode("ascii"), digest_size=20).hexdigest()


def _rules_stamp() -> str:
    """Changes when a rule of this installation changes (an editable checkout), so that its results are not reused."""
    from dpone_lsp import rules

    try:
        stamps = sorted((entry.name, entry.stat().st_mtime_ns) for entry in os.scandir(rules.FOLDER) if entry.name.endswith(".py"))
    except OSError:
        return ""
    return hashlib.blake2b(repr(stamps).encode(), digest_size=8).hexdigest()
