"""Decisions that were made before: processes over the same `defaults` state the same hints, and equal hints give
equal decisions.
"""

from __future__ import annotations

from dpone_si.advisor import StrategyAdvisor
from dpone_si.advisor.context import StrategyContext, facts_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dpone_si.models.decisions import StrategyDecision

#: So many decisions are kept; a whole repository states far fewer kinds of hints.
MOST = 2048
_decisions: dict[tuple[object, ...], StrategyDecision] = {}


def advise(context: StrategyContext) -> StrategyDecision:
    """The advisor's decision for a context, which may be one object for many contexts."""
    facts = facts_of(context)
    if facts["source_type"] == "mssql" and facts["sink_type"] == "clickhouse":
        return StrategyAdvisor().advise(context)  # its plan of the transfer reads whole option blocks
    # Equal is not enough: 1, 1.0 and True are told apart by who reads the trace.
    key = (context.requested_merge_policy, *facts.values(), *(type(value) for value in facts.values()))
    try:
        known = _decisions.get(key)
    except TypeError:  # a list where a column is meant
        return StrategyAdvisor().advise(context)
    if known is None:
        if len(_decisions) >= MOST:
            _decisions.clear()
        known = _decisions[key] = StrategyAdvisor().advise(context)
    return known
