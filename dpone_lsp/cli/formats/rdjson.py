"""`--format rdjson`: reviewdog's diagnostic format, with the safe fix as a suggestion. Columns count UTF-8 bytes, as it
wants.

reviewdog offers each suggestion by itself, so a fix of several edits, of which one alone would be wrong, is not handed
on.
"""

from __future__ import annotations

from typing import Any

from dpone_lsp.cli.report.json_text import pretty
from dpone_lsp.cli.run.result import Run
from dpone_lsp.cli.run.rows import Span, shown_path
from dpone_lsp.model.rule import HOME, page_url

_LEVELS = {"error": "ERROR", "warning": "WARNING", "information": "INFO", "hint": "INFO"}


def render(run: Run, options: Any) -> str:
    """The report as one JSON object."""
    diagnostics: list[dict[str, Any]] = []
    for row in run.rows:
        made: dict[str, Any] = {
            "message": row.text,
            "location": _location(row.span),
            "severity": _LEVELS[row.severity],
            "code": {"value": row.rule, "url": page_url(row.rule)},
        }
        safe = next((fix for fix in row.fixes if fix.applicability == "safe"), None)
        if safe is not None and len(safe.edits) == 1 and safe.edits[0].span.path == row.span.path:
            made["suggestions"] = [{"range": _range(safe.edits[0].span), "text": safe.edits[0].text}]
        if row.related:
            made["relatedLocations"] = [
                {"message": other.message, "location": _location(other.span)} for other in row.related
            ]
        diagnostics.append(made)
    source = {"name": "dpone-lint", "url": HOME}
    return pretty({"source": source, "diagnostics": diagnostics})


def _location(span: Span) -> dict[str, Any]:
    return {"path": shown_path(span.path), "range": _range(span)}


def _range(span: Span) -> dict[str, Any]:
    return {
        "start": {"line": span.line, "column": span.byte_column},
        "end": {"line": span.end_line, "column": span.byte_end_column},
    }
