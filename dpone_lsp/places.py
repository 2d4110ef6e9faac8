"""Where a rule's finding stands: at the value that was written, or for a missing key at the nearest block that was."""

from __future__ import annotations

from dpone_lsp.findings import Place, Related
from dpone_si.manifest.layers import Hit, Value
from dpone_si.manifest.reader import Facts


def value_place(facts: Facts, path: str) -> Place:
    """The value at `path` where it is written; for an absent one the key of its nearest present ancestor."""
    value = facts.process.at(path)
    return missing_place(facts, path) if value is None else of_value(value)


def key_place(facts: Facts, path: str) -> Place:
    """The key of `path` where it is written; for an absent one the key of its nearest present ancestor."""
    value = facts.process.at(path)
    return missing_place(facts, path) if value is None else Place(value.layer.document, value.key)


def missing_place(facts: Facts, path: str) -> Place:
    """The key of the nearest ancestor of `path` that is written; the process itself when none is."""
    parent = path
    while "." in parent:
        parent = parent.rpartition(".")[0]
        value = facts.process.at(parent)
        if value is not None:
            return Place(value.layer.document, value.key)
    return process_place(facts)


def process_place(facts: Facts) -> Place:
    """The process: its table entry, its item in `processes`, or the top of a single manifest."""
    process = facts.process
    entry = process.entry
    if entry is None or entry is process.document.root:
        return Place(process.document, None)
    layer = process.stack[0][0] if process.stack else None
    document = layer.document if layer is not None and process.form == "flow" else process.document
    return Place(document, entry)


def of_value(value: Value) -> Place:
    return Place(value.layer.document, value.node)


def of_hit(hit: Hit) -> Place:
    return Place(hit.layer.document, hit.node)


def because(facts: Facts, path: str, message: str) -> tuple[Related, ...]:
    """A related place for a value that is the cause of a finding; nothing when the value is not written anywhere."""
    value = facts.process.at(path)
    return () if value is None else (Related(of_value(value), message),)
