"""Where a rule's finding stands: at the value that was written, or for a missing key at the nearest block that was."""

from __future__ import annotations

from dpone_lsp.model.finding import Place, Related
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import Hit, Value


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


def place_beside(facts: Facts, path: str, cause: str) -> Place:
    """The value at `path`; for an absent one the key of its block in the layer that writes `cause`, which makes it
    wanted.

    Tables that write more into a block of `defaults` need not each be told what that block lacks.
    """
    found = block_beside(facts, path, cause)
    return value_place(facts, path) if found is None else Place(found.layer.document, found.key)


def block_beside(facts: Facts, path: str, cause: str) -> Hit | None:
    """The block that lacks `path`, as the layer with `cause` writes it; None when the key is there or there is no
    such block.
    """
    process = facts.process
    parent, wanted = process.at(path.rpartition(".")[0]), process.at(cause)
    if process.at(path) is not None or parent is None or wanted is None:
        return None
    return next((hit for hit in parent.hits if hit.layer is wanted.layer), None)


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
