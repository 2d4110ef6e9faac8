"""What to say about a name: how often a variable is read, what a process that others depend on does."""

from __future__ import annotations

from dpone_lsp.features import decision
from dpone_lsp.features.names import Occurrence, here, occurrence_at
from dpone_lsp.features.wording import code
from dpone_lsp.model.analysis import Analysis
from dpone_si.manifest.model.facts import facts_of


def named(analysis: Analysis, offset: int) -> str:
    """A sentence about the variable that is declared, or the process that is depended on, at an offset; ''
    elsewhere.
    """
    one = occurrence_at(analysis, offset)
    if one is None:
        return ""
    if one.kind == "variable" and one.declares:
        reads = sum(not other.declares for other in here(analysis, one))
        return f"**{code(one.name)}** variable of templates; read {_times(reads)} in this file"
    return _process(analysis, one) if one.kind == "selector" and not one.declares else ""


def _process(analysis: Analysis, one: Occurrence) -> str:
    own = one.home == analysis.document.path
    expansion = analysis.expansion if own else analysis.workspace.expansion(one.home)
    for process in expansion.processes if expansion is not None else ():
        if one.name in (process.selector, process.name()):
            outcome = decision.short(facts_of(process))
            file = "this file" if own else code(one.home.rpartition("/")[2])
            return f"waits for {code(process.name() or process.title)} of {file}" + (
                f" (`{outcome}`)" if outcome else ""
            )
    return ""


def _times(count: int) -> str:
    return {0: "nowhere", 1: "once", 2: "twice"}.get(count, f"{count} times")
