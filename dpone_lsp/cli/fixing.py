"""Applying fixes to files: safe ones by default, round after round until nothing is left, each file written at once or
not at all.

A round applies every fix that does not overlap with another. In safe mode the outcome of every process is compared
before and after the round: two fixes that are each safe alone may not be so together, and a fix of a shared preset must
be safe for everybody who uses it.
"""

from __future__ import annotations

import contextlib
import difflib
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from dpone_lsp.analysis.analyze import analyze
from dpone_lsp.cli.exit_codes import CLEAN, FINDINGS
from dpone_lsp.cli.run.check_file import Checker, check_file
from dpone_lsp.cli.run.rows import shown_path
from dpone_lsp.cli.run.search import Task
from dpone_lsp.cli.run.settings_choice import SettingsChoice
from dpone_lsp.fixes.edits import apply
from dpone_lsp.fixes.safety import KeptOutcome, fixes_of
from dpone_lsp.model.analysis import Analysis
from dpone_lsp.model.finding import Edit, Finding, Fix
from dpone_lsp.workspace.workspace import Workspace
from dpone_si.atomic import replace_file
from dpone_si.manifest.expansion.expand import expand
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.processes import Process
from dpone_si.wording import count_of

#: A fix may bring a finding with a fix of its own; more rounds than this mean that two fixes undo each other.
MAX_ROUNDS = 12


@dataclass(slots=True)
class Fixed:
    """What fixing did. `texts` holds the new text of each changed path, `before` what it was made from."""

    before: dict[str, str] = field(default_factory=dict[str, str])
    texts: dict[str, str] = field(default_factory=dict[str, str])
    applied: list[tuple[str, Fix]] = field(default_factory=list[tuple[str, Fix]])
    #: Sentences about fixes that were left out and files that could not be written.
    problems: list[str] = field(default_factory=list[str])


def run(tasks: list[Task], choice: SettingsChoice, *, unsafe: bool, dry: bool, quiet: bool) -> int:
    """Fix files, or print what fixing would change when `dry`. Returns the exit code of fixing alone."""
    fixed = fix_all(tasks, choice, unsafe=unsafe)
    if dry:
        sys.stdout.write(diff(fixed))
        _tell(fixed)
        return FINDINGS if any(text != fixed.before[path] for path, text in fixed.texts.items()) else CLEAN
    written = write(fixed)
    _tell(fixed)
    if not quiet:
        print(f"{count_of(len(fixed.applied), 'fix', 'fixes')} applied in {count_of(written, 'file')}", file=sys.stderr)
    return FINDINGS if fixed.problems else CLEAN


def run_stdin(task: Task, text: str, choice: SettingsChoice, *, unsafe: bool, dry: bool) -> int:
    """Fix the text of standard input: the fixed text (or the diff) goes to standard output."""
    checker = Checker(choice)
    settings = choice.for_file(task.path)
    analysis = check_file(task.path, checker.workspace(task.path), settings, explicit=True, text=text)
    fixed = Fixed()
    if not isinstance(analysis, str):
        # Only this text can be written, so fixes of other files are left out.
        _Fixer(checker, fixed, unsafe, only=task.path).fix(analysis)
    _tell(fixed)
    if dry:
        sys.stdout.write(diff(fixed))
        return FINDINGS if fixed.texts.get(task.path, text) != text else CLEAN
    sys.stdout.flush()
    sys.stdout.buffer.write(fixed.texts.get(task.path, text).encode("utf-8"))
    sys.stdout.buffer.flush()
    return CLEAN


def fix_all(tasks: Iterable[Task], choice: SettingsChoice, *, unsafe: bool) -> Fixed:
    """Work out the fixed texts of every file and of the presets they share. Nothing is written. Raises `UsageError`."""
    checker = Checker(choice)
    fixed = Fixed()
    fixer = _Fixer(checker, fixed, unsafe)
    for task in tasks:
        workspace = checker.workspace(task.path)
        text = fixed.texts.get(task.path)
        found = check_file(task.path, workspace, choice.for_file(task.path), explicit=task.explicit, text=text)
        if isinstance(found, str):
            continue
        fixer.fix(found)
        if task.path in fixed.texts:
            # Others may be built from this file: they read it as it will be.
            workspace.open.setdefault(task.path, found.document)
    return fixed


