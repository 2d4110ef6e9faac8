"""`--format sarif`: SARIF 2.1.0 with rule metadata, related locations, fixes and stable fingerprints."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from dpone_lsp import __version__
from dpone_lsp.cli.formats.json import URL
from dpone_lsp.cli.json_text import pretty
from dpone_lsp.cli.rows import Row, Span, shown_path
from dpone_lsp.cli.runner import Run
from dpone_lsp.rules import catalogue

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
INFORMATION = "https://github.com/dpone-lsp/dpone-lsp"
_LEVELS = {"error": "error", "warning": "warning", "information": "note", "hint": "note"}


def render(run: Run, options: Any) -> str:
    """The report as a SARIF log."""
    names = sorted({row.rule for row in run.rows})
    driver = {
        "name": "dpone-lint",
        "version": __version__,
        "informationUri": INFORMATION,
        "rules": [_rule(name) for name in names],
    }
    made = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"ROOT": {"description": {"text": "the folder dpone-lint was run in"}}},
        "results": [_result(row, names) for row in run.rows],
    }
    return pretty({"$schema": SCHEMA, "version": "2.1.0", "runs": [made]})


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


def _result(row: Row, names: list[str]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "ruleId": row.rule,
        "ruleIndex": names.index(row.rule),
        "level": _LEVELS[row.severity],
        "message": {"text": row.text},
        "locations": [_location(row.span)],
        "partialFingerprints": {"dponeLint/v1": row.fingerprint()},
    }
    if row.related:
        made["relatedLocations"] = [
            {**_location(other.span), "id": number, "message": {"text": other.message}} for number, other in enumerate(row.related, 1)
        ]
    if row.fixes:
        made["fixes"] = [
            {
                "description": {"text": f"{fix.title} [{fix.applicability}]"},
                "artifactChanges": [
                    {
                        "artifactLocation": _artifact(path),
                        "replacements": [
                            {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}}
                            for edit in fix.edits
                            if edit.span.path == path
                        ],
                    }
                    for path in dict.fromkeys(edit.span.path for edit in fix.edits)
                ],
            }
            for fix in row.fixes
        ]
    if row.processes:
        made["properties"] = {"processes": list(row.processes)}
    return made


def _location(span: Span) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": _artifact(span.path), "region": _region(span)}}


def _artifact(path: str) -> dict[str, Any]:
    shown = shown_path(path)
    return {"uri": "file://" + quote(shown)} if shown.startswith("/") else {"uri": quote(shown), "uriBaseId": "ROOT"}


def _region(span: Span) -> dict[str, Any]:
    return {"startLine": span.line, "startColumn": span.column, "endLine": span.end_line, "endColumn": span.end_column}
