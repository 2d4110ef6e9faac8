"""The changes rules offer most often, by key path: set a value, add a key, remove it, move it, rename it.

Each returns None when the text leaves no safe place for the change (a value that comes from a template, an anchor or a
file that is not the user's), so that a rule can offer it without looking.
"""

from __future__ import annotations

from collections.abc import Iterable

from dpone_lsp.fixes import edits
from dpone_lsp.model.finding import Applicability, Edit, Fix
from dpone_lsp.model.places import block_beside
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import Hit, Value
from dpone_si.manifest.model.processes import Process
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, to_plain

UNSAFE: Applicability = "unsafe"
#: What comes of a placeholder.
BLANK = "nothing is cured until it is filled in"


def set_value(facts: Facts, path: str, value: object, *, applicability: Applicability | None = None) -> Fix | None:
    """Write `value` in place of the value at `path`, in the layer that states it now; add the key when no layer
    does.
    """
    found = facts.process.at(path)
    if found is None:
        return add_key(facts, path, value, applicability=applicability)
    if not _is_written(found):
        return None
    edit = edits.replace_value(found.layer.document, found.node, value)
    return _fix("Write", path, value, edit, applicability)


def add_key(facts: Facts, path: str, value: object, *, applicability: Applicability | None = None) -> Fix | None:
    """Add the key at `path`, with the blocks above it that are missing."""
    edit = addition(facts, path, value)
    return None if edit is None else _fix("Add", path, value, edit, applicability)


def _fix(verb: str, path: str, value: object, edit: Edit, applicability: Applicability | None) -> Fix:
    title = f"{verb} `{_last(path)}: {edits.flow_text(value)}`"
    if _is_blank(value):
        return Fix(f"{title} to fill in", (edit,), UNSAFE, BLANK)
    return Fix(title, (edit,), applicability)


def _is_blank(value: object) -> bool:
    """True for what only keeps the place of a value that the user must know."""
    if isinstance(value, dict):
        return not value or any(map(_is_blank, value.values()))  # pyright: ignore[reportUnknownArgumentType]
    return value in ("", [])


def add_beside(
    facts: Facts, path: str, value: object, cause: str, *, applicability: Applicability | None = None
) -> Fix | None:
    """Add the key at `path` to the block in which `cause` is written; set it where it is written already."""
    hit = block_beside(facts, path, cause)
    if hit is None:
        return set_value(facts, path, value, applicability=applicability)
    edit = _insert(hit, _last(path), value)
    return None if edit is None else Fix(f"Add `{_last(path)}: {edits.flow_text(value)}`", (edit,), applicability)


def remove(facts: Facts, *paths: str, applicability: Applicability | None = None) -> Fix | None:
    """Remove these keys from every layer that writes them, and a block that would be left empty."""
    changes: list[Edit] = []
    for path in paths:
        found = removal(facts, path)
        if found is None:
            return None
        changes.extend(found)
    names = " and ".join(f"`{_last(path)}`" for path in paths)
    return Fix(f"Remove {names}", tuple(changes), applicability) if changes else None


def move(facts: Facts, path: str, target: str, *, applicability: Applicability | None = None) -> Fix | None:
    """Move a key with its value to another key path, which must be free."""
    found = facts.process.at(path)
    if found is None or not _is_written(found) or facts.process.has(target):
        return None
    try:
        value = to_plain(found.node)
    except Exception:  # noqa: BLE001 - a value too large to copy is simply not moved
        return None
    added, removed = addition(facts, target, value), removal(facts, path)
    if added is None or removed is None:
        return None
    return Fix(f"Move it to `{target}`", tuple(_joined(removed, added)), applicability)


def rename(found: Value, name: str, *, applicability: Applicability | None = None) -> Fix | None:
    """Give the key of a value another name."""
    hit = found.hits[0]
    if _is_builtin(hit) or hit.key is hit.node:
        return None
    return Fix(f"Rename to `{name}`", (edits.rename_key(found.layer.document, found.key, name),), applicability)


def addition(facts: Facts, path: str, value: object) -> Edit | None:
    """The edit that adds the key at `path`; None when it exists already or there is no place for it."""
    process = facts.process
    if process.has(path):
        return None
    while True:
        path, _, key = path.rpartition(".")
        if not path:
            return _insert(_root(process), key, value)
        parent = process.at(path)
        if parent is not None:
            break
        value = {key: value}
    node = parent.node
    if parent.is_null and _is_written(parent):
        return edits.replace_value(parent.layer.document, node, {key: value})
    return _insert(parent.hits[0], key, value) if isinstance(node, MappingNode) else None


def removal(facts: Facts, path: str) -> list[Edit] | None:
    """The edits that remove the key from every layer that writes it; None when one of them cannot be edited."""
    found = facts.process.at(path)
    if found is None:
        return []
    changes: list[Edit] = []
    for hit in found.hits:
        edit = None if _is_builtin(hit) else _delete(facts, path, hit)
        if edit is None:
            return None
        changes.append(edit)
    return changes


def _joined(removed: list[Edit], added: Edit) -> list[Edit]:
    """The edits of a move; an insertion at the end of a file falls into the lines that are deleted there."""
    for index, gone in enumerate(removed):
        if gone.document is added.document and gone.start <= added.start < gone.end:
            newline = edits.newline(gone.document)
            text = added.text
            if gone.document.source.text[gone.start : gone.end].endswith(newline):
                text = text.removeprefix(newline) + newline
            return [*removed[:index], Edit(gone.document, gone.start, gone.end, text), *removed[index + 1 :]]
    return [*removed, added]


def _delete(facts: Facts, path: str, hit: Hit) -> Edit | None:
    """Delete a pair; when it is the only one of its block mapping, the block goes with it."""
    key: Node = hit.key
    head = path.rpartition(".")[0]
    parent = facts.process.at(head) if head else None
    owners: Iterable[Hit] = () if parent is None else parent.hits
    for owner in owners:
        node = owner.node
        if not isinstance(node, MappingNode) or owner.layer.document is not hit.layer.document:
            continue
        if not any(pair[0] is key for pair in node.pairs):
            continue
        if len(node.pairs) == 1:
            return _delete(facts, head, owner)
        return edits.delete_pair(hit.layer.document, node, key)
    return None


def _root(process: Process) -> Hit | None:
    if not process.stack:
        return None
    layer, node = process.stack[0]
    return Hit(layer, node, node)


def _insert(hit: Hit | None, key: str, value: object) -> Edit | None:
    if hit is None or _is_builtin(hit) or not isinstance(hit.node, MappingNode):
        return None
    return edits.insert_key(hit.layer.document, hit.node, key, value)


def _is_written(found: Value) -> bool:
    """True when the value stands in the user's text under its own key (not filled in from a template or table
    entry).
    """
    hit = found.hits[0]
    return (
        not _is_builtin(hit)
        and hit.key is not hit.node
        and not (isinstance(hit.node, ScalarNode) and hit.node.value != found.data)
    )


def _is_builtin(hit: Hit) -> bool:
    return hit.layer.document.is_builtin


def _last(path: str) -> str:
    return path.rpartition(".")[2]
