"""What goes into the decision lock, and how it differs from the lock that is there."""

from __future__ import annotations

from collections.abc import Mapping

from dpone_lsp.cli.diff.compiled import compiled
from dpone_lsp.cli.report.printable import clean
from dpone_lsp.cli.run.progress import watched
from dpone_lsp.cli.run.search import Search, find, refuse
from dpone_lsp.cli.run.settings_choice import SettingsChoice
from dpone_lsp.decisions.lock import Lock, entry_name
from dpone_lsp.decisions.outcome import TITLES, Outcome, consequence, outcome_of, step
from dpone_lsp.workspace.workspace import Workspace
from dpone_si.manifest.model.documents import Document

Rows = list[tuple[str, str, Outcome]]


def outcomes_below(root: str) -> tuple[Rows, dict[str, str]]:
    """(manifest path below the root, process, outcome) of every process of a workspace, and why manifests are left out
    by their paths.

    Raises `UsageError` for what cannot be read here.
    """
    workspace = Workspace([root])
    rows: Rows = []
    refused: dict[str, str] = {}
    for path in watched(list(find(root, Search(SettingsChoice().excluded, told=refuse)))):
        name = path[len(root.rstrip("/")) + 1 :]
        found = compiled(workspace.document(path), workspace)
        if found is None:
            continue
        if found.refused:
            refused[name] = found.refused
            continue
        rows.extend((name, process.title, outcome_of(process)) for process in found.processes)
    return rows, refused


def kept(known: Mapping[str, Outcome], refused: Mapping[str, str]) -> Rows:
    """The entries of manifests that dpone cannot read just now: they are neither gone nor changed until it can."""
    rows: Rows = []
    for path in refused:
        head = entry_name(path, "")
        rows.extend((path, name[len(head) :], outcome) for name, outcome in known.items() if name.startswith(head))
    return rows


def read_lock(path: str) -> tuple[str, Mapping[str, Outcome], str]:
    """The text of the lock, its outcomes by entry name, and what is wrong with it; empty when there is none."""
    try:
        with open(path, encoding="utf-8", newline="") as file:
            text = file.read()
    except FileNotFoundError:
        return "", {}, ""
    except (OSError, UnicodeDecodeError) as error:
        return "", {}, f"`{path}` cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8'}"
    lock = Lock(Document(path, text, role="lock"))
    return text, lock.outcomes(), lock.problem


def changes(known: Mapping[str, Outcome], rows: Rows) -> list[str]:
    """A sentence for every entry that comes, goes or changes."""
    now = {entry_name(path, process): outcome for path, process, outcome in rows}
    told: list[str] = []
    for name in sorted((*known, *(name for name in now if name not in known))):
        was, after = known.get(name), now.get(name)
        if was == after:
            continue
        if was is None and after is not None:
            told.append(f"+ {clean(name)}: {clean(after.strategy)}")
        elif after is None:
            told.append(f"- {clean(name)}")
        elif was is not None:
            kind, reason = consequence(was, after)
            told.append(f"~ {clean(name)}: {clean(step(was, after))}   {TITLES[kind]}: {clean(reason)}")
    return told
