"""`--format sarif`: SARIF 2.1.0 with rule metadata, related locations, fixes and stable fingerprints.

It keeps to what code scanning accepts, which refuses a whole file for one result, place or description too many.
"""

from __future__ import annotations

import os
from typing import Any, Final
from urllib.parse import quote

from dpone_lsp import __version__
from dpone_lsp.cli.report.forge_paths import forge_path
from dpone_lsp.cli.report.json_text import pretty
from dpone_lsp.cli.run.result import Run
from dpone_lsp.cli.run.rows import FixRow, Row, Span
from dpone_lsp.model.rule import HOME, page_url
from dpone_lsp.model.severity import SEVERITIES
from dpone_lsp.rules import catalogue

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
#: The name that consumers know for "where the checkout lies".
ROOT: Final = "%SRCROOT%"
#: GitHub's limits: more results of a run, more places of a result or a longer description, and the file is refused.
MAX_RESULTS: Final = 25_000
_MAX_PLACES: Final = 900
_MAX_DESCRIPTION: Final = 1000
#: A line longer than this is no help as a snippet.
_MAX_SNIPPET: Final = 400
_LEVELS = {"error": "error", "warning": "warning", "information": "note", "hint": "note"}


def render(run: Run, options: Any) -> str:
    """The report as a SARIF log."""
    rows = run.rows
    invocation: dict[str, Any] = {"executionSuccessful": True}
    if len(rows) > MAX_RESULTS:
        rows = sorted(rows, key=lambda row: [*SEVERITIES].index(row.severity))[:MAX_RESULTS]  # type: ignore[arg-type]
        told = f"{len(run.rows):,} findings; the {MAX_RESULTS:,} worst are listed, because code scanning takes no more"
        invocation["toolExecutionNotifications"] = [{"level": "warning", "message": {"text": told}}]
    numbers = {name: number for number, name in enumerate(sorted({row.rule for row in rows}))}
    driver = {
        "name": "dpone-lint",
        "fullName": f"dpone-lint {__version__}",
        "version": __version__,
        "informationUri": HOME,
        "rules": [_rule(name) for name in numbers],
    }
    # No `automationDetails`: on GitHub they would make the shards of a matrix replace each other's results.
    made: dict[str, Any] = {
        "tool": {"driver": driver},
        "invocations": [invocation],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": "the checkout, or the folder dpone-lint was run in"}}},
        "results": [_result(row, numbers[row.rule]) for row in rows],
    }
    return pretty({"$schema": SCHEMA, "version": "2.1.0", "runs": [made]})


def _rule(name: str) -> dict[str, Any]:
    entry = catalogue().get(name)
    made: dict[str, Any] = {"id": name, "name": "".join(part.capitalize() for part in name.split("-"))}
    if entry is None:
        # A rule of the project: its page is not ours to link to.
        made["shortDescription"] = made["fullDescription"] = {"text": name}
    else:
        made["helpUri"] = page_url(name)
        made["shortDescription"] = {"text": entry.rule.summary}
        made["fullDescription"] = {"text": _described(entry.rule.summary, entry.page)}
        made["help"] = {"text": entry.page.strip(), "markdown": entry.page.strip()}
        made["defaultConfiguration"] = {"level": _LEVELS[entry.rule.severity]}
        made["properties"] = {"tags": [entry.rule.group], "code": entry.rule.code}
    return made


def _described(summary: str, page: str) -> str:
    """The summary and the reason from a rule's page, as far as there is room."""
    why = page.partition("## Why\n")[2].partition("\n## ")[0].strip().partition("\n\n")[0]
    whole = f"{summary} {' '.join(why.split())}".strip()
    return whole if len(whole) <= _MAX_DESCRIPTION else whole[:_MAX_DESCRIPTION].rpartition(" ")[0] + " ..."


def _result(row: Row, number: int) -> dict[str, Any]:
    made: dict[str, Any] = {
        "ruleId": row.rule,
        "ruleIndex": number,
        "level": _LEVELS[row.severity],
        "message": {"text": row.text},
        "locations": [_location(row.span, row)],
        "partialFingerprints": {"dponeLint/v1": row.fingerprint()},
    }
    if row.related:
        made["relatedLocations"] = [
            {**_location(other.span, row), "id": number, "message": {"text": other.message}}
            for number, other in enumerate(row.related[:_MAX_PLACES], 1)
        ]
    if row.fixes:
        made["fixes"] = [
            {
                "description": {"text": _titled(fix)},
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


def _titled(fix: FixRow) -> str:
    return f"{fix.title} [{fix.applicability}{f': {fix.consequence}' if fix.consequence else ''}]"


def _location(span: Span, row: Row) -> dict[str, Any]:
    region = _region(span)
    line = row.lines.get((span.path, span.line), "")
    if (
        span.end_line == span.line
        and 0 < span.end_column - span.column <= _MAX_SNIPPET
        and span.end_column - 1 <= len(line)
    ):
        region["snippet"] = {"text": line[span.column - 1 : span.end_column - 1]}
    return {"physicalLocation": {"artifactLocation": _artifact(span.path), "region": region}}


def _artifact(path: str) -> dict[str, Any]:
    shown = forge_path(path)
    if not os.path.isabs(shown):
        return {"uri": quote(shown), "uriBaseId": ROOT}
    # A drive's colon stays as it is: `file:///C:/...`.
    return {"uri": "file://" + ("" if shown.startswith("/") else "/") + quote(shown, safe="/:")}


def _region(span: Span) -> dict[str, Any]:
    return {"startLine": span.line, "startColumn": span.column, "endLine": span.end_line, "endColumn": span.end_column}
