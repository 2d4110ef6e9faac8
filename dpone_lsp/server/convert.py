"""Our values to the protocol's: offsets to ranges in the negotiated encoding, findings to diagnostics, edits to
workspace edits.

Diagnostics are made as plain JSON data: a file can have thousands, and building protocol objects only to take them
apart again costs more than the analysis.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from lsprotocol import types

from dpone_lsp.model.finding import Edit, Finding, Place
from dpone_lsp.model.rule import page_url
from dpone_lsp.server.uris import uri_at
from dpone_si.manifest.model.documents import Document
from dpone_si.wording import first

SOURCE: Final = "dpone"
SEVERITY: Final = {"error": 1, "warning": 2, "information": 3, "hint": 4}
TAG: Final = {"unnecessary": 1, "deprecated": 2}
#: More related places than this are left out; the message says how many processes there are.
MAX_RELATED: Final = 10

Json = dict[str, Any]
#: The beginning of a file.
NOWHERE: Final[Json] = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}


@dataclass(frozen=True, slots=True)
class DiagnosticForm:
    """What the client understands of a diagnostic. What it lacks is left out, or said in the message."""

    related: bool = True
    tags: frozenset[int] = frozenset((1, 2))
    description: bool = True
    data: bool = True

    @staticmethod
    def of(capabilities: types.ClientCapabilities) -> DiagnosticForm:
        text_document = capabilities.text_document
        publish = text_document.publish_diagnostics if text_document is not None else None
        if publish is None:
            return DiagnosticForm(related=False, tags=frozenset(), description=False)
        tags = (
            frozenset(tag.value for tag in publish.tag_support.value_set)
            if publish.tag_support is not None
            else frozenset[int]()
        )
        return DiagnosticForm(
            bool(publish.related_information), tags, bool(publish.code_description_support), bool(publish.data_support)
        )


def range_of(document: Document, start: int, end: int, encoding: str) -> Json:
    """A protocol range for two offsets."""
    (line, column), (last, last_column) = document.source.positions(start, end, encoding)
    return {"start": {"line": line, "character": column}, "end": {"line": last, "character": last_column}}


def line_range(line: int) -> Json:
    """A whole line, zero-based, of a text that is not at hand."""
    return {"start": {"line": line, "character": 0}, "end": {"line": line + 1, "character": 0}}


def place_range(place: Place, encoding: str) -> Json:
    start, end = place.span
    return range_of(place.document, start, end, encoding)


def location(document: Document, start: int, end: int, encoding: str, uris: dict[str, str]) -> Json:
    """A stretch of a document, with the URI the client uses for it."""
    return {"uri": uri_at(document.path, uris), "range": range_of(document, start, end, encoding)}


def diagnostic(finding: Finding, encoding: str, uris: dict[str, str], form: DiagnosticForm) -> Json:
    """One finding as a diagnostic."""
    message = finding.message
    if finding.notes:
        message += "\n" + "\n".join(finding.notes)
    if len(finding.processes) > 1:
        message += f"\nconcerns {len(finding.processes)} processes: {first(finding.processes, 5)}"
    made: Json = {
        "range": place_range(finding.place, encoding),
        "severity": SEVERITY[finding.severity],
        "code": finding.rule,
        "source": SOURCE,
    }
    if form.description:
        made["codeDescription"] = {"href": page_url(finding.rule)}
    tags = [TAG[tag] for tag in finding.tags if TAG[tag] in form.tags]
    if tags:
        made["tags"] = tags
    related = finding.related[:MAX_RELATED]
    if related and form.related:
        made["relatedInformation"] = [
            {
                "location": location(other.place.document, *other.place.span, encoding, uris),
                "message": other.message,
            }
            for other in related
        ]
    elif related:
        message += "".join(f"\n{other.message} ({_place_text(other.place)})" for other in related)
    made["message"] = message
    if form.data:
        made["data"] = {"rule": finding.rule, "processes": finding.processes[:20]}
    return made


def _place_text(place: Place) -> str:
    return f"{place.document.name}:{place.document.source.line_of(place.span[0]) + 1}"


def text_edit(edit: Edit, encoding: str) -> Json:
    return {"range": range_of(edit.document, edit.start, edit.end, encoding), "newText": edit.text}
