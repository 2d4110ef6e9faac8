"""Applying fixes to files: safe ones by default, round after round until nothing is left, each file written at once or not at all."""

from __future__ import annotations

import contextlib
import difflib
import os
import stat
import tempfile
from dataclasses import dataclass, field

from dpone_lsp.analysis import analyze
from dpone_lsp.cli.rows import shown_path
from dpone_lsp.edits import apply
from dpone_lsp.findings import Edit, Finding, Fix
from dpone_lsp.proof import fixes_of
from dpone_lsp.settings import Settings
from dpone_lsp.subject import Analysis
from dpone_lsp.workspace import Workspace

#: A fix may bring a finding with a fix of its own; more rounds than this mean that two fixes undo each other.
MAX_ROUNDS = 12


@dataclass(slots=True)
class Fixed:
    """What fixing did. `texts` holds the new text of each changed path, `before` what it was made from."""

    before: dict[str, str] = field(default_factory=dict[str, str])
    texts: dict[str, str] = field(default_factory=dict[str, str])
    applied: list[tuple[str, Fix]] = field(default_factory=list[tuple[str, Fix]])
    #: Sentences about files that could not be written.
    problems: list[str] = field(default_factory=list[str])


def fix_all(analyses: list[Analysis], settings: Settings, *, unsafe: bool) -> Fixed:
    """Work out the fixed texts of every analysed document and of the presets they share. Nothing is written."""
    fixed = Fixed()
    for analysis in analyses:
        _fix_document(analysis, settings, fixed, unsafe)
    return fixed


def _fix_document(analysis: Analysis, settings: Settings, fixed: Fixed, unsafe: bool) -> None:
    document = analysis.document
    workspace = analysis.workspace
    assert isinstance(workspace, Workspace)
    if document.path in fixed.texts:
        document.revise(fixed.texts[document.path])
    previous = analysis
    for _ in range(MAX_ROUNDS):
        current = analyze(document, workspace, settings, previous)
        previous = current
        chosen = _chosen(current, unsafe)
        if not chosen:
            return
        by_path: dict[str, list[Edit]] = {}
        for finding, fix in chosen:
            fixed.applied.append((finding.rule, fix))
            for edit in fix.edits:
                by_path.setdefault(edit.document.path, []).append(edit)
        for path, edits in by_path.items():
            target = edits[0].document
            fixed.before.setdefault(path, target.source.text)
            text = apply(target.source.text, edits)
            fixed.texts[path] = text
            target.revise(text)
            if target is not document:
                workspace.open[path] = target


def _chosen(analysis: Analysis, unsafe: bool) -> list[tuple[Finding, Fix]]:
    """The first applicable fix of each finding, leaving out those that overlap with one already chosen."""
    taken: dict[str, list[tuple[int, int]]] = {}
    chosen: list[tuple[Finding, Fix]] = []
    for finding in analysis.findings:
        if not finding.fixes:
            continue
        for fix in fixes_of(finding, analysis):
            if fix.applicability != "safe" and not unsafe:
                continue
            if any(
                edit.start < end and start < edit.end or (edit.start, edit.end) == (start, end)
                for edit in fix.edits
                for start, end in taken.get(edit.document.path, ())
            ):
                break
            for edit in fix.edits:
                taken.setdefault(edit.document.path, []).append((edit.start, edit.end))
            chosen.append((finding, fix))
            break
    return chosen


def diff(fixed: Fixed) -> str:
    """A unified diff of everything that would be written."""
    parts: list[str] = []
    for path, text in fixed.texts.items():
        name = shown_path(path)
        old, new = fixed.before[path].splitlines(keepends=True), text.splitlines(keepends=True)
        for line in difflib.unified_diff(old, new, f"a/{name}", f"b/{name}"):
            parts.append(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n")
    return "".join(parts)


def write(fixed: Fixed) -> int:
    """Write the changed files; returns how many. A file that changed meanwhile, or cannot be written, is left and reported."""
    written = 0
    for path, text in fixed.texts.items():
        if text == fixed.before[path]:
            continue
        problem = write_atomically(path, fixed.before[path], text)
        if problem is None:
            written += 1
        else:
            fixed.problems.append(problem)
    return written


def write_atomically(path: str, before: str, text: str) -> str | None:
    """Replace a file's text in one step, keeping its mode; returns a sentence when it was left alone."""
    name = shown_path(path)
    target = os.path.realpath(path)
    temporary = None
    try:
        with open(target, "rb") as file:
            if file.read() != before.encode("utf-8"):
                return f"`{name}` was changed while it was being fixed; it is left as it is. Run again"
        mode = stat.S_IMODE(os.stat(target).st_mode)
        if not mode & stat.S_IWUSR or not os.access(target, os.W_OK):
            return f"`{name}` is read-only and was not fixed"
        handle, temporary = tempfile.mkstemp(prefix=f".{os.path.basename(target)}.", dir=os.path.dirname(target))
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, mode)
        os.replace(temporary, target)
    except OSError as error:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        return f"`{name}` could not be written: {error.strerror or error}"
    return None
