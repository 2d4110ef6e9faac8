"""Files as a git revision has them, read through git without touching the work tree."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence

from dpone_lsp.cli.errors import UsageError
from dpone_si.manifest.documents import Document
from dpone_si.manifest.loading import LoadFailure


class Revision:
    """One commit as a loader: presets and registries come from the same commit as the manifests."""

    def __init__(self, root: str, name: str, *, registries: tuple[str, ...] = ()) -> None:
        self.root = root
        self.name = name
        self.commit = commit_of(root, name)
        listing = git(root, "ls-tree", "-r", "--name-only", "-z", "--full-tree", self.commit)
        self.files = frozenset(name for name in listing.split("\0") if name)
        self._documents: dict[tuple[str, str], Document | LoadFailure] = {}
        self._registries = registries

    def document(self, path: str, role: str = "") -> Document | LoadFailure:
        """The document at an absolute path as of this commit."""
        key = (path, role)
        found = self._documents.get(key)
        if found is None:
            found = self._documents[key] = self._read(path, role)
        return found

    def load(self, path: str, role: str) -> Document | LoadFailure:
        return self.document(path, role)

    def registry_paths(self) -> tuple[str, ...]:
        return self._registries

    def env_code(self) -> str | None:
        return os.environ.get("ENV_CODE")

    def yaml_files(self) -> list[str]:
        """Absolute paths of the YAML files of the commit."""
        return [f"{self.root}/{name}" for name in sorted(self.files) if name.endswith((".yaml", ".yml"))]

    def _read(self, path: str, role: str) -> Document | LoadFailure:
        relative = os.path.relpath(path, self.root).replace(os.sep, "/")
        if relative.startswith("../"):
            return LoadFailure("outside", f"`{path}` lies outside the repository and is not read")
        if relative not in self.files:
            return LoadFailure("missing", f"`{relative}` does not exist at {self.name}")
        data = git_bytes(self.root, "cat-file", "blob", f"{self.commit}:{relative}")
        try:
            return Document(path, data.decode("utf-8"), role=role or None)
        except UnicodeDecodeError:
            return LoadFailure("encoding", f"`{relative}` at {self.name} is not UTF-8")


def repository(path: str) -> str:
    """The root of the repository that holds a path; raises `UsageError` when there is none."""
    folder = path if os.path.isdir(path) else os.path.dirname(os.path.abspath(path))
    try:
        root = git(folder, "rev-parse", "--show-toplevel", check=False).strip()
    except FileNotFoundError:
        raise UsageError("git is not installed; comparing revisions needs it") from None
    if not root:
        raise UsageError(f"`{folder}` is not in a git repository")
    return root


def commit_of(root: str, name: str) -> str:
    """The commit a revision names; `REV...` is the common ancestor of REV and HEAD. Raises `UsageError` when there is none."""
    plain = name.removesuffix("...")
    found = git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{plain}^{{commit}}", check=False).strip()
    if not found:
        shallow = git(root, "rev-parse", "--is-shallow-repository", check=False).strip() == "true"
        cure = ". This clone is shallow: fetch it first, as in `git fetch --depth=1 origin main`" if shallow else ""
        raise UsageError(f"`{plain}` is no revision of the repository at `{root}`{cure}")
    if plain == name:
        return found
    ancestor = git(root, "merge-base", found, "HEAD", check=False).strip()
    if not ancestor:
        raise UsageError(f"`{plain}` and HEAD have no common ancestor here. A shallow clone needs more history: `git fetch --unshallow`")
    return ancestor


def changed_since(root: str, revision: str) -> set[str]:
    """Absolute paths that differ between a revision and the work tree, untracked files included."""
    listed = git(root, "diff", "--name-only", "-z", "--no-renames", "--end-of-options", revision, "--").split("\0")
    listed += git(root, "ls-files", "--others", "--exclude-standard", "-z").split("\0")
    return {f"{root}/{name}" for name in listed if name}


def git(root: str, *arguments: str, check: bool = True) -> str:
    """The output of a git command as text."""
    return git_bytes(root, *arguments, check=check).decode("utf-8", "replace")


def git_bytes(root: str, *arguments: str, check: bool = True) -> bytes:
    command: Sequence[str] = ("git", "-C", root, *arguments)
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode and check:
        message = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise UsageError(f"git {arguments[0]} failed: {message[-1] if message else 'no message'}")
    return done.stdout if done.returncode == 0 else b""
