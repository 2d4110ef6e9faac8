"""Code actions: every fix of the findings in a range, and the actions on the decision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from dpone_lsp.features import cursor
from dpone_lsp.features.add_hint import hint_actions
from dpone_lsp.features.fix_all import fix_all, fix_rule
from dpone_lsp.features.pin_mode import pin_actions
from dpone_lsp.features.reshape import reshape_actions
from dpone_lsp.features.suppress import suppress
from dpone_lsp.features.unpin_mode import unpin_actions
from dpone_lsp.findings import Finding, Fix
from dpone_lsp.proof import fixes_of
from dpone_lsp.subject import Analysis

Kind = Literal["quickfix", "refactor.rewrite", "refactor.extract", "refactor.inline", "source.fixAll.dpone"]


@dataclass(frozen=True, slots=True)
class Action:
    """One entry of the light bulb. `cures` are the findings it makes go away.

    An action without a fix calls `command`, or its fix is `fix_rule` of `rule`, made when it is chosen.
    """

    title: str
    kind: Kind
    fix: Fix | None
    cures: tuple[Finding, ...] = ()
    preferred: bool = False
    command: str = ""
    process: str | None = None
    rule: str = ""


def code_actions(
    analysis: Analysis, start: int, end: int, kinds: Iterable[str] = (), *, asked: bool = True, later: bool = False
) -> list[Action]:
    """The actions for a range of the document; `kinds` limits them when not empty.

    `asked` False: an editor only wants to know whether to show its light bulb, so what costs many proofs is left out.
    `later`: what costs many proofs is offered without its fix, which is made when it is chosen.
    """
    wanted = tuple(kinds)
    actions: list[Action] = []
    here = [
        finding
        for finding in analysis.findings
        if finding.document is analysis.document and _touches(finding.place.span, start, end)
    ]
    if _asked("quickfix", wanted):
        actions.extend(_quick_fixes(analysis, here, asked, later))
    if any(_asked(kind, wanted) for kind in ("refactor.rewrite", "refactor.extract", "refactor.inline")):
        actions.extend(_refactorings(analysis, start, wanted, asked))
    # Expensive, and meant for saving: only when asked for by name.
    if any(one == "source" or one.startswith("source.fixAll") for one in wanted):
        everything = fix_all(analysis)
        if everything is not None:
            actions.append(Action(everything[0].title, "source.fixAll.dpone", everything[0], tuple(everything[1])))
    return actions


def _quick_fixes(analysis: Analysis, here: list[Finding], asked: bool, later: bool) -> list[Action]:
    actions: list[Action] = []
    for finding in here:
        for number, fix in enumerate(fixes_of(finding, analysis)):
            title = fix.title + (f" ({fix.consequence})" if fix.consequence else "")
            actions.append(Action(title, "quickfix", fix, (finding,), number == 0 and fix.applicability == "safe"))
    for rule in dict.fromkeys(finding.rule for finding in here if finding.fixes) if asked else ():
        alike = [one for one in analysis.findings if one.rule == rule and one.fixes and one.document is analysis.document]
        if later and len(alike) > 1:
            cures = tuple(one for one in here if one.rule == rule)
            actions.append(Action(f"Fix all `{rule}` problems in this file", "quickfix", None, cures, rule=rule))
            continue
        found = fix_rule(analysis, rule) if len(alike) > 1 else None
        if found is not None:
            fix, cured = found
            title = fix.title + (f" ({fix.consequence})" if fix.consequence else "")
            actions.append(Action(title, "quickfix", fix, tuple(cured)))
    for finding in here:
        actions.extend(Action(fix.title, "quickfix", fix, (finding,)) for fix in suppress(finding))
    return actions


def _refactorings(analysis: Analysis, start: int, wanted: tuple[str, ...], asked: bool) -> list[Action]:
    actions: list[Action] = []
    spot = cursor.at(analysis.document, start)
    path = spot.process_path() or ""
    if path.startswith("sink") and (path in ("sink", "sink.strategy") or path.startswith("sink.strategy.")) and _asked("refactor.rewrite", wanted):
        group = cursor.processes_at(analysis, spot)
        pins = (*pin_actions(analysis, group), *unpin_actions(analysis, group, asked=asked))
        actions.extend(Action(fix.title, "refactor.rewrite", fix) for fix in pins)
        if len(group) == 1:
            title = group[0].process.title
            actions.extend(Action(f"{fix.title} ({fix.consequence})", "refactor.rewrite", fix) for fix in hint_actions(group[0]))
            if group[0].decision is not None:
                actions.append(Action("Explain decision", "refactor.rewrite", None, command="dpone.explainDecision", process=title))
                actions.append(Action("What if…", "refactor.rewrite", None, command="dpone.whatIf", process=title))
                actions.append(Action("Preview replay plan…", "refactor.rewrite", None, command="dpone.replayPlan", process=title))
                actions.append(Action("Copy replay command", "refactor.rewrite", None, command="dpone.replayCommand", process=title))
    for kind, fix in reshape_actions(analysis, spot) if asked else ():
        if _asked(kind, wanted):
            actions.append(Action(fix.title, kind, fix))
    return actions


def _asked(kind: str, wanted: tuple[str, ...]) -> bool:
    return not wanted or any(kind == one or kind.startswith(one + ".") for one in wanted)


def _touches(span: tuple[int, int], start: int, end: int) -> bool:
    return span[0] <= end and start <= span[1]
