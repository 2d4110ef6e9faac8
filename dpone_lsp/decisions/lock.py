"""The decision lock: the outcome of every process in one small file that is reviewed with the manifests.

`dpone-lint lock` writes `dpone-lint.lock` at the workspace root; the rule `decision-drift` tells where a manifest's
outcome has left it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from dpone_lsp.decisions.lock_file import FILE_NAME, lock_file
from dpone_lsp.decisions.outcome import Outcome, from_row
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax.tree import MappingNode, Node, to_plain

VERSION: Final = 1
_HEAD = (
    "# Written by `dpone-lint lock`: what every process comes down to. Review it like code; `dpone-lint lock` "
    "accepts a change.\n"
)


def render(rows: Iterable[tuple[str, str, Outcome]]) -> str:
    """The text of a lock file for (manifest path, process, outcome), sorted, one line per process: it merges well."""
    lines = [_HEAD, f"version: {VERSION}\n", "processes:\n"]
    ordered = sorted(rows, key=lambda row: (row[0], row[1]))
    if not ordered:
        lines[-1] = "processes: {}\n"
    lines.extend(f"  {_quoted(entry_name(path, process))}: {line(outcome)}\n" for path, process, outcome in ordered)
    return "".join(lines)


def line(outcome: Outcome) -> str:
    """One outcome as a flow mapping."""
    parts = [f"{name}: {_quoted(value)}" for name, value in outcome.row().items()]
    return "{" + ", ".join(parts) + "}"


def _quoted(value: object) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)


def entry_name(path: str, process: str) -> str:
    """`manifests/shop.batch.yaml#public.orders`."""
    return f"{path}#{process}"


class Lock:
    """A lock file as read. What an entry says is read when it is asked for: a lock holds a fleet, and each manifest
    asks for its own.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problem = ""
        self._entries: Mapping[object, tuple[Node, Node]] = {}
        root = document.mapping
        processes = root.get("processes") if root is not None else None
        version = to_plain(found) if root is not None and (found := root.get("version")) is not None else None
        if document.tree.problems or not isinstance(processes, MappingNode) or version != VERSION:
            conflict = any(line.startswith(("<<<<<<< ", ">>>>>>> ")) for line in document.source.text.splitlines())
            fault = "holds a merge conflict" if conflict else "is not a lock file of this version"
            self.problem = f"`{FILE_NAME}` {fault}, so no decision is held against it; `dpone-lint lock` writes it anew"
            return
        self._entries = processes.entries

    def get(self, path: str, process: str) -> tuple[Outcome, Node] | None:
        """The locked outcome of a process and its place, or None when the lock does not know it."""
        pair = self._entries.get(entry_name(path, process))
        outcome = None if pair is None else _outcome(pair[1])
        return None if pair is None or outcome is None else (outcome, pair[1].target)

    def outcomes(self) -> dict[str, Outcome]:
        """Every outcome by entry name."""
        return {
            str(key): outcome for key, (_, value) in self._entries.items() if (outcome := _outcome(value)) is not None
        }


def _outcome(value: Node) -> Outcome | None:
    plain = to_plain(value)
    if not isinstance(plain, Mapping):
        return None
    try:
        return from_row({str(name): part for name, part in plain.items()})
    except TypeError:
        return None


def lock_of(workspace: Any, path: str) -> tuple[Lock, str] | None:
    """The lock that rules over a manifest, with the manifest's path as the lock writes it; None when there is none."""
    found = lock_file(workspace, path)
    document = workspace.load(found[0], "lock") if found is not None else None
    return (Lock(document), found[1]) if found is not None and isinstance(document, Document) else None
