"""A decision diff as a comment on a merge request."""

from __future__ import annotations

from dpone_lsp.cli.decision_diff import DecisionDiff
from dpone_lsp.cli.formats.markdown import cell
from dpone_lsp.outcomes import TITLES

_SHOWN = 100


def render(found: DecisionDiff, against: str) -> str:
    """A heading and a table."""
    notes = "".join(f"\n{cell(note)}\n" for note in found.notes)
    if not found.changes:
        return f"### Decisions\n\nNone of {found.compared} processes changes its outcome against {cell(against)}.\n{notes}"
    lines = [
        f"### Decisions: {len(found.changes)} of {found.compared} processes change their outcome",
        "",
        "| process | before | after | consequence | because |",
        "|---|---|---|---|---|",
    ]
    for change in found.changes[:_SHOWN]:
        because = "; ".join(cause.sentence() for cause in change.causes) or change.rung or change.path
        was = change.before.strategy if change.before else "new"
        now = change.after.strategy if change.after else "gone"
        cells = (cell(change.process), cell(was), cell(now), f"**{TITLES[change.kind]}**: {cell(change.reason)}", cell(because))
        lines.append(f"| {' | '.join(cells)} |")
    if len(found.changes) > _SHOWN:
        lines.append(f"\n{len(found.changes) - _SHOWN} more are not shown.")
    return "\n".join(lines) + "\n" + notes
