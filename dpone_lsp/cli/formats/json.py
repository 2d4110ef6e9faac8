"""`--format json`: one versioned object with every finding, for machines.

Lines and columns are 1-based and count code points. `fix.applicability` is proven, see `dpone_lsp.proof`.
"""

from __future__ import annotations

import json
import os
from typing import Any

from dpone_lsp.cli.runner import Run
from dpone_lsp.findings import SEVERITIES, Finding, Place
from dpone_lsp.proof import fixes_of

VERSION = 1
URL = "https://github.com/dpone-lsp/dpone-lsp/blob/main/docs/rules/{rule}.md"


def render(run: Run, options: Any) -> str:
    """The whole report as JSON text."""
    data = {
        "version": VERSION,
        "findings": [finding_data(finding, run) for finding in run.findings],
        "summary": {
            "files": run.files,
            "skipped": len(run.skipped),
            "suppressed": run.suppressed,
            "processes": sum(len(analysis.expansion.processes) for analysis in run.analyses),
            **{severity: run.count(severity) for severity in SEVERITIES},
        },
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def finding_data(finding: Finding, run: Run) -> dict[str, object]:
    """One finding as plain data."""
    analysis = run.analysis_of(finding)
    fixes = fixes_of(finding, analysis) if analysis is not None and finding.fixes else []
    return {
        "rule": finding.rule,
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "path": shown_path(finding.document.path),
        "range": range_data(finding.place),
        "key": finding.key,
        "process": finding.process,
        "processes": list(finding.processes),
        "related": [
            {"path": shown_path(other.place.document.path), "range": range_data(other.place), "message": other.message}
            for other in finding.related
        ],
        "notes": list(finding.notes),
        "fix": None
        if not fixes
        else {
            "title": fixes[0].title,
            "applicability": fixes[0].applicability,
            "consequence": fixes[0].consequence,
            "edits": [
                {
                    "path": shown_path(edit.document.path),
                    "range": offsets_data(edit.document, edit.start, edit.end),
                    "text": edit.text,
                }
                for edit in fixes[0].edits
            ],
        },
        "url": URL.format(rule=finding.rule),
    }


def range_data(place: Place) -> dict[str, object]:
    start, end = place.span
    return offsets_data(place.document, start, end)


def offsets_data(document: Any, start: int, end: int) -> dict[str, object]:
    (line, column), (last, last_column) = document.source.position(start), document.source.position(end)
    return {"start": {"line": line + 1, "column": column + 1}, "end": {"line": last + 1, "column": last_column + 1}}


def shown_path(path: str) -> str:
    """Relative to the current folder when the file lies below it."""
    base = os.getcwd().replace(os.sep, "/").rstrip("/") + "/"
    return path[len(base) :] if path.startswith(base) else path
