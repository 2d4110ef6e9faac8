"""`--format sarif`: SARIF 2.1.0 with rule metadata, related locations, fixes and stable fingerprints."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from dpone_lsp import __version__
from dpone_lsp.cli.formats.json import URL, shown_path
from dpone_lsp.cli.formats.rows import fingerprint, row
from dpone_lsp.cli.runner import Run
from dpone_lsp.findings import Finding
from dpone_lsp.proof import fixes_of
from dpone_lsp.rules import catalogue
from dpone_si.manifest.documents import Document

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "information": "note", "hint": "note"}


def render(run: Run, options: Any) -> str:
    """The report as a SARIF log."""
    names = sorted({finding.rule for finding in run.findings})
    rules = [_rule(name) for name in names]
    results = [_result(finding, run, names) for finding in run.findings]
    driver = {
        "name": "dpone-lint",
        "version": __version__,
        "informationUri": "https://github.com/dpone-lsp/dpone-lsp",
        "rules": rules,
    }
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {"ROOT": {"description": {"text": "the folder dpone-lint was run in"}}},
                "results": results,
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(name: str) -> dict[str, Any]:
    entry = catalogue().get(name)
    made: dict[str, Any] = {"id": name, "helpUri": URL.format(rule=name)}
    if entry is not None:
        made["name"] = "".join(part.capitalize() for part in name.split("-"))
        made["shortDescription"] = {"text": entry.rule.summary}
        made["help"] = {"text": entry.page.strip(), "markdown": entry.page.strip()}
        made["defaultConfiguration"] = {"level": _LEVELS[entry.rule.severity]}
        made["properties"] = {"tags": [entry.rule.group], "code": entry.rule.code}
    return made


def _result(finding: Finding, run: Run, names: list[str]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": names.index(finding.rule),
        "level": _LEVELS[finding.severity],
        "message": {"text": row(finding).text},
        "locations": [_location(finding.document, *finding.place.span)],
        "partialFingerprints": {"dponeLint/v1": fingerprint(finding)},
    }
    if finding.related:
        made["relatedLocations"] = [
            {**_location(other.place.document, *other.place.span), "id": number, "message": {"text": other.message}}
            for number, other in enumerate(finding.related, 1)
        ]
    analysis = run.analysis_of(finding)
    fixes = fixes_of(finding, analysis) if analysis is not None and finding.fixes else []
    if fixes:
        made["fixes"] = [
            {
                "description": {"text": f"{fix.title} [{fix.applicability}]"},
                "artifactChanges": [
                    {
                        "artifactLocation": _artifact(path),
                        "replacements": [
                            {"deletedRegion": _region(edit.document, edit.start, edit.end), "insertedContent": {"text": edit.text}}
                            for edit in fix.edits
                            if edit.document.path == path
                        ],
                    }
                    for path in dict.fromkeys(edit.document.path for edit in fix.edits)
                ],
            }
            for fix in fixes
        ]
    if finding.processes:
        made["properties"] = {"processes": list(finding.processes)}
    return made


def _location(document: Document, start: int, end: int) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": _artifact(document.path), "region": _region(document, start, end)}}


def _artifact(path: str) -> dict[str, Any]:
    shown = shown_path(path)
    if shown.startswith("/"):
        return {"uri": "file://" + quote(shown)}
    return {"uri": quote(shown), "uriBaseId": "ROOT"}


def _region(document: Document, start: int, end: int) -> dict[str, Any]:
    (line, column), (last, last_column) = document.source.position(start), document.source.position(end)
    return {"startLine": line + 1, "startColumn": column + 1, "endLine": last + 1, "endColumn": last_column + 1}
