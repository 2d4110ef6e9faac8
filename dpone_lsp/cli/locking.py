"""What goes into the decision lock, and how it differs from the lock that is there."""

from __future__ import annotations

from collections.abc import Mapping

from dpone_lsp.cli.errors import UsageError
from dpone_lsp.cli.printable import clean
from dpone_lsp.cli.search import Search, find, refuse
from dpone_lsp.cli.settings_choice import SettingsChoice
from dpone_lsp.decision_lock import Lock, entry_name
from dpone_lsp.outcomes import TITLES, Outcome, consequence, outcome_of, step
from dpone_lsp.workspace import Workspace
from dpone_si.manifest.documents import Document
from dpone_si.manifest.loading import LoadFailure

Rows = list[tuple[str, str, Outcome]]


def outcomes_below(root: str) -> Rows:
    """(manifest path below the root, process, outcome) of every process of a workspace. Raises `UsageError` for what cannot be read."""
    workspace = Workspace([root])
    rows: Rows = []
    for path in find(root, Search(SettingsChoice().excluded, told=refuse)):
        readable(workspace.document(path))
        expansion = workspace.expansion(path)
        for process in expansion.processes if expansion is not None else ():
            rows.append((path[len(root.rstrip("/")) + 1 :], process.title, outcome_of(process)))
    return rows


def readable(found: Document | LoadFailure) -> Document | LoadFailure:
    """What was found; raises `UsageError` when nobody can tell what it is, so that its processes do not count as gone."""
    if isinstance(found, LoadFailure) and found.code == "unreadable":
        raise UsageError(found.message)
    return found


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
    return text, lock.outcomes, lock.problem


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
