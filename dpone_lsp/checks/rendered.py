"""What templates give, held against the typed structure: `batch_size: "{{ rows }}"` is as wrong as what `rows` says.

The walk over the text notes the templates it meets. Here each is looked at in the processes that use it; the first
outcome that does not fit is told, at the template. What the text cannot tell, and what a template leaves empty, is not
judged.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from dpone_lsp.checks.misfit import Kind, Misfit
from dpone_lsp.checks.value_check import takes_part, value_fault
from dpone_si.manifest.model.layers import UNKNOWN
from dpone_si.manifest.model.processes import Process
from dpone_si.manifest.structure import KeySpec
from dpone_si.manifest.syntax import scalars
from dpone_si.manifest.syntax.tree import Node, ScalarNode
from dpone_si.records import record


@record
class TemplateResults:
    """The templates of one document, looked at in its processes. A process that is kept through an edit gives the
    same again.
    """

    processes: frozenset[Process] = frozenset()
    #: Templates whose outcomes fit in all these processes.
    sound: frozenset[Node] = frozenset()
    misfits: tuple[Misfit, ...] = ()


def template_results(
    templates: Iterable[Misfit], processes: Iterable[Process], before: TemplateResults
) -> TemplateResults:
    """For each template the first outcome that does not fit, as a misfit of the kind it would be if it were written
    there.
    """
    using = [process for process in processes if process.renders]
    new = [process for process in using if process not in before.processes]
    sound: set[Node] = set()
    found: list[Misfit] = []
    for template in templates:
        node = template.value.target
        misfit = next(
            filter(None, (_misfit(template, process) for process in (new if node in before.sound else using))), None
        )
        if misfit is None:
            sound.add(node)
        else:
            found.append(misfit)
    return TemplateResults(frozenset(using), frozenset(sound), tuple(found))


def _misfit(template: Misfit, process: Process) -> Misfit | None:
    node, spec = template.value.target, template.spec
    if spec is None or not isinstance(node, ScalarNode) or not takes_part(process, template):
        return None
    value = process.scalar(node, template.path)
    if value is UNKNOWN or value is None:
        return None
    kind, value = _fault(spec, value)
    if kind is None:
        return None
    return Misfit(
        kind, template.document, template.block, template.mapping, template.key, template.value, template.where, spec,
        template.item,
        template.layered, value,
    )  # fmt: skip


def _fault(spec: KeySpec, value: object) -> tuple[Kind | None, object]:
    """What is wrong with a value, and the part of it that is."""
    types = spec.types
    if isinstance(value, dict):
        return None if "mapping" in types or "any" in types else "type", value  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, list):
        if "list" not in types and "any" not in types:
            return "mapping" if types and set(types) <= {"mapping", "null"} else "type", value  # pyright: ignore[reportUnknownVariableType]
        for item in value if spec.items is not None else ():  # pyright: ignore[reportUnknownVariableType]
            if item is None or item is UNKNOWN or isinstance(item, (dict, list)):
                continue
            kind = _scalar(spec.items, item)
            if kind is not None:
                return kind, item  # pyright: ignore[reportUnknownVariableType]
        return None, value  # pyright: ignore[reportUnknownVariableType]
    return _scalar(spec, value), value


def _scalar(spec: KeySpec | None, value: object) -> Kind | None:
    return None if spec is None else value_fault(spec, _type(value), value)


def _type(value: object) -> str:
    if isinstance(value, bool):
        return scalars.BOOL
    if isinstance(value, int):
        return scalars.INT
    if isinstance(value, float):
        return scalars.FLOAT
    return scalars.TIMESTAMP if isinstance(value, datetime.date) else scalars.STR
