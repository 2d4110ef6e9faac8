"""What does not fit in a manifest: what the walk over its document finds, and over the files it is built from, as far
as it counts there.

Several rules look at the same walk (`unknown-key`, `root-block-ignored`, `wrong-type`, the YAML traps ...), so it is
done once per version of a document. A value in a layer that every process replaces is no fault, and one in a preset is
a fault of each manifest in which it takes part. What was found is kept with the analysis, and for presets and fragments
with their tree: it goes when these go.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Final

from dpone_lsp.checks.misfit import Kind, Misfit
from dpone_lsp.checks.schema_check import Part, Walk
from dpone_lsp.checks.value_check import takes_part
from dpone_lsp.model.analysis import Analysis
from dpone_si.manifest.model import documents
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.processes import Process
from dpone_si.manifest.syntax.tree import MappingNode, Node
from dpone_si.records import record

if TYPE_CHECKING:
    from dpone_lsp.checks.rendered import TemplateResults

#: Faults of a key itself: they stand whether or not a stronger layer writes the same key.
_KEY_FAULTS: Final = frozenset(("unknown", "deprecated", "misplaced"))
#: Where an analysis keeps what was found, and what was found in the version of its document before.
_WALKED: Final = "schema-check"
_WALKED_BEFORE: Final = "schema-check-before"


@record
class _Walked:
    """What does not fit in one version of a document."""

    by_kind: dict[str, list[Misfit]]
    #: What was found below each table entry, process or column, for the next walk of the same document.
    parts: dict[Node, Part]
    api: bool
    #: What the templates give, for the next walk of the same document.
    results: TemplateResults | None = None


def misfits(analysis: Analysis, *kinds: Kind, rendered: bool = False) -> Iterator[Misfit]:
    """What does not fit in this document, of these kinds, in document order for each kind.

    `rendered` adds what does not fit only after dpone has rendered a template: there the text is to be told, not to be
    replaced.
    """
    walked = _walked(analysis)
    for kind in kinds:
        for misfit in walked.by_kind.get(kind, ()):
            if rendered or not misfit.rendered:
                yield misfit


def parts(analysis: Analysis) -> list[Document]:
    """The presets and fragments that a manifest takes in."""
    return [other for other in analysis.expansion.used.values() if other.form in (documents.PRESET, documents.FRAGMENT)]


def kinds(analysis: Analysis) -> Collection[str]:
    """The kinds of misfits in this document."""
    return _walked(analysis).by_kind.keys()


def take_over(analysis: Analysis, previous: Analysis) -> None:
    """Let the walk of `analysis` keep what `previous`, of an earlier version of the same document, has found in
    parts not edited since.
    """
    walked = previous.work.get(_WALKED)
    if walked is not None:
        analysis.work[_WALKED_BEFORE] = walked


def _walked(analysis: Analysis) -> _Walked:
    known = analysis.work.get(_WALKED)
    if isinstance(known, _Walked):
        return known
    before = analysis.work.pop(_WALKED_BEFORE, None)
    made = analysis.work[_WALKED] = _walk(analysis, before if isinstance(before, _Walked) else None)
    return made


def _walk(analysis: Analysis, before: _Walked | None) -> _Walked:
    document = analysis.document
    api = (
        any(process.source_type in (None, "api") for process in analysis.processes) or document.form == documents.PRESET
    )
    walk = Walk(document, api, before.parts if before is not None and before.api == api else {})
    walk.run()
    processes = [facts.process for facts in analysis.processes]
    made = _Walked({}, walk.parts, api)
    _add(made, _that_count(walk.found, processes))
    for other in parts(analysis):
        _add(made, _of_part(other, api, processes))
    for process in processes:
        if process.document.form == documents.COMPONENT and isinstance(process.entry, MappingNode):
            _add(made, _of_made_process(process.document, process.entry))
    templates = made.by_kind.pop("template", None)
    if templates is not None:
        from dpone_lsp.checks.rendered import TemplateResults, template_results

        known = before.results if before is not None else None
        made.results = template_results(templates, processes, known or TemplateResults())
        _add(made, made.results.misfits)
    return made


def _add(walked: _Walked, found: Iterable[Misfit]) -> None:
    by_kind = walked.by_kind
    for misfit in found:
        by_kind.setdefault(misfit.kind, []).append(misfit)


def _that_count(found: list[Misfit], processes: list[Process]) -> Iterator[Misfit]:
    """Without the values that every process replaces."""
    for misfit in found:
        if not misfit.layered or not processes or misfit.kind in _KEY_FAULTS or _is_taken(misfit, processes):
            yield misfit


def _is_taken(misfit: Misfit, processes: list[Process]) -> bool:
    return any(takes_part(process, misfit) for process in processes)


def _of_part(part: Document, api: bool, processes: list[Process]) -> Iterator[Misfit]:
    """What does not fit in a preset or fragment, as far as it takes part in these processes."""
    whole = part.form == documents.FRAGMENT
    for misfit in _all_of_part(part, api):
        if whole or (misfit.layered and _is_taken(misfit, processes)):
            yield misfit


def _all_of_part(part: Document, api: bool) -> list[Misfit]:
    """The same as far as its text tells. Many manifests share a preset, so it is kept with the preset's tree."""
    derived = part.tree.derived
    key = (_WALKED, part.form, api)
    found = derived.get(key)
    if not isinstance(found, list):
        walk = Walk(part, api, {})
        walk.run()
        found = derived[key] = walk.found
    return found


def _of_made_process(component: Document, made: MappingNode) -> list[Misfit]:
    """What does not fit in a process that a recipe's component became once its placeholders were filled in."""
    walk = Walk(component, False, {})
    walk.process(made)
    return walk.found
