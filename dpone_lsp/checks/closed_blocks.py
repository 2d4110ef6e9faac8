"""Unknown keys of blocks in which dpone refuses them, found in the effective process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dpone_lsp.checks.allowed_values import listing
from dpone_lsp.fixes.edits import rename_key
from dpone_lsp.model.finding import Fix, FixBuilder, Place, Report
from dpone_lsp.support.spelling import nearest
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.structure import Block, block_at
from dpone_si.manifest.syntax.tree import MappingNode, Node


def unknown_keys(facts: Facts, path: str, *, extra: Sequence[str] = ()) -> Iterator[Report]:
    """One report for each key of the mapping at `path` that the typed structure does not list there."""
    value = facts.process.at(path)
    shape = block_at("single", tuple(path.split(".")))
    if value is None or shape is None or not value.is_mapping:
        return
    known = (*shape.keys, *extra)
    view = value.view
    for key in view.keys():
        if key in known:
            continue
        found = view.get(key)
        if found is not None:
            yield unknown_key(found.layer.document, found.key, str(key), path, known, taken=view.keys())


def unknown_item_keys(
    document: Document, item: MappingNode, label: str, shape: Block, allowed: Sequence[str] = ()
) -> Iterator[Report]:
    """The same for a mapping that stands in a list."""
    known = tuple(allowed) or tuple(shape.keys)
    for name, (key, _) in item.entries.items():
        if name not in known:
            yield unknown_key(document, key, str(name), label, known, taken=list(item.entries))


def unknown_key(
    document: Document, key: Node, name: str, label: str, known: Sequence[str], *, taken: Sequence[object]
) -> Report:
    """The report for one key: what the block knows, and the key that was meant."""
    near = nearest(name, known)
    fixes: tuple[FixBuilder, ...] = ()
    if near is not None and near not in taken:
        fixes = (lambda: Fix(f"Rename to `{near}`", (rename_key(document, key, near),)),)
    return Report(
        Place(document, key),
        f"`{name}` is no key of `{label}`, and dpone refuses it",
        fixes=fixes,
        label="" if near is None else f"did you mean `{near}`?",
        notes=(f"the keys are {listing(tuple(known), 'and')}",),
    )
