"""Code actions: every fix of the findings in a range, and the actions on the decision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from dpone_lsp.features import cursor
from dpone_lsp.features.pin_mode import pin_actions
from dpone_lsp.findings import Finding, Fix
from dpone_lsp.proof import fixes_of
from dpone_lsp.subject import Analysis

Kind = Literal["quickfix", "refactor.rewrite", "source.fixAll.dpone"]


@dataclass(frozen=True, slots=True)
class Action:
    """One entry of the light bulb. `cures` are the findings it makes go away."""

    title: str
    kind: Kind
    fix: Fix
    cures: tuple[Finding, ...] = ()
    preferred: bool = False


def code_actions(analysis: Analysis, start: int, end: int, kinds: Iterable[str] = ()) -> list[Action]:
    """The actions for a range of the document; `kinds` limits them when not empty."""
    wanted = tuple(kinds)
    actions: list[Action] = []
    if _asked("quickfix", wanted):
        for finding in analysis.findings:
            if finding.document is analysis.document and _touches(finding.place.span, start, end):
                actions.extend(
                    Action(fix.title + (f" ({fix.consequence})" if fix.consequence else ""), "quickfix", fix, (finding,), number == 0)
                    for number, fix in enumerate(fixes_of(finding, analysis))
                )
    if _asked("refactor.rewrite", wanted):
        here = cursor.at(analysis.document, start)
        path = here.process_path() or ""
        if path.startswith("sink") and (path in ("sink", "sink.strategy") or path.startswith("sink.strategy.")):
            group = cursor.processes_at(analysis, here)
            actions.extend(Action(fix.title, "refactor.rewrite", fix) for fix in pin_actions(analysis, group))
    return actions


def _asked(kind: str, wanted: tuple[str, ...]) -> bool:
    return not wanted or any(kind == one or kind.startswith(one + ".") for one in wanted)


def _touches(span: tuple[int, int], start: int, end: int) -> bool:
    return span[0] <= end and start <= span[1]
