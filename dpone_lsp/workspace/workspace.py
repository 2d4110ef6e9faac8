"""Workspace: the files around a document. Disk files, open editors over them, and who depends on whom.

Everything a manifest refers to comes through here, and nothing outside the workspace's roots is read on a manifest's
word.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from dpone_lsp.model.usual_keys import Shapes, shapes_of
from dpone_si.manifest.expansion.expand import expand
from dpone_si.manifest.expansion.loading import (
    NAMELESS,
    LoadFailure,
    env_code_from_environment,
    followed,
    inside,
    read_text,
    registries_from_environment,
)
from dpone_si.manifest.expansion.result import Expansion
from dpone_si.manifest.model.documents import FLOW, MANIFESTS, OTHER, SHARED, Document
from dpone_si.manifest.model.facts import facts_of
from dpone_si.manifest.model.processes import Process
from dpone_si.records import record, replace

_SKIPPED_FOLDERS = frozenset(("node_modules", "__pycache__", "site-packages"))


_Names = tuple[str | None, str | None, str | None]


@record
class Summary:
    """What the workspace remembers of a manifest: enough to answer for it without keeping its tree.

    That of an open manifest is made at every keystroke, so what is seldom asked for is worked out when it is.
    """

    path: str
    form: str
    #: (selector, name, task group) of every process.
    processes: tuple[_Names, ...]
    #: Absolute paths of presets, registries and fragments it is built from, missing ones included.
    uses: frozenset[str]
    #: What the file or buffer looked like when it was read; None when it must be read again.
    signature: object
    _expansion: Expansion | None
    _lines: tuple[int, ...] | None = None
    _inherits: Mapping[str, int] | None = None

    @property
    def lines(self) -> tuple[int, ...]:
        """Zero-based line of every process in the manifest; 0 for one that stands in another file."""
        if self._lines is None:
            made = self._expansion
            self._lines = () if made is None else tuple(_line(process, made.document) for process in made.processes)
        return self._lines

    @property
    def inherits(self) -> Mapping[str, int]:
        """Path of a file that holds layers -> how many of the processes inherit from it."""
        if self._inherits is None:
            processes = () if self._expansion is None else self._expansion.processes
            self._inherits = Counter(
                file for process in processes for file in {layer.document.path for layer, _ in process.stack}
            )
        return self._inherits

    def settle(self) -> None:
        """Let go of the tree, after taking from it what may be asked for."""
        _ = self.lines, self.inherits
        self._expansion = None


class Workspace:
    """Loads documents by absolute path, keeps them while their files do not change, and answers questions about
    other manifests.
    """

    def __init__(
        self, roots: Iterable[str], *, registries: Iterable[str] | None = None, env_code: str | None = None
    ) -> None:
        #: Folders whose manifests are indexed, as the user names them.
        self.roots: tuple[str, ...] = ()
        #: Folders that may be read, links followed.
        self._readable: tuple[str, ...] = ()
        self._admitted: set[str] = set()
        #: True when every manifest below the roots has been read once.
        self.indexed = False
        self._registries = tuple(registries) if registries is not None else registries_from_environment()
        self._env_code = env_code if env_code is not None else env_code_from_environment()
        #: Open editors: their text counts, not the file's.
        self.open: dict[str, Document] = {}
        self._loaded: dict[tuple[str, str], tuple[object, Document | LoadFailure]] = {}
        self._expansions: dict[str, tuple[object, Expansion]] = {}
        #: What is known of the manifests found so far, by path.
        self.summaries: dict[str, Summary] = {}
        self._shapes: dict[str, tuple[Summary, Shapes]] = {}
        #: Counts how often the processes of a manifest got other names: others may depend on them.
        self.names = 0
        self.set_roots(roots)

    def set_roots(self, roots: Iterable[str]) -> None:
        """Take other roots; what lies below none of them is no longer known, except for open editors."""
        self.roots = tuple(dict.fromkeys(os.path.abspath(root).replace(os.sep, "/") for root in roots))
        self._grant()
        for path in [path for path in self.summaries if path not in self.open and not self._below_a_root(path)]:
            self.forget(path)

    def admit(self, folder: str) -> None:
        """Let manifests refer to files in one more folder: that of a file the user opened from outside the roots."""
        self._admitted.add(folder)
        self._grant()

    def _grant(self) -> None:
        self._readable = tuple(
            dict.fromkeys(os.path.realpath(folder) for folder in (*self.roots, *sorted(self._admitted)))
        )

    def _below_a_root(self, path: str) -> bool:
        return any(path.startswith(root.rstrip("/") + "/") for root in self.roots)

    def may_read(self, path: str) -> bool:
        """Whether a path lies, links followed, where manifests may refer to."""
        real = followed(path)
        return real is not None and self._granted(real)

    def _granted(self, real: str) -> bool:
        return any(inside(real, folder) for folder in self._readable)

    # -- what a manifest's own words may reach (the Loader protocol) ---------------------------------------------------

    def load(self, path: str, role: str) -> Document | LoadFailure:
        """The document behind a path. The same object as long as its text is the same."""
        editor = self.open.get(path)
        if editor is not None and editor.role in (role, None):
            return self._in_role(path, role, editor)
        real = followed(path)
        if real is None:
            return NAMELESS
        if not self._granted(real):
            return LoadFailure("outside", f"`{path}` lies outside the workspace and is not read")
        signature = _signature(real)
        key = (path, role)
        known = self._loaded.get(key)
        if known is not None and known[0] == signature:
            return known[1]
        found = read_text(real)
        result = found if isinstance(found, LoadFailure) else Document(path, found, role=role or None)
        self._loaded[key] = (signature, result)
        return result

    def _in_role(self, path: str, role: str, editor: Document) -> Document:
        """An open document as another one refers to it; kept in step with the editor's text."""
        if editor.role == role:
            return editor
        key = (path, role)
        known = self._loaded.get(key)
        if known is not None and isinstance(known[1], Document) and known[0] is editor:
            known[1].revise(editor.source.text)
            return known[1]
        made = Document(path, editor.source.text, role=role)
        self._loaded[key] = (editor, made)
        return made

    def registry_paths(self) -> tuple[str, ...]:
        return self._registries

    def env_code(self) -> str | None:
        return self._env_code

    # -- questions about other files -----------------------------------------------------------------------------------

    def document(self, path: str) -> Document | LoadFailure:
        """The document at a path in its own right: the open editor's, else the file's."""
        editor = self.open.get(path)
        return editor if editor is not None else self.load(path, "")

    def manifest(self, path: str) -> Document | None:
        """The manifest at a path, or None when there is none."""
        found = self.document(path)
        return found if isinstance(found, Document) and found.form in MANIFESTS else None

    def text(self, path: str) -> str | None:
        """The text at a path, of the open editor or the file; None when there is none that may be read."""
        editor = self.open.get(path)
        if editor is not None:
            return editor.source.text
        found = read_text(os.path.realpath(path)) if self.may_read(path) else None
        return found if isinstance(found, str) else None

    def exists(self, path: str) -> bool | None:
        """Whether a file exists; None when it lies outside the workspace and may not be looked at."""
        if path in self.open:
            return True
        return os.path.isfile(path) if followed(path) is None or self.may_read(path) else None

    def expansion(self, path: str) -> Expansion | None:
        """The expansion of the manifest at a path, or None. Kept only for open documents."""
        document = self.manifest(path)
        if document is None:
            return None
        known = self._expansions.get(path)
        if known is not None and known[1].document is document and known[0] == _versions(known[1]):
            return known[1]
        made = expand(document, self)
        if path in self.open:
            self._expansions[path] = (_versions(made), made)
        return made

    def summary(self, path: str) -> Summary | None:
        """What is known of the manifest at a path, read anew when its file has changed; None when there is none."""
        signature = self._signature(path)
        known = self.summaries.get(path)
        if known is not None and known.signature == signature:
            return known
        expansion = self.expansion(path)
        self.release(path)
        if expansion is None:
            self.summaries.pop(path, None)
            return None
        return self.remember(expansion, signature)

    def remember(self, expansion: Expansion, signature: object = None) -> Summary:
        """Keep the summary of an expansion that was made anyway."""
        path = expansion.document.path
        uses = frozenset((*expansion.used, *expansion.missing))
        seen = signature if signature is not None else self._signature(path)
        made = Summary(path, expansion.document.form, tuple(map(_names, expansion.processes)), uses, seen, expansion)
        if path not in self.open:
            made.settle()
        known = self.summaries.get(path)
        if known is None or known.processes != made.processes:
            self.names += 1
        self.summaries[path] = made
        if path in self.open:
            self._expansions[path] = (_versions(expansion), expansion)
        return made

    def _signature(self, path: str) -> object:
        editor = self.open.get(path)
        return ("open", editor.version) if editor is not None else _signature(path)

    def processes(self, path: str) -> list[tuple[str | None, str | None, str | None]]:
        """(selector, name, task group) of every process of the manifest at a path; empty when there is none."""
        summary = self.summary(path)
        return [] if summary is None else list(summary.processes)

    def index(self, excluded: Callable[[str], bool] = lambda path: False) -> Iterator[tuple[int, int]]:
        """Read every manifest below the roots; yields (done, total) after each file, so that the caller can stop or
        serve others.
        """
        paths: list[str] = []
        for root in self.roots:
            for path in find_yaml(root):
                paths.append(path.replace(os.sep, "/"))
                yield 0, 0
        for number, path in enumerate(dict.fromkeys(paths), 1):
            if not excluded(path):
                self.summary(path)
            yield number, len(paths)
        self.indexed = True

    def state(self, path: str) -> object:
        """A value that differs when the text at a path does: of the open editor, else of the file."""
        return self._signature(path)

    def release(self, path: str) -> None:
        """Let go of the tree of a file that is not open."""
        if path not in self.open:
            self._loaded.pop((path, ""), None)

    def shapes(self, path: str) -> Shapes:
        """Which keys the processes of the manifest at a path set, by their routes; worked out again when the file
        has changed.
        """
        # Who is asked for all manifests has the index, which follows the files; looking at every one of them again is
        # dear.
        summary = self.summaries.get(path) or self.summary(path)
        if summary is None:
            return {}
        known = self._shapes.get(path)
        if known is None or known[0] is not summary:
            expansion = self.expansion(path)
            self.release(path)
            made = {} if expansion is None else shapes_of(map(facts_of, expansion.processes))
            known = self._shapes[path] = (summary, made)
        return known[1]

    def manifests(self) -> list[str]:
        """Paths of the manifests known so far."""
        return sorted(self.summaries)

    def forget(self, path: str) -> None:
        """A file is gone or has changed: nothing derived from it is valid any more."""
        self.summaries.pop(path, None)
        self._shapes.pop(path, None)
        self._expansions.pop(path, None)
        for key in [key for key in self._loaded if key[0] == path]:
            del self._loaded[key]
        for other, summary in self.summaries.items():
            if path in summary.uses:
                self._expansions.pop(other, None)
                self.summaries[other] = replace(summary, signature=None)

    def inheritance(self, path: str) -> tuple[int, int]:
        """How many processes inherit from the file at `path`, in how many other files."""
        counts = [summary.inherits.get(path, 0) for other, summary in self.summaries.items() if other != path]
        return sum(counts), sum(1 for count in counts if count)

    def saved(self, path: str) -> Workspace:
        """The same workspace with the file at `path` as it is on disk, whatever its editor holds."""
        made = Workspace(self.roots, registries=self._registries, env_code=self._env_code)
        for folder in self._admitted:
            made.admit(folder)
        made.open = {other: document for other, document in self.open.items() if other != path}
        return made

    def recognise(self, document: Document) -> None:
        """Let an open document that is nothing by itself be the preset or registry that manifests take it for."""
        if document.form == OTHER and self.dependents(document.path):
            for role in SHARED:
                if isinstance(self._loaded.get((document.path, role), (None, None))[1], Document):
                    document.serve_as(role)

    def shared(self, role: str) -> list[str]:
        """Paths of the documents that some manifest has referred to in this role, sorted."""
        return sorted(
            path for (path, known), (_, found) in self._loaded.items() if known == role and isinstance(found, Document)
        )

    def dependents(self, path: str) -> list[str]:
        """Manifests that inherit from the file at `path`, sorted."""
        return sorted(other for other, summary in self.summaries.items() if path in summary.uses)


def find_yaml(folder: str) -> Iterator[str]:
    """Paths of the YAML files below a folder, sorted; hidden folders and those of tools are left out, links are not
    followed.
    """
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        name = entry.name
        try:
            if entry.is_dir(follow_symlinks=False):
                if not name.startswith(".") and name not in _SKIPPED_FOLDERS:
                    yield from find_yaml(entry.path)
            elif name.endswith((".yaml", ".yml")) and not name.startswith(".") and entry.is_file():
                yield entry.path
        except OSError:
            continue


def _names(process: Process) -> _Names:
    known: _Names | None = process.work.get("names")  # type: ignore[assignment]
    if known is None:
        known = process.work["names"] = (process.selector, process.name(), process.text("task_group"))
    return known


def _line(process: Process, document: Document) -> int:
    own = process.entry is not None and (
        process.form != FLOW or not process.stack or process.stack[0][0].document is document
    )
    return document.source.line_of(process.entry.start) if own and process.entry is not None else 0


def _versions(expansion: Expansion) -> object:
    return (expansion.document.version, tuple(document.version for document in expansion.used.values()))


def _signature(path: str) -> object:
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return (status.st_mtime_ns, status.st_size, status.st_ino)
