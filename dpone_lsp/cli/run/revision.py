"""Files as a git revision has them, read through git without touching the work tree."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Generator, Mapping, Sequence

from dpone_lsp.cli.errors import UsageError
from dpone_si.manifest.expansion.loading import LoadFailure, env_code_from_environment
from dpone_si.manifest.model.documents import Document

#: How git marks a symbolic link.
_LINK = "120000"


class Revision:
    """One commit as a loader: presets and registries come from the same commit as the manifests."""

    def __init__(self, root: str, name: str, *, registries: tuple[str, ...] = ()) -> None:
        self.root = root
        self.name = name
        self.commit = commit_of(root, name)
        #: Path below the root -> (mode, object).
        self.files: dict[str, tuple[str, str]] = {}
        for line in git(root, "ls-tree", "-r", "-z", "--full-tree", self.commit).split("\0"):
            head, _, path = line.partition("\t")
            if path:
                mode, kind, thing = head.split(" ")
                if kind == "blob":
                    self.files[path] = (mode, thing)
        self._documents: dict[tuple[str, str], Document | LoadFailure] = {}
        self._registries = registries
        self._reader: subprocess.Popen[bytes] | None = None

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
        return env_code_from_environment()

    def yaml_files(self) -> list[str]:
        """Absolute paths of the YAML files of the commit."""
        return [f"{self.root}/{name}" for name in sorted(self.files) if name.endswith((".yaml", ".yml"))]

    def close(self) -> None:
        """End the git process that reads objects."""
        reader, self._reader = self._reader, None
        if reader is not None and reader.stdin is not None and reader.stdout is not None:
            with contextlib.suppress(BrokenPipeError):
                reader.stdin.close()
            reader.wait()
            reader.stdout.close()

    def _read(self, path: str, role: str) -> Document | LoadFailure:
        relative = os.path.relpath(path, self.root).replace(os.sep, "/")
        found = self._resolve(relative)
        if isinstance(found, LoadFailure):
            return found
        try:
            return Document(path, self._blob(found).decode("utf-8"), role=role or None)
        except UnicodeDecodeError:
            return LoadFailure("encoding", f"`{relative}` at {self.name} is not UTF-8")

    def _resolve(self, relative: str) -> str | LoadFailure:
        """The object behind a path, links to files inside the commit followed."""
        current = relative
        for _ in range(8):
            if current.startswith("../") or os.path.isabs(current):
                return LoadFailure("outside", f"`{relative}` lies outside the repository and is not read")
            entry = self.files.get(current)
            if entry is None:
                break
            mode, thing = entry
            if mode != _LINK:
                return thing
            target = self._blob(thing).decode("utf-8", "replace")
            current = os.path.normpath(os.path.join(os.path.dirname(current), target)).replace(os.sep, "/")
        return LoadFailure("missing", f"`{relative}` does not exist at {self.name}")

    def _blob(self, thing: str) -> bytes:
        """The content of an object. One git process serves all."""
        if self._reader is None:
            command: Sequence[str] = ("git", "-C", self.root, "cat-file", "--batch")
            self._reader = subprocess.Popen(
                command,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment(),
            )  # fmt: skip
        stdin, stdout = self._reader.stdin, self._reader.stdout
        assert stdin is not None
        assert stdout is not None
        try:
            stdin.write(thing.encode("ascii") + b"\n")
            stdin.flush()
        except BrokenPipeError:
            raise UsageError(f"git ended while it was asked for the files of {self.name}") from None
        head = stdout.readline().split()
        if len(head) != 3:
            raise UsageError(
                f"git cannot read an object of {self.name}: a partial clone may lack it; `git fetch` gets it"
            )
        content = stdout.read(int(head[2]))
        stdout.read(1)
        return content


def repository(path: str) -> str:
    """The root of the repository that holds a path; raises `UsageError` when there is none."""
    folder = path if os.path.isdir(path) else os.path.dirname(os.path.abspath(path))
    if not os.path.isdir(folder):
        raise UsageError(f"`{path}` does not exist")
    done = _run(folder, "rev-parse", "--show-toplevel")
    root = done.stdout.decode("utf-8", "surrogateescape").strip()
    if done.returncode == 0 and root:
        return root
    if b"safe.directory" in done.stderr:
        # Usual in containers, which run as root over somebody else's checkout.
        cure = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1].strip()
        raise UsageError(
            f"git does not trust the repository that holds `{folder}`, because it belongs to another user: `{cure}` "
            f"allows it"
        )
    raise UsageError(f"`{folder}` is not in a git repository")


def commit_of(root: str, name: str) -> str:
    """The commit a revision names; `REV...` is the common ancestor of REV and HEAD. Raises `UsageError` when there
    is none.
    """
    plain = name.removesuffix("...")
    if not plain:
        raise UsageError("the revision is empty: is the variable set that should name it?")
    found = git(
        root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{plain}^{{commit}}", check=False
    ).strip()
    if not found:
        shallow = git(root, "rev-parse", "--is-shallow-repository", check=False).strip() == "true"
        remote, slash, branch = plain.partition("/")
        cure = f". `git fetch {remote} {branch}` fetches it" if slash and remote in git(root, "remote").split() else ""
        if shallow:
            cure = ". This clone is shallow: fetch it first, as in `git fetch --depth=1 origin main`"
        raise UsageError(f"`{plain}` is no revision of the repository at `{root}`{cure}")
    if plain == name:
        return found
    ancestor = git(root, "merge-base", found, "HEAD", check=False).strip()
    if not ancestor:
        raise UsageError(
            f"`{plain}` and HEAD have no common ancestor here. A shallow clone needs more history: `git fetch "
            f"--unshallow`"
        )
    return ancestor


def changed_since(root: str, revision: str) -> set[str]:
    """Absolute paths that differ between a revision and the work tree, untracked files included."""
    options = ("--name-only", "-z", "--no-renames", "--no-ext-diff", "--ignore-submodules")
    with _copied_index(root) as index:
        listed = git(root, "diff", *options, "--end-of-options", revision, "--", index=index).split("\0")
    listed += git(root, "ls-files", "--others", "--exclude-standard", "-z").split("\0")
    return {f"{root}/{name}" for name in listed if name}


@contextlib.contextmanager
def _copied_index(root: str) -> Generator[str]:
    """A copy of the index for a command that would write the index anew on the side; '' when there is none.

    `git diff` notices files that were touched and not changed, and refreshes the index over them whatever
    GIT_OPTIONAL_LOCKS says; told not to, it lists them as changed.
    """
    import shutil
    import tempfile

    place = os.path.join(root, git(root, "rev-parse", "--git-path", "index").strip())
    with tempfile.TemporaryDirectory() as folder:
        try:
            yield shutil.copyfile(place, os.path.join(folder, "index"))
        except FileNotFoundError:
            yield ""


def git(root: str, *arguments: str, check: bool = True, index: str = "") -> str:
    """The output of a git command as text. `index` is the file to read the index from, in place of the repository's."""
    done = _run(root, *arguments, index=index)
    if done.returncode and check:
        message = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise UsageError(f"git {arguments[0]} failed: {message[-1] if message else 'no message'}")
    return done.stdout.decode("utf-8", "surrogateescape") if done.returncode == 0 else ""


def _run(folder: str, *arguments: str, index: str = "") -> subprocess.CompletedProcess[bytes]:
    command: Sequence[str] = ("git", "-C", folder, *arguments)
    around = {**environment(), "GIT_INDEX_FILE": index} if index else environment()
    try:
        return subprocess.run(command, capture_output=True, check=False, env=around)
    except FileNotFoundError:
        raise UsageError("git is not installed, and comparing revisions needs it") from None


#: Set while git runs a hook: they would point our git at another repository or index.
_HOOK_VARIABLES = frozenset(
    (
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_PREFIX",
        "GIT_OBJECT_DIRECTORY",
        "GIT_COMMON_DIR",
        "GIT_NAMESPACE",
    )
)


def environment() -> Mapping[str, str]:
    """The environment for git: its own wits about where it is, English messages, no write to the index on the side."""
    kept = {name: value for name, value in os.environ.items() if name not in _HOOK_VARIABLES}
    return {**kept, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C.UTF-8"}
