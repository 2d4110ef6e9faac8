"""Add the hint that makes another rung of the ladder apply."""

from __future__ import annotations

from dpone_lsp.edits import insert_key, replace_value
from dpone_lsp.findings import Edit, Fix
from dpone_si.manifest.reader import Facts
from dpone_si.manifest.tree import MappingNode

#: hint of the advisor -> where it is written, and a value to start from when it only has to be set.
_PLACES: dict[str, tuple[str, object]] = {
    "estimated_rows": ("source.options.estimated_rows", None),
    "changed_percent": ("source.options.changed_percent", None),
    "partition_column": ("source.options.partition_column", "business_date"),
    "unique_key": ("sink.strategy.unique_key", ["id"]),
    "source_cursor": ("source.options.incremental_column", "updated_at"),
    "cdc_available": ("source.options.cdc_enabled", True),
}


def hint_actions(facts: Facts) -> list[Fix]:
    """One action per single hint that flips the decision of an `auto` process."""
    from dpone_si.advisor.what_if import margins

    if facts.requested_mode != "auto" or facts.decision is None:
        return []
    made: list[Fix] = []
    for margin in margins(facts.decision.trace):
        place = _PLACES.get(margin.hint)
        if place is None or margin.change not in ("set", "at_least"):
            continue
        path, start = place
        value = margin.threshold if margin.change == "at_least" else start
        if value is None:
            continue
        edit = _write(facts, path, value)
        if edit is not None:
            name = path.rpartition(".")[2]
            title = f"Add `{name}` to reach `{margin.strategy_mode}`"
            made.append(Fix(title, (edit,), "unsafe", f"strategy: {facts.decision.strategy_mode} -> {margin.strategy_mode}"))
    return made


def _write(facts: Facts, path: str, value: object) -> Edit | None:
    process = facts.process
    present = process.at(path)
    if present is not None:
        return replace_value(present.layer.document, present.node, value) if present.layer.document is process.document else None
    parts = path.split(".")
    for depth in range(len(parts) - 1, 0, -1):
        parent = process.at(".".join(parts[:depth]))
        if parent is None:
            continue
        if not isinstance(parent.node, MappingNode) or parent.layer.document is not process.document:
            return None
        nested: object = value
        for key in reversed(parts[depth + 1 :]):
            nested = {key: nested}
        return insert_key(parent.layer.document, parent.node, parts[depth], nested)
    return None
