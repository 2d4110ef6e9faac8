"""The newest analysis of every open document, made when somebody needs it and kept until something it rests on
changes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from dataclasses import dataclass

from dpone_lsp.analysis.analyze import analysis_steps
from dpone_lsp.model.analysis import Analysis
from dpone_lsp.model.settings import Settings
from dpone_lsp.server.buffers import Buffer
from dpone_lsp.server.configuration import Configuration
from dpone_lsp.workspace.workspace import Workspace
from dpone_si.manifest.model.documents import MANIFESTS

_Key = tuple[int, int, int, Settings]


@dataclass(slots=True)
class _Run:
    """An analysis that is being made in steps."""

    key: _Key
    steps: Generator[None, None, Analysis]
    #: How long it has been at work.
    seconds: float = 0.0


class Analyses:
    """The analyses of the open documents.

    `others_changed` is called with a path when documents that inherit from it must be looked at again, and with None
    when all must.
    """

    def __init__(
        self,
        buffers: dict[str, Buffer],
        files: Workspace,
        configuration: Configuration,
        others_changed: Callable[[str | None], None],
    ) -> None:
        self._buffers = buffers
        self._files = files
        self._configuration = configuration
        self._others_changed = others_changed
        self._known: dict[str, tuple[_Key, Analysis]] = {}
        self._running: dict[str, _Run] = {}
        #: URI -> revision of the buffer that others have been told of.
        self._noticed: dict[str, int] = {}
        #: Counts changes that any document may feel: settings, files on disk, buffers that are layers, names of
        #: processes.
        self._epoch = 0
        #: URI -> how long (seconds) its last finished analysis took.
        self.seconds: dict[str, float] = {}

    def newest(self, uri: str) -> Analysis | None:
        """The analysis of an open document at its newest text; None when it is not open."""
        found = self._current(uri)
        while found is not None and not isinstance(found, Analysis):
            if self._advance(uri, found):
                found = self._current(uri)
        return found

    def advance(self, uri: str) -> bool:
        """One step towards the newest analysis; True when it is there, or the document is no longer open."""
        found = self._current(uri)
        return found is None or isinstance(found, Analysis) or self._advance(uri, found)

    def holds(self, uri: str, analysis: Analysis) -> bool:
        """Whether an analysis is still the newest of its document."""
        return self._current(uri) is analysis

    def steps(self, uri: str) -> Generator[None, None, None]:
        """The way to the newest analysis, for a caller that has others to serve meanwhile; texts may change on the
        way.
        """
        while not self.advance(uri):
            yield

    def invalidate(self) -> None:
        """Something every analysis may rest on has changed."""
        self._epoch += 1

    def forget(self, uri: str) -> None:
        """The document is closed."""
        self._known.pop(uri, None)
        self._running.pop(uri, None)
        self._noticed.pop(uri, None)
        self.seconds.pop(uri, None)
        self._epoch += 1

    def _current(self, uri: str) -> Analysis | _Run | None:
        buffer = self._buffers.get(uri)
        if buffer is None:
            return None
        self._notice_all(buffer)
        document = buffer.document
        self._files.recognise(document)
        key: _Key = (buffer.revision, document.version, self._epoch, self._configuration.settings_for(document.path))
        known = self._known.get(uri)
        if known is not None and _same(known[0], key):
            return known[1]
        run = self._running.get(uri)
        if run is None or not _same(run.key, key):
            previous = known[1] if known is not None else None
            run = self._running[uri] = _Run(key, analysis_steps(document, self._files, key[3], previous))
        return run

    def _advance(self, uri: str, run: _Run) -> bool:
        started = time.perf_counter()
        try:
            next(run.steps)
            return False
        except StopIteration as end:
            made: Analysis = end.value
        except BaseException:
            self._running.pop(uri, None)
            raise
        finally:
            run.seconds += time.perf_counter() - started
        self.seconds[uri] = run.seconds
        del self._running[uri]
        self._remember(uri, run.key, made)
        return True

    def _remember(self, uri: str, key: _Key, made: Analysis) -> None:
        document = made.document
        if made.expansion.processes or not document.tree.problems:
            before = self._files.summaries.get(document.path)
            names = None if before is None else before.processes
            if document.form in MANIFESTS:
                after = self._files.remember(made.expansion).processes
            else:
                self._files.summaries.pop(document.path, None)
                after = None
            if after != names:
                # Other manifests may depend on these processes by name.
                self._epoch += 1
                key = (key[0], key[1], self._epoch, key[3])
                self._others_changed(None)
        self._known[uri] = (key, made)

    def _notice_all(self, wanted: Buffer) -> None:
        """Texts of other editors count at once: presets, registries and fragments that were edited since they were
        looked at.
        """
        for buffer in self._buffers.values():
            if self._noticed.get(buffer.uri) == buffer.revision or (buffer is not wanted and buffer.parsed is None):
                continue
            self._noticed[buffer.uri] = buffer.revision
            document = buffer.document
            self._files.open[document.path] = document
            if self._files.dependents(document.path):
                self._epoch += 1
                self._others_changed(document.path)


def _same(one: _Key, other: _Key) -> bool:
    return one[:3] == other[:3] and (one[3] is other[3] or one[3] == other[3])
