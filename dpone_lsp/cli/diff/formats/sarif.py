"""A decision diff as SARIF 2.1.0: one result per process, a rule per consequence."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import quote

from dpone_lsp import __version__
from dpone_lsp.cli.diff.decision_diff import Change, DecisionDiff
from dpone_lsp.cli.formats.sarif import ROOT, SCHEMA
from dpone_lsp.cli.report.json_text import pretty
from dpone_lsp.decisions.outcome import CONSEQUENCES, TITLES
from dpone_lsp.model.rule import HOME

_LEVELS = {"row-loss": "error", "duplicates": "error", "full-reload": "warning", "cost": "warning", "neutral": "note"}


def render(found: DecisionDiff, against: str) -> str:
    """A SARIF log."""
    rules = [
        {
            "id": f"decision-{kind}",
            "name": "Decision" + "".join(part.capitalize() for part in kind.split("-")),
            "shortDescription": {"text": f"The decision changed: {TITLES[kind].lower()}"},
            "fullDescription": {"text": f"A process comes to another outcome than before: {TITLES[kind].lower()}"},
            "help": {
                "text": "The message says what changed and which value did it; `dpone-lint explain FILE` tells the "
                "whole decision."
            },
            "defaultConfiguration": {"level": _LEVELS[kind]},
        }
        for kind in CONSEQUENCES
    ]
    driver = {
        "name": "dpone-lint diff",
        "fullName": f"dpone-lint diff {__version__}",
        "version": __version__,
        "informationUri": HOME,
        "rules": rules,
    }
    invocation: dict[str, Any] = {"executionSuccessful": True}
    if found.notes:
        invocation["toolExecutionNotifications"] = [
            {"level": "note", "message": {"text": note}} for note in found.notes
        ]
    run = {
        "tool": {"driver": driver},
        "invocations": [invocation],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "the root of the repository"}}},
        "results": [_result(change) for change in found.changes],
        "properties": {"against": against, "compared": found.compared},
    }
    return pretty({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _result(change: Change) -> dict[str, Any]:
    was = change.before.strategy if change.before else "new"
    now = change.after.strategy if change.after else "gone"
    because = "; ".join(cause.sentence() for cause in change.causes)
    text = f"{change.process}: {was} -> {now}. {change.reason}" + (f" ({because})" if because else "")
    mark = "\0".join((change.path, change.process, str(change.before), str(change.after)))
    return {
        "ruleId": f"decision-{change.kind}",
        "ruleIndex": CONSEQUENCES.index(change.kind),
        "level": _LEVELS[change.kind],
        "message": {"text": text},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(change.path), "uriBaseId": ROOT},
                    "region": {"startLine": change.line + 1},
                }
            }
        ],
        "partialFingerprints": {
            "dponeDecision/v1": hashlib.sha256(mark.encode("utf-8", "surrogatepass")).hexdigest()[:40]
        },
    }
