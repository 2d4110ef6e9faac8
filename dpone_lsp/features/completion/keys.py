"""Keys that may be written at a spot: required first, then common ones, never those already there."""

from __future__ import annotations

from dpone_lsp.features.completion.model import Item
from dpone_lsp.features.completion.snippets import block_snippets
from dpone_lsp.features.completion.spot import Spot
from dpone_lsp.features.cursor import path_inside_process
from dpone_lsp.subject import Analysis
from dpone_si.manifest.documents import OTHER, Document
from dpone_si.manifest.structure import FORMS, KeySpec, block_at
from dpone_si.manifest.tree import MappingNode, Node, SequenceNode


def key_items(analysis: Analysis, spot: Spot) -> list[Item]:
    """Items for the mapping at the spot's path."""
    form = analysis.document.form
    if form not in FORMS:
        form = "single" if form == OTHER and not spot.path else form
        if form not in FORMS:
            return []
    block = block_at(form, spot.path)
    if block is None:
        return []
    present = _present(analysis.document, spot)
    ends = endpoint_types(analysis, spot)
    items: list[Item] = []
    for name, spec in block.keys.items():
        if name in present or spec.misplaced or not _applies(spec, ends):
            continue
        items.append(
            Item(
                name,
                _insert(name, spec, spot),
                "property",
                _detail(spec),
                rank=0 if spec.required else 2 if spec.common else 8 if spec.deprecated else 5,
                snippet=True,
                topic=(block.name, name, None),
                deprecated=spec.deprecated is not None,
            )
        )
    items.extend(block_snippets(block.name, spot, present))
    return items


def endpoint_types(analysis: Analysis, spot: Spot) -> tuple[str | None, str | None]:
    """Source and sink type of the first process the spot belongs to."""
    if path_inside_process(analysis.document.form, spot.path) is None:
        return None, None
    offset = spot.start
    best: tuple[str | None, str | None] = (None, None)
    for facts in analysis.processes:
        entry = facts.process.entry
        best = (facts.source_type, facts.sink_type) if best == (None, None) else best
        if entry is not None and entry.start <= offset and offset <= entry.end + 200:
            best = (facts.source_type, facts.sink_type)
    return best


def _applies(spec: KeySpec, ends: tuple[str | None, str | None]) -> bool:
    source, sink = ends
    return not (spec.sources and source and source not in spec.sources) and not (spec.sinks and sink and sink not in spec.sinks)


def _detail(spec: KeySpec) -> str:
    kind = " | ".join(name for name in spec.types if name != "null")
    if spec.enum:
        kind = " | ".join(spec.enum[:6]) + (" | ..." if len(spec.enum) > 6 else "")
    default = f" = {spec.default}" if spec.has_default and spec.default is not None else ""
    return ("required · " if spec.required else "") + kind + default


def _insert(name: str, spec: KeySpec, spot: Spot) -> str:
    if spot.has_value:
        return name
    if spot.flow:
        if spec.types == ("mapping",):
            return f"{name}: {{$1}}"
        return f"{name}: {_choice(spec)}"
    margin = " " * (spot.indent + 2)
    if spec.types[:1] == ("mapping",):
        return f"{name}:\n{margin}$1"
    if spec.types[:1] == ("list",):
        if spec.items is not None and spec.items.types[:1] != ("mapping",):
            return f"{name}: [$1]"
        return f"{name}:\n{margin}- $1"
    return f"{name}: {_choice(spec)}"


def _choice(spec: KeySpec) -> str:
    if spec.enum and len(spec.enum) <= 12:
        return "${1|" + ",".join(spec.enum) + "|}"
    if spec.types[:1] == ("boolean",):
        return "${1|true,false|}"
    return "$1"


def _present(document: Document, spot: Spot) -> frozenset[str]:
    """Keys the mapping at the spot already has (the one being typed not counted)."""
    node: Node | None = document.root
    for step in spot.path:
        if node is None:
            break
        target = node.target
        if isinstance(step, int):
            node = _item_at(target, spot.start) if isinstance(target, SequenceNode) else None
        else:
            node = target.get(step) if isinstance(target, MappingNode) else None
    if node is None or not isinstance(node.target, MappingNode):
        return frozenset()
    mapping = node.target
    assert isinstance(mapping, MappingNode)
    return frozenset(
        str(getattr(key, "text", "")) for key, _ in mapping.pairs if not (key.start <= spot.start <= key.end) or key.start < spot.start
    )


def _item_at(sequence: SequenceNode, offset: int) -> Node | None:
    best: Node | None = None
    for item in sequence.items:
        if item.start > offset:
            break
        best = item
    return best
