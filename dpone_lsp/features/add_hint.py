"""Add the hint that makes another rung of the ladder apply, for one process only."""

from __future__ import annotations

from dpone_lsp.features.entries import write
from dpone_lsp.fixes.edits import flow_text
from dpone_lsp.model.finding import Fix
from dpone_si.manifest.model.facts import Facts

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
        edit = write(facts.process, path.split("."), value)
        if edit is not None:
            name = path.rpartition(".")[2]
            verb = "Set" if facts.process.has(path) else "Add"
            title = f"{verb} `{name}: {flow_text(value)}` to reach `{margin.strategy_mode}`"
            made.append(
                Fix(title, (edit,), "unsafe", f"strategy: {facts.decision.strategy_mode} -> {margin.strategy_mode}")
            )
    return made
