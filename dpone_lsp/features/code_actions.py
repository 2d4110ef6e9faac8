"""Code actions: every fix of the findings in a range, and the actions on the decision."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from dpone_lsp.features import cursor
from dpone_lsp.features.add_hint import hint_actions
from dpone_lsp.features.fix_all import fix_all, fix_rule
from dpone_lsp.features.pin_mode import pin_actions
from dpone_lsp.features.reshape import reshape_actions
from dpone_lsp.features.suppress import suppress
from dpone_lsp.features.unpin_mode import unpin_actions
from dpone_lsp.fixes.safety import fixes_of
from dpone_lsp.model.analysis import Analysis
from dpone_lsp.model.finding import Finding, Fix

#: In a wide selection the fixes of so many findings are listed one by one, and no more: nobody reads a menu of
#: hundreds, and each fix is proven before it is offered.
LISTED = 25

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
    """The actions for a range of the document, all at once (see `offered`)."""
    return list(offered(analysis, start, end, kinds, asked=asked, later=later))


def offered(
    analysis: Analysis, start: int, end: int, kinds: Iterable[str] = (), *, asked: bool = True, later: bool = False
) -> Iterator[Action]:
    """The actions for a range of the document, one by one, since each takes its proofs; `kinds` limits them when not
    empty.

    `asked` False: an editor only wants to know whether to show its light bulb, so what costs many proofs is left out.
    `later`: what costs many proofs is offered without its fix, which is made when it is chosen.
    """
    wanted = tuple(kinds)
    here = [
        finding
        for finding in analysis.findings
        if finding.document is analysis.document and _touches(finding.place.span, start, end)
    ]
    if _asked("quickfix", wanted):
        # Findings of one cause have one cure: it is listed once.
        told: set[object] = set()
        for action in _quick_fixes(analysis, here, asked, later):
            cure = action.rule if action.fix is None else (action.title, action.fix.edits)
            if cure not in told:
                told.add(cure)
                yield action
    if any(_asked(kind, wanted) for kind in ("refactor.rewrite", "refactor.extract", "refactor.inline")):
        yield from _refactorings(analysis, start, wanted, asked)
    # Expensive, and meant for saving: only when asked for by name.
    if any(one == "source" or one.startswith("source.fixAll") for one in wanted):
        everything = fix_all(analysis)
        if everything is not None:
            yield Action(everything[0].title, "source.fixAll.dpone", everything[0], tuple(everything[1]))


def _quick_fixes(analysis: Analysis, here: list[Finding], asked: bool, later: bool) -> Iterator[Action]:
    listed = here[:LISTED]
    for finding in listed:
        for number, fix in enumerate(fixes_of(finding, analysis)):
            title = fix.title + (f" ({fix.consequence})" if fix.consequence else "")
            yield Action(title, "quickfix", fix, (finding,), number == 0 and fix.applicability == "safe")
    joined = here if later else listed
    for rule in dict.fromkeys(finding.rule for finding in joined if finding.fixes) if asked else ():
        alike = [
            one for one in analysis.findings if one.rule == rule and one.fixes and one.document is analysis.document
        ]
        if later and len(alike) > 1:
            cures = tuple(one for one in here if one.rule == rule)
            yield Action(f"Fix all `{rule}` problems in this file", "quickfix", None, cures, rule=rule)
            continue
        found = fix_rule(analysis, rule) if len(alike) > 1 else None
        if found is not None:
            fix, cured = found
            title = fix.title + (f" ({fix.consequence})" if fix.consequence else "")
            yield Action(title, "quickfix", fix, tuple(cured))
    for finding in listed:
        yield from (Action(fix.title, "quickfix", fix, (finding,)) for fix in suppress(finding))


def _refactorings(analysis: Analysis, start: int, wanted: tuple[str, ...], asked: bool) -> Iterator[Action]:
    spot = cursor.at(analysis.document, start)
    path = spot.process_path() or ""
    if (
        path.startswith("sink")
        and (path in ("sink", "sink.strategy") or path.startswith("sink.strategy."))
        and _asked("refactor.rewrite", wanted)
    ):
        group = cursor.processes_at(analysis, spot)
        pins = (*pin_actions(analysis, group), *unpin_actions(analysis, group, asked=asked))
        yield from (Action(fix.title, "refactor.rewrite", fix) for fix in pins)
        if len(group) == 1:
            title = group[0].process.title
            yield from (
                Action(f"{fix.title} ({fix.consequence})", "refactor.rewrite", fix) for fix in hint_actions(group[0])
            )
            if group[0].decision is not None:
                yield Action(
                    "Explain decision", "refactor.rewrite", None, command="dpone.explainDecision", process=title
                )
                yield Action("What if…", "refactor.rewrite", None, command="dpone.whatIf", process=title)
                yield Action(
                    "Preview replay plan…", "refactor.rewrite", None, command="dpone.replayPlan", process=title
                )
                yield Action(
                    "Copy replay command", "refactor.rewrite", None, command="dpone.replayCommand", process=title
                )
    for kind, fix in reshape_actions(analysis, spot) if asked else ():
        if _asked(kind, wanted):
            yield Action(fix.title, kind, fix)


def _asked(kind: str, wanted: tuple[str, ...]) -> bool:
    return not wanted or any(kind == one or kind.startswith(one + ".") for one in wanted)


def _touches(span: tuple[int, int], start: int, end: int) -> bool:
    return span[0] <= end and start <= span[1]
