"""`--format rdjson`: reviewdog's diagnostic format, with the safe fix as a suggestion."""

from __future__ import annotations

import json
from typing import Any

from dpone_lsp.cli.formats.json import URL, shown_path
from dpone_lsp.cli.formats.rows import rows
from dpone_lsp.cli.runner import Run
from dpone_lsp.proof import fixes_of
from dpone_si.manifest.documents import Document

_LEVELS = {"error": "ERROR", "warning": "WARNING", "information": "INFO", "hint": "INFO"}


def render(run: Run, options: Any) -> str:
    """The report as one JSON object. Columns count UTF-8 bytes, as the format wants."""
    diagnostics: list[dict[str, Any]] = []
    for row in rows(run):
        finding = row.finding
        start, end = finding.place.span
        made: dict[str, Any] = {
            "message": row.text,
            "location": {"path": row.path, "range": _range(finding.document, start, end)},
            "severity": _LEVELS[finding.severity],
            "code": {"value": finding.rule, "url": URL.format(rule=finding.rule)},
        }
        analysis = run.analysis_of(finding)
        fixes = [fix for fix in (fixes_of(finding, analysis) if analysis is not None and finding.fixes else []) if fix.applicability == "safe"]
        if fixes and all(edit.document is finding.document for edit in fixes[0].edits):
            made["suggestions"] = [{"range": _range(edit.document, edit.start, edit.end), "text": edit.text} for edit in fixes[0].edits]
        if finding.related:
            made["relatedLocations"] = [
                {
                    "message": other.message,
                    "location": {"path": shown_path(other.place.document.path), "range": _range(other.place.document, *other.place.span)},
                }
                for other in finding.related
            ]
        diagnostics.append(made)
    source = {"name": "dpone-lint", "url": "https://github.com/dpone-lsp/dpone-lsp"}
    return json.dumps({"source": source, "diagnostics": diagnostics}, ensure_ascii=False, indent=2) + "\n"


def _range(document: Document, start: int, end: int) -> dict[str, Any]:
    (line, column), (last, last_column) = document.source.position(start, "utf-8"), document.source.position(end, "utf-8")
    return {"start": {"line": line + 1, "column": column + 1}, "end": {"line": last + 1, "column": last_column + 1}}
