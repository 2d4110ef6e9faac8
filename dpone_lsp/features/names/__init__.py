"""Names and their uses: anchors and aliases, template variables, selectors in `depends_on`.

References, definition, highlights, rename, linked editing and colours read the same occurrences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dpone_lsp.features.names.anchors import anchors
from dpone_lsp.features.names.model import Kind, Occurrence, Span
from dpone_lsp.features.names.selectors import selector_everywhere, selectors
from dpone_lsp.features.names.variables import IDENTIFIER, read_by_dpone, variable_everywhere, variables
from dpone_lsp.model.analysis import Analysis
from dpone_si.manifest.syntax.tree import MappingNode
from dpone_si.manifest.templates.model import RESERVED

__all__ = ["Occurrence", "everywhere", "here", "names_here", "occurrence_at", "renameable", "valid_name"]


def names_here(
    analysis: Analysis, span: Span = None, kinds: tuple[Kind, ...] = ("anchor", "variable", "selector")
) -> Iterator[Occurrence]:
    """The names that stand in this document, between two offsets when given."""
    document = analysis.document
    if "anchor" in kinds:
        yield from anchors(document, span)
    if "variable" in kinds and (analysis.expansion.variables is not None or document.form in ("batch", "preset")):
        yield from variables(document, span)
    if "selector" in kinds:
        yield from (one for one in selectors(analysis.expansion, span) if one.document is document)


def occurrence_at(analysis: Analysis, offset: int) -> Occurrence | None:
    """The name at an offset, innermost first."""
    found = [one for one in names_here(analysis, (offset, offset)) if one.start <= offset <= one.end]
    return min(found, key=lambda one: one.end - one.start) if found else None


def here(analysis: Analysis, one: Occurrence) -> list[Occurrence]:
    """The places of a name in this document, in order."""
    found = {other.start: other for other in names_here(analysis, None, (one.kind,)) if other.same_name(one)}
    return [found[start] for start in sorted(found)]


def everywhere(analysis: Analysis, one: Occurrence) -> list[Occurrence]:
    """The places of a name in all files, those of this document first."""
    if one.kind == "anchor":
        return here(analysis, one)
    found = variable_everywhere(analysis, one.name) if one.kind == "variable" else selector_everywhere(analysis, one)
    own = analysis.document.path
    return sorted(found, key=lambda other: (other.document.path != own, other.document.path, other.start))


def renameable(analysis: Analysis, offset: int) -> Occurrence | None:
    """The name at an offset when renaming it is safe: anchors, own variables, and selectors given by `id` or by a
    flow's `name`.
    """
    one = occurrence_at(analysis, offset)
    if one is None or not one.is_plain:
        return None
    if one.kind == "variable":
        free = one.name not in RESERVED and not read_by_dpone(analysis, one.name)
        return one if free and any(other.declares for other in everywhere(analysis, one)) else None
    if one.kind == "selector":
        return one if _named_by_the_author(analysis, one) else None
    return one


def _named_by_the_author(analysis: Analysis, one: Occurrence) -> bool:
    """False for a selector that is made of the schema and the table: another name would be another table."""
    own = one.home == analysis.document.path
    expansion = analysis.expansion if own else analysis.workspace.expansion(one.home)
    for process in expansion.processes if expansion is not None else ():
        if process.selector == one.name:
            return isinstance(process.entry, MappingNode) and ("id" in process.entry.entries or process.form == "flow")
    return False


def valid_name(kind: Kind, name: str) -> bool:
    """True when a new name can be written without quotes or breaking a template."""
    if kind == "variable":
        return IDENTIFIER.fullmatch(name) is not None and name not in RESERVED
    if kind == "anchor":
        return re.fullmatch(r"[A-Za-z0-9_-]+", name) is not None
    return re.fullmatch(r"[A-Za-z0-9_.][A-Za-z0-9_.-]*", name) is not None
