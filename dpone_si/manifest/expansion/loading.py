"""How one document reaches another: presets, registries and fragments are asked for by path through a `Loader`.

A loader decides what may be read. The one for disks stays inside its root, so that no manifest can make us read
`/etc/passwd`.
"""

from __future__ import annotations

import os
import stat
from typing import Protocol

from dpone_si.records import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dpone_si.manifest.model.documents import Document

#: Larger files are not read as presets or registries; dpone has no limit, but no real one comes near.
MAX_BYTES = 64 * 1024 * 1024
#: Variables of the environment on which the meaning of a manifest hangs.
ENVIRONMENT = ("ENV_CODE", "DPONE_SOURCES_REGISTRY", "DPONE_PROJECT_DIR")
#: A folder that holds one of these is the root of a project.
_ROOT_MARKERS = (".git", ".hg", "dpone.yaml", "dpone-lint.toml", "pyproject.toml")
_READING = os.O_RDONLY | getattr(os, "O_BINARY", 0)


@record(frozen=True)
class LoadFailure:
    """Why a referenced file could not be used. `code`: missing, outside, unreadable, encoding, syntax, too-large,
    not-mapping.
    """

    code: str
    message: str

    @property
    def ours(self) -> bool:
        """True when the file is only beyond what is read here, while dpone may well read it."""
        return self.code in ("outside", "too-large")

    def not_read(self, what: str, lost: str) -> str:
        """The sentence about a file that is only beyond what is read here, and about what it would have told."""
        why = (
            "lies outside the workspace and is not read"
            if self.code == "outside"
            else f"is too much to be read here ({self.message})"
        )
        return f"{what} {why}: {lost} cannot be told"


#: Of a path that `followed` knows no file for.
NAMELESS = LoadFailure("unreadable", "the path holds a character that no file name has")


class Loader(Protocol):
    """Gives the document behind an absolute path, the same object as long as the file does not change."""

    def load(self, path: str, role: str) -> Document | LoadFailure: ...

    def registry_paths(self) -> tuple[str, ...]:
        """Registries that apply to every batch and flow (``DPONE_SOURCES_REGISTRY``), absolute."""
        ...

    def env_code(self) -> str | None:
        """The environment's code when it is known for sure, else None."""
        ...


class DiskLoader:
    """Reads from disk below `root` (anything when `root` is None, which only trusted callers use)."""

    def __init__(self, root: str | None, *, registries: tuple[str, ...] = (), env_code: str | None = None) -> None:
        self.root = None if root is None else os.path.realpath(root)
        self._documents: dict[tuple[str, str], Document | LoadFailure] = {}
        self._registries = registries
        self._env_code = env_code

    def load(self, path: str, role: str) -> Document | LoadFailure:
        key = (path, role)
        found = self._documents.get(key)
        if found is None:
            found = self._documents[key] = read_document(path, role, self.root)
        return found

    def registry_paths(self) -> tuple[str, ...]:
        return self._registries

    def env_code(self) -> str | None:
        return self._env_code


def read_document(path: str, role: str | None, root: str | None) -> Document | LoadFailure:
    """The document at `path`, or why not. `root` limits where it may lie after links are followed."""
    real = followed(path)
    if real is None:
        return NAMELESS
    if root is not None and not inside(real, root):
        return LoadFailure("outside", f"`{path}` lies outside the workspace and is not read")
    text = read_text(real)
    if isinstance(text, LoadFailure):
        return text
    # Not needed by those who only read files and compare them.
    from dpone_si.manifest.model.documents import Document

    return Document(path, text, role=role)


def read_text(path: str, *, ordinary: bool = True) -> str | LoadFailure:
    """The text of a file as dpone reads it (UTF-8), or why not."""
    data = read_bytes(path, ordinary=ordinary)
    if isinstance(data, LoadFailure):
        return data
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return LoadFailure("encoding", f"byte {error.start} is not UTF-8; dpone reads manifests as UTF-8 only")


def read_bytes(path: str, *, ordinary: bool = True) -> bytes | LoadFailure:
    """The bytes of a file, or why not. `ordinary`: a pipe or a device is not waited for; only a user names one on
    purpose.
    """
    try:
        handle = os.open(path, _READING | (getattr(os, "O_NONBLOCK", 0) if ordinary else 0))
        try:
            status = os.fstat(handle)
            if stat.S_ISDIR(status.st_mode):
                return LoadFailure("missing", f"`{path}` is a folder")
            if ordinary and not stat.S_ISREG(status.st_mode):
                return LoadFailure("unreadable", f"`{path}` is no ordinary file")
            if status.st_size > MAX_BYTES:
                return LoadFailure("too-large", f"`{path}` is larger than {MAX_BYTES // 1024 // 1024} MiB")
            with open(handle, "rb", closefd=False) as file:
                return file.read(MAX_BYTES)
        finally:
            os.close(handle)
    except FileNotFoundError:
        return LoadFailure("missing", f"`{path}` does not exist")
    except (OSError, ValueError) as error:
        if os.path.isdir(path):  # some systems do not open folders at all
            return LoadFailure("missing", f"`{path}` is a folder")
        return LoadFailure("unreadable", f"`{path}` cannot be read: {getattr(error, 'strerror', None) or error}")


def content_failure(document: Document) -> LoadFailure | None:
    """Why dpone, or we, cannot take what a file holds that could be read; None when it is well-formed."""
    tree = document.tree
    refused = tree.refusal
    if refused is not None:
        return LoadFailure("syntax", f"line {document.source.line_of(refused.start) + 1}: {refused.message}")
    # What is left of a file that is cut may mean something else than the whole.
    return next((LoadFailure("too-large", problem.message) for problem in tree.problems), None)


def followed(path: str) -> str | None:
    """The path with its links followed; None when no file can have such a name."""
    try:
        return os.path.realpath(path)
    except ValueError:  # a NUL character
        return None


def crosses_link(folder: str, reference: str) -> bool:
    """True when a plain relative path below a folder goes over a symbolic link: dpone's strict reader follows none."""
    path = folder.rstrip("/")
    for part in reference.split("/"):
        path = f"{path}/{part}"
        if os.path.islink(path):
            return True
    return False


def inside(path: str, root: str) -> bool:
    """True when `path` (links already followed) is `root` or lies below it."""
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)


def root_of(path: str) -> str:
    """The folder in which a lone manifest may refer to files: the nearest one above it with a marker of a project,
    else its own.
    """
    folder = os.path.dirname(os.path.abspath(path))
    current = folder
    while True:
        if any(os.path.exists(os.path.join(current, marker)) for marker in _ROOT_MARKERS):
            return current
        parent = os.path.dirname(current)
        if parent == current:
            return folder
        current = parent


def registries_from_environment() -> tuple[str, ...]:
    """Registries named by ``DPONE_SOURCES_REGISTRY`` (comma-separated, relative to ``DPONE_PROJECT_DIR``), absolute."""
    named = os.environ.get("DPONE_SOURCES_REGISTRY", "")
    base = os.environ.get("DPONE_PROJECT_DIR") or os.getcwd()
    return tuple(os.path.normpath(os.path.join(base, part.strip())) for part in named.split(",") if part.strip())


def env_code_from_environment() -> str | None:
    """The environment's code as dpone reads it; None when nobody says."""
    return os.environ.get("ENV_CODE")


def join(base_file: str, reference: str) -> str:
    """Absolute path of a reference that is relative to the folder of `base_file`."""
    return os.path.normpath(os.path.join(os.path.dirname(base_file), reference))
