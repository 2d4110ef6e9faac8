"""The registry entries that a document can see, and the pair a landing schema names."""

from __future__ import annotations

from dpone_lsp.model.analysis import Analysis
from dpone_si.manifest.expansion.registry import Entry, entries
from dpone_si.manifest.model.documents import REGISTRY, Document


def entries_of(analysis: Analysis) -> list[Entry]:
    """Entries of all registries in force: those of the environment first, then those the manifest names."""
    found: list[Entry] = []
    seen: set[str] = set()
    for path in analysis.workspace.registry_paths():
        loaded = analysis.expansion.used.get(path) or analysis.workspace.load(path, REGISTRY)
        if isinstance(loaded, Document):
            seen.add(loaded.path)
            found.extend(entries(loaded)[0])
    for document in analysis.expansion.used.values():
        if document.form == REGISTRY and document.path not in seen:
            found.extend(entries(document)[0])
    return found


def landing_pair(schema: str | None) -> tuple[str, str] | None:
    """System and database that a schema `landing__<system>__<database>` names; None for any other."""
    parts = [part for part in (schema or "").strip().split("__") if part]
    return (parts[1], "__".join(parts[2:])) if len(parts) > 2 and parts[0] == "landing" else None