class _Fixer:
    """Fixes one document after the other and remembers what became of shared files."""

    def __init__(self, checker: Checker, fixed: Fixed, unsafe: bool, only: str | None = None) -> None:
        self._checker = checker
        self._fixed = fixed
        self._unsafe = unsafe
        self._only = only

    def fix(self, analysis: Analysis) -> None:
        """Fix a document, round after round."""
        document, workspace = analysis.document, analysis.workspace
        assert isinstance(workspace, Workspace)
        current = analysis
        refused: set[tuple[str, str]] = set()
        for _ in range(MAX_ROUNDS):
            chosen = self._chosen(current, refused)
            if not chosen:
                return
            if not self._apply(chosen, current, workspace):
                # Together they change an outcome: one at a time, and the one that does is left out.
                rule, fix = chosen[0][0].rule, chosen[0][1]
                if len(chosen) > 1 and self._apply(chosen[:1], current, workspace):
                    pass
                else:
                    refused.add((rule, fix.title))
            current = analyze(document, workspace, analysis.settings, current)

    def _chosen(self, analysis: Analysis, refused: set[tuple[str, str]]) -> list[tuple[Finding, Fix]]:
        """The first applicable fix of each finding, leaving out those that overlap with one already chosen."""
        taken: dict[str, list[tuple[int, int]]] = {}
        chosen: list[tuple[Finding, Fix]] = []
        for finding in analysis.findings:
            for fix in fixes_of(finding, analysis) if finding.fixes else ():
                if (not self._unsafe and fix.applicability != "safe") or (finding.rule, fix.title) in refused:
                    continue
                if self._only is not None and any(edit.document.path != self._only for edit in fix.edits):
                    continue
                if not any(_overlap(edit, taken.get(edit.document.path, ())) for edit in fix.edits):
                    for edit in fix.edits:
                        taken.setdefault(edit.document.path, []).append((edit.start, edit.end))
                    chosen.append((finding, fix))
                break
        return chosen

    def _apply(self, chosen: list[tuple[Finding, Fix]], analysis: Analysis, workspace: Workspace) -> bool:
        """Apply fixes together; False, with everything as it was, when safe ones change an outcome."""
        edits: dict[str, list[Edit]] = {}
        for _, fix in chosen:
            for edit in fix.edits:
                edits.setdefault(edit.document.path, []).append(edit)
        documents = {path: group[0].document for path, group in edits.items()}
        old = {path: document.source.text for path, document in documents.items()}
        try:
            new = {path: apply(old[path], group) for path, group in edits.items()}
        except ValueError:
            return False
        shared = [document for document in documents.values() if document is not analysis.document]
        users = self._users(shared, analysis.document, workspace)
        checked = (
            [] if self._unsafe else [(document, _kept(document, workspace)) for document in (analysis.document, *users)]
        )
        self._set(documents, new, analysis.document, workspace)
        if any(before and _changed(before, _processes(document, workspace)) for document, before in checked):
            self._set(documents, old, analysis.document, workspace)
            return False
        for path in documents:
            self._fixed.before.setdefault(path, old[path])
            self._fixed.texts[path] = new[path]
        self._fixed.applied.extend((finding.rule, fix) for finding, fix in chosen)
        return True

    def _set(self, documents: dict[str, Document], texts: dict[str, str], own: Document, workspace: Workspace) -> None:
        for path, document in documents.items():
            document.revise(texts[path])
            if document is not own:
                # From here on every manifest of this run reads the preset as it will be.
                workspace.open[path] = document

    def _users(self, shared: list[Document], own: Document, workspace: Workspace) -> list[Document]:
        """The other manifests that are built from shared documents, as they will be."""
        if not shared or self._unsafe:
            return []
        if not workspace.indexed:
            for _ in workspace.index():
                pass
        paths = {path for document in shared for path in workspace.dependents(document.path)} - {own.path}
        users: list[Document] = []
        for path in sorted(paths):
            text = self._fixed.texts.get(path)
            found = Document(path, text) if text is not None else workspace.manifest(path)
            if found is not None:
                users.append(found)
        return users


