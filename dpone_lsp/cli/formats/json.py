"""`--format json`: one versioned object with every finding, for machines.

Lines and columns are 1-based and count code points. `fix.applicability` is proven, see `dpone_lsp.fixes.safety`.
"""

from __future__ import annotations

from typing import Any

from dpone_lsp.cli.report.json_text import pretty
from dpone_lsp.cli.run.result import Run
from dpone_lsp.cli.run.rows import FixRow, Row, Span, shown_path
from dpone_lsp.model.rule import page_url
from dpone_lsp.model.severity import SEVERITIES

VERSION = 1


def render(run: Run, options: Any) -> str:
    """The whole report as JSON text."""
    data = {
        "version": VERSION,
        "findings": [finding_data(row) for row in run.rows],
        "summary": {
            "files": len(run.files),
            "skipped": len(run.skipped),
            "suppressed": run.suppressed,
            "processes": run.processes,
            "baselined": run.baselined,
            "mended": run.mended,
            **{severity: run.count(severity) for severity in SEVERITIES},
            "rules": _counts(run),
        },
    }
    return pretty(data)


def _counts(run: Run) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in run.rows:
        counts[row.rule] = counts.get(row.rule, 0) + 1
    return dict(sorted(counts.items()))


def finding_data(row: Row) -> dict[str, object]:
    """One finding as plain data."""
    return {
        "rule": row.rule,
        "code": row.code,
        "severity": row.severity,
        "message": row.message,
        "path": shown_path(row.span.path),
        "range": range_data(row.span),
        "key": row.key,
        "process": row.processes[0] if row.processes else None,
        "processes": list(row.processes),
        "related": [
            {"path": shown_path(other.span.path), "range": range_data(other.span), "message": other.message}
            for other in row.related
        ],
        "notes": list(row.notes),
        "fix": fix_data(row.fixes[0]) if row.fixes else None,
        "url": page_url(row.rule),
    }


def fix_data(fix: FixRow) -> dict[str, object]:
    return {
        "title": fix.title,
        "applicability": fix.applicability,
        "consequence": fix.consequence,
        "edits": [
            {"path": shown_path(edit.span.path), "range": range_data(edit.span), "text": edit.text}
            for edit in fix.edits
        ],
    }


def range_data(span: Span) -> dict[str, object]:
    return {
        "start": {"line": span.line, "column": span.column},
        "end": {"line": span.end_line, "column": span.end_column},
    }
