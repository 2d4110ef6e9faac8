"""Our values to the protocol's: offsets to ranges in the negotiated encoding, findings to diagnostics, edits to workspace edits.

Diagnostics are made as plain JSON data: a file can have thousands, and building protocol objects only to take them apart again costs
more than the analysis.
"""

from __future__ import annotations

from typing import Any, Final

from dpone_lsp.findings import Edit, Finding, Place
from dpone_lsp.server.uris import from_path
from dpone_si.manifest.documents import Document

SOURCE: Final = "dpone"
SEVERITY: Final = {"error": 1, "warning": 2, "information": 3, "hint": 4}
TAG: Final = {"unnecessary": 1, "deprecated": 2}
RULE_URL: Final = "https://github.com/dpone-lsp/dpone-lsp/blob/main/docs/rules/{rule}.md"
#: More related places than this are left out; the message says how many processes there are.
MAX_RELATED: Final = 10

Json = dict[str, Any]


def range_of(document: Document, start: int, end: int, encoding: str) -> Json:
    """A protocol range for two offsets."""
    (line, column), (last, last_column) = document.source.position(start, encoding), document.source.position(end, encoding)
    return {"start": {"line": line, "character": column}, "end": {"line": last, "character": last_column}}


def place_range(place: Place, encoding: str) -> Json:
    start, end = place.span
    return range_of(place.document, start, end, encoding)


def uri_of(document: Document, uris: dict[str, str]) -> str:
    """The URI the client uses for a document (it may spell it its own way), else ours."""
    return uris.get(document.path) or from_path(document.path)


def diagnostic(finding: Finding, encoding: str, uris: dict[str, str], *, related: bool = True, data: bool = True) -> Json:
    """One finding as a diagnostic."""
    message = finding.message
    if finding.notes:
        message += "\n" + "\n".join(finding.notes)
    if len(finding.processes) > 1:
        names = ", ".join(finding.processes[:5]) + (", ..." if len(finding.processes) > 5 else "")
        message += f"\nconcerns {len(finding.processes)} processes: {names}"
    made: Json = {
        "range": place_range(finding.place, encoding),
        "severity": SEVERITY[finding.severity],
        "code": finding.rule,
        "codeDescription": {"href": RULE_URL.format(rule=finding.rule)},
        "source": SOURCE,
        "message": message,
    }
    if finding.tags:
        made["tags"] = [TAG[tag] for tag in finding.tags]
    if related and finding.related:
        made["relatedInformation"] = [
            {
                "location": {"uri": uri_of(other.place.document, uris), "range": place_range(other.place, encoding)},
                "message": other.message,
            }
            for other in finding.related[:MAX_RELATED]
        ]
    if data:
        made["data"] = {"rule": finding.rule, "processes": finding.processes[:20]}
    return made


def text_edit(edit: Edit, encoding: str) -> Json:
    return {"range": range_of(edit.document, edit.start, edit.end, encoding), "newText": edit.text}