def _overlap(edit: Edit, taken: Iterable[tuple[int, int]]) -> bool:
    return any(
        (edit.start < end and start < edit.end) or (edit.start, edit.end) == (start, end) for start, end in taken
    )


def _processes(document: Document, workspace: Workspace) -> dict[str, Process]:
    """The processes of a document by title; empty when dpone refuses the document anyway."""
    expansion = expand(document, workspace)
    if document.tree.problems or expansion.issues:
        return {}
    return {process.title: process for process in expansion.processes}


def _kept(document: Document, workspace: Workspace) -> dict[str, KeptOutcome]:
    """What the fixes of a document must keep, by title of the process."""
    return {title: KeptOutcome(process) for title, process in _processes(document, workspace).items()}


def _changed(before: dict[str, KeptOutcome], after: dict[str, Process]) -> bool:
    """Whether a process is gone or comes down to something else, judged as each fix alone is judged."""
    return any(title not in after or kept.change_in(after[title]) for title, kept in before.items())


# --- writing ----------------------------------------------------------------------------------------------------------


def diff(fixed: Fixed) -> str:
    """A unified diff of everything that would be written, as `patch -p1` reads it."""
    parts: list[str] = []
    for path, text in sorted(_by_file(fixed)):
        # `patch` does not follow links: it is told where the text is.
        name = shown_path(os.path.realpath(path).replace(os.sep, "/") if os.path.islink(path) else path)
        old, new = _lines(fixed.before[path]), _lines(text)
        # A file outside the current folder is named from the root: `patch -p1 -d /`.
        inner = name.removeprefix("/")
        for line in difflib.unified_diff(old, new, f"a/{inner}", f"b/{inner}"):
            parts.append(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n")
    return "".join(parts)


def _by_file(fixed: Fixed) -> Iterator[tuple[str, str]]:
    """The new texts, each once: a link and the file it leads to are one."""
    seen: set[tuple[str, str]] = set()
    for path, text in fixed.texts.items():
        key = (os.path.realpath(path), text)
        if key not in seen:
            seen.add(key)
            yield path, text


def _lines(text: str) -> list[str]:
    """Lines as `patch` counts them: only a line feed ends one."""
    parts = text.split("\n")
    return [part + "\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def write(fixed: Fixed) -> int:
    """Write the changed files; returns how many. A file that changed meanwhile, or cannot be written, is left and
    reported.
    """
    written = 0
    for path, text in _by_file(fixed):
        if text == fixed.before[path]:
            continue
        problem = write_atomically(path, fixed.before[path], text)
        if problem is None:
            written += 1
        else:
            fixed.problems.append(problem)
    return written


def write_atomically(path: str, before: str, text: str) -> str | None:
    """Replace a file's text in one step, keeping its mode and owner; returns a sentence when it was left alone."""
    name = shown_path(path)
    target = os.path.realpath(path)
    changed = f"`{name}` was changed while it was being fixed; it is left as it is. Run again"
    try:
        if not _is(target, before):
            return changed
        status = os.stat(target)
        if not status.st_mode & 0o222 or not os.access(target, os.W_OK):
            return f"`{name}` is read-only and was not fixed"

        def as_it_was(new: str) -> None:
            with contextlib.suppress(OSError, AttributeError):
                os.chown(new, status.st_uid, status.st_gid)
            os.chmod(new, stat.S_IMODE(status.st_mode))
            if not _is(target, before):
                raise _ChangedError

        replace_file(target, text.encode("utf-8"), durable=True, prepare=as_it_was)
    except _ChangedError:
        return changed
    except OSError as error:
        return f"`{name}` could not be written: {error.strerror or error}"
    return None


class _ChangedError(Exception):
    """Somebody else wrote the file meanwhile."""


def _is(path: str, text: str) -> bool:
    with open(path, "rb") as file:
        return file.read() == text.encode("utf-8")


def _tell(fixed: Fixed) -> None:
    for problem in fixed.problems:
        print(f"dpone-lint: {problem}", file=sys.stderr)
