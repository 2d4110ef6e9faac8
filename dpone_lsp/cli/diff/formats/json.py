"""A decision diff for machines; its schema is `schemas/diff.schema.json`."""

from __future__ import annotations

from typing import Any

from dpone_lsp.cli.diff.decision_diff import Change, DecisionDiff
from dpone_lsp.cli.report.json_text import pretty

VERSION = 1


def render(found: DecisionDiff, against: str) -> str:
    """The whole diff as one object."""
    return pretty(
        {
            "version": VERSION,
            "against": against,
            "compared": found.compared,
            "worst": found.worst() if found.changes else None,
            "changes": [_row(change) for change in found.changes],
            "notes": list(found.notes),
        }
    )


def _row(change: Change) -> dict[str, Any]:
    return {
        "path": change.path,
        "line": change.line + 1 if change.document is not None else None,
        "process": change.process,
        "consequence": change.kind,
        "reason": change.reason,
        "before": change.before.row() if change.before else None,
        "after": change.after.row() if change.after else None,
        "causes": [
            {
                "key": cause.path,
                "before": _plain(cause.before),
                "after": _plain(cause.after),
                "before_at": cause.before_place,
                "after_at": cause.after_place,
            }
            for cause in change.causes
        ],
        "why": change.rung,
    }


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)
