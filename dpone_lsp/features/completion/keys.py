"""Keys that may be written at a spot: required first, then common ones, never those already there."""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.features.completion.model import Item
from dpone_lsp.features.completion.place import facts_at, form_at
from dpone_lsp.features.completion.snippets import block_snippets, manifest_snippets
from dpone_lsp.features.completion.spot import Spot
from dpone_lsp.features.completion.values import items_of_list, takes
from dpone_lsp.model.analysis import Analysis
from dpone_si.manifest.structure import Block, KeySpec, block, lookup


def key_items(analysis: Analysis, spot: Spot) -> list[Item]:
    """Items for the mapping or the list at the spot's path."""
    form = form_at(analysis, spot)
    if form is None:
        return []
    spec = lookup(form, spot.path)
    if spec is None:
        return []
    items: list[Item] = []
    if not spot.path and not spot.present and analysis.document.root is None and not spot.quote:
        items.extend(manifest_snippets(analysis))
    if spec.block is not None and not spot.listed:
        items.extend(_keys_of(analysis, block(spec.block), spot))
    elif not spot.flow and not spot.quote and not spot.has_value and spec.items is not None:
        items.extend(_new_items(analysis, spot, spec.items))
    return items


# --- mappings ---------------------------------------------------------------------------------------------------------


def _keys_of(analysis: Analysis, shape: Block, spot: Spot) -> Iterator[Item]:
    facts = facts_at(analysis, spot)
    source, sink, mode = (facts.source_type, facts.sink_type, facts.mode) if facts is not None else (None, None, None)
    for name, spec in shape.keys.items():
        if name in spot.present or spec.misplaced or not takes(spec, "list" if spot.over_list else spot.shape):
            continue
        if (spec.sources and source and source not in spec.sources) or (spec.sinks and sink and sink not in spec.sinks):
            continue
        yield Item(
            name,
            spot.lead + _insert(name, spec, spot) + spot.tail,
            "property",
            _detail(spec),
            rank=_rank(spec, mode),
            snippet=True,
            topic=(shape.name, name, None),
            deprecated=spec.deprecated is not None,
        )
    yield from block_snippets(shape.name, spot, sink)


def _rank(spec: KeySpec, mode: str | None) -> int:
    if spec.required:
        return 0
    if spec.deprecated:
        return 8
    if spec.elsewhere:
        return 7
    if spec.modes and mode is not None and mode not in spec.modes:
        return 6
    return 2 if spec.common else 3 if spec.modes and mode in spec.modes else 5


def _detail(spec: KeySpec) -> str:
    kind = " | ".join(name for name in spec.types if name != "null")
    if spec.enum:
        kind = " | ".join(spec.enum[:6]) + (" | ..." if len(spec.enum) > 6 else "")
    default = f" = {spec.default}" if spec.has_default and spec.default is not None else ""
    return ("required · " if spec.required else "") + kind + default


def _insert(name: str, spec: KeySpec, spot: Spot) -> str:
    """The key with room for its value; only the name when a value follows."""
    if spot.has_value:
        return name
    if spot.over_list:
        return f"{name}:"
    if spot.quote:
        return f"{name}{'' if spot.closed else spot.quote + ': '}"
    kinds = [kind for kind in spec.types if kind != "null"]
    first = kinds[0] if kinds else "any"
    if spot.flow:
        return f"{name}: " + ("{$1\\}" if first == "mapping" else "[$1]" if first == "list" else _choice(spec))
    margin = "\n" + " " * (spot.indent + spot.step)
    if first == "mapping":
        return f"{name}:{margin}{_needed(spec)}"
    if first == "list" or (first == "string" and "list" in kinds and not spec.enum and spec.items is not None):
        if spec.items is not None and spec.items.types[:1] == ("mapping",):
            return f"{name}:{margin}- $1"
        return f"{name}: [$1]"
    return f"{name}: {_choice(spec)}"


def _needed(spec: KeySpec) -> str:
    """The key that a new block cannot do without, when there is exactly one."""
    inside = block(spec.block) if spec.block is not None else None
    required = [one for one in inside.keys.values() if one.required and not one.misplaced] if inside is not None else []
    if len(required) == 1 and required[0].types[0] in ("string", "integer", "number", "boolean"):
        return f"{required[0].name}: {_choice(required[0])}"
    return "$1"


def _choice(spec: KeySpec) -> str:
    if spec.enum and len(spec.enum) <= 12:
        return "${1|" + ",".join(word.replace(",", "\\,").replace("|", "\\|") for word in spec.enum) + "|}"
    if "boolean" in spec.types and "string" not in spec.types:
        return "${1|false,true|}" if spec.default is True else "${1|true,false|}"
    return "$1"


# --- lists ------------------------------------------------------------------------------------------------------------


def _new_items(analysis: Analysis, spot: Spot, one: KeySpec) -> Iterator[Item]:
    """New items of a list, each with its dash."""
    if one.block is not None:
        shape = block(one.block)
        for name, spec in shape.keys.items():
            if not spec.misplaced and (spec.required or spec.common):
                inner = Spot("key", spot.path, spot.start, spot.end, indent=spot.indent + 2, step=spot.step)
                yield Item(
                    f"- {name}",
                    f"{spot.lead}- {_insert(name, spec, inner)}",
                    "property",
                    _detail(spec),
                    rank=_rank(spec, None),
                    snippet=True,
                    topic=(shape.name, name, None),
                )
    for item in items_of_list(analysis, spot, one):
        yield Item(
            f"- {item.label}", f"{spot.lead}- {item.insert}", item.kind, item.detail, item.rank, topic=item.topic
        )
