"""Unpin: write `mode: auto` again where the compiled outcome stays the same."""

from __future__ import annotations

from typing import Final

from dpone_lsp.fixes.edits import replace_value
from dpone_lsp.fixes.safety import prove
from dpone_lsp.model.analysis import Analysis
from dpone_lsp.model.finding import Fix
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.syntax.tree import ScalarNode

#: More processes than this are not compiled again only to show a light bulb.
FEW: Final = 5


def unpin_actions(analysis: Analysis, group: list[Facts], *, asked: bool = True) -> list[Fix]:
    """The unpin for processes that share one written mode; nothing when any outcome would change or dpone takes no
    `auto` here.
    """
    if not group or (not asked and len(group) > FEW):
        return []
    first = group[0].process.at("sink.strategy.mode")
    if first is None or not isinstance(first.node, ScalarNode) or group[0].requested_mode in (None, "auto"):
        return []
    if first.layer.document is not analysis.document:
        return []  # a file that other manifests share is not changed on the side
    for facts in group:
        value = facts.process.at("sink.strategy.mode")
        if value is None or value.node is not first.node or not _same_when_auto(facts):
            return []
    # The outcome is the same; what dpone allows only beside a written mode is for the rules to say. The cursor stays in
    # a block for a while, and asks again at each step.
    known = analysis.work.setdefault("unpins", {})
    if first.node not in known:
        fix = Fix(
            "Let dpone decide again: `mode: auto` (same outcome)",
            (replace_value(analysis.document, first.node, "auto"),),
        )
        known[first.node] = prove(fix, analysis)
    proven = known[first.node]
    return [proven] if proven is not None and proven.applicability == "safe" else []


def _same_when_auto(facts: Facts) -> bool:
    from dataclasses import replace

    from dpone_si.advisor import StrategyAdvisor

    reading, decision = facts.reading, facts.decision
    if reading is None or decision is None or reading.problems:
        return False
    other = StrategyAdvisor().advise(replace(reading.context, requested_mode="auto"))
    return (
        (other.strategy_mode, other.merge_policy, other.native_fast_path)
        == (decision.strategy_mode, decision.merge_policy, decision.native_fast_path)
        and [gate.code for gate in other.safety_gates] == [gate.code for gate in decision.safety_gates]
        # Everything else in the strategy block means the same only when the column it needs is found either way.
        and (
            decision.strategy_mode != "partition_replace" or bool(facts.process.data("sink.strategy.partition.column"))
        )
    )
