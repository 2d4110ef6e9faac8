"""The templates of a process that dpone renders, each with what becomes of it.

Only templates that count are looked at: what a stronger layer hides is never rendered. The result is kept with the
process.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from dpone_lsp.fixes.edits import insert_key
from dpone_lsp.model.finding import Applicability, Edit, Fix, FixBuilder, Place
from dpone_lsp.support.spelling import nearest
from dpone_si.manifest.model import documents
from dpone_si.manifest.model.derivation import Derivation
from dpone_si.manifest.model.documents import Document, Kept
from dpone_si.manifest.model.layers import Layer
from dpone_si.manifest.model.processes import Process
from dpone_si.manifest.model.stages import APPENDED, WHOLE, stage_of
from dpone_si.manifest.model.variables import Variables
from dpone_si.manifest.syntax.tree import AliasNode, MappingNode, Node, ScalarNode, SequenceNode, to_plain
from dpone_si.manifest.templates.budget import CannotTell
from dpone_si.manifest.templates.model import TemplateFault, is_template, plain_names
from dpone_si.records import record

#: Filters a misspelt one is likely meant as.
FILTERS: Final = (
    "dpone_snake", "dpone_ident", "default", "lower", "upper", "trim", "replace", "join", "title", "capitalize",
    "length", "first", "last",
    "int", "string", "list", "tojson", "map", "select", "reject", "sort", "unique", "format", "truncate", "round",
    "abs",
)  # fmt: skip


@record(frozen=True, eq=False)
class Use:
    """One template: where it stands, and the fault it fails with or the name that silently became nothing."""

    layer: Layer
    node: ScalarNode
    fault: TemplateFault | None = None
    undefined: str | None = None


def template_uses(process: Process) -> list[Use]:
    """The templates of a process that fail or name something undefined."""
    if process.variables is None:
        return []
    found = process.work.get("template-uses")
    if found is None:
        found = process.work["template-uses"] = list(_uses(process))
    return found  # type: ignore[return-value]


def _uses(process: Process) -> Iterator[Use]:
    variables = process.variables
    if variables is None:
        return
    if variables.outer_faults or variables.faults:
        yield from _of_variables(variables)
    odd_key = process.scope.odd_key
    if odd_key is not None:
        if next(_effective(process), None) is not None:
            yield Use(*odd_key, TemplateFault("key", "a key that is no text stands among the names"))
        return
    seen: set[tuple[Node, int]] = set()
    for layer, node, stage in _effective(process):
        if (node, id(layer)) in seen:
            continue
        seen.add((node, id(layer)))
        value = node.value
        if isinstance(value, str) and not _cannot_fail(value, variables):
            use = _rendered(process, variables, layer, node, value, stage)
            if use is not None:
                yield use


def _of_variables(variables: Variables) -> Iterator[Use]:
    """The variables of the author that fail themselves."""
    for fault, variable in (*variables.outer_faults, *variables.faults):
        if isinstance(variable.node, ScalarNode) and variable.layer is not None:
            if fault.code == "nothing":
                yield Use(variable.layer, variable.node, undefined=fault.name)
            else:
                yield Use(variable.layer, variable.node, fault)


def _rendered(
    process: Process, variables: Variables, layer: Layer, node: ScalarNode, text: str, stage: int
) -> Use | None:
    """What rendering a template shows; a variable that is at fault itself is told at its own place."""
    try:
        made = process.scope.render(text, stage)
        if stage != WHOLE and isinstance(made.value, str) and is_template(made.value):
            made = process.scope.render(
                made.value
            )  # dpone fills a name in, then renders the whole process, the name again
    except TemplateFault as fault:
        return None if fault.name is not None and fault.name in variables.table else Use(layer, node, fault)
    except CannotTell:
        return None
    undefined = made.undefined
    return None if undefined is None or undefined in variables.table else Use(layer, node, undefined=undefined)


def _cannot_fail(text: str, variables: Variables) -> bool:
    """True for the daily template, variables put into text, when all of them are set: nothing is rendered to know
    that.
    """
    names = plain_names(text)
    if names is None:
        return False
    table = variables.table
    return all((variable := table.get(name)) is not None and isinstance(variable.value, (str, int)) for name in names)


def _effective(process: Process) -> Iterator[tuple[Layer, ScalarNode, int]]:
    """The templates that dpone renders, and when."""
    for layer, mapping in process.stack:
        for path, owner, node in _templates(layer.document, mapping):
            if path in APPENDED or _in_force(process, path, owner):
                yield layer, node, WHOLE
    for block in process.root_blocks.values():
        for hit in block.hits:
            if isinstance(hit.node, MappingNode):
                yield from ((hit.layer, node, WHOLE) for _, _, node in _templates(hit.layer.document, hit.node))
    for path, derivation in process.derived_paths().items():
        if _in_force(process, path, derivation.node):
            yield from _derived(process, path, derivation)


def _derived(process: Process, path: str, derivation: Derivation) -> Iterator[tuple[Layer, ScalarNode, int]]:
    """The templates of a value that dpone writes at a path itself."""
    stage = stage_of(path)
    if isinstance(derivation.node, ScalarNode):
        if is_template(derivation.node.text):
            yield derivation.layer, derivation.node, stage
        return
    for hit in derivation.hits:
        for inner, owner, node in _templates(hit.layer.document, hit.node) if isinstance(hit.node, MappingNode) else ():
            if _in_force(process, f"{path}.{inner}", owner):
                yield hit.layer, node, stage


def _in_force(process: Process, path: str, node: Node) -> bool:
    """Whether a node is what counts at a path; a stronger layer may hide it."""
    value = process.at(path)
    return value is not None and value.hits[0].node is node


class _Found:
    """The templates below the mappings of one version of a document: processes share their layers."""

    __slots__ = ("below", "version")

    def __init__(self) -> None:
        self.version = -1
        self.below: dict[MappingNode, tuple[tuple[str, Node, ScalarNode], ...]] = {}


_found = Kept(_Found)


def _templates(document: Document, mapping: MappingNode) -> tuple[tuple[str, Node, ScalarNode], ...]:
    """(key path, node that must be in force there, template) for every template below a mapping."""
    found = _found.of(document)
    if found.version != document.version:
        found.version = document.version
        found.below = {}
    templates = found.below.get(mapping)
    if templates is None:
        templates = found.below[mapping] = tuple(_collect(mapping, "", 0))
    return templates


def _collect(mapping: MappingNode, prefix: str, depth: int) -> Iterator[tuple[str, Node, ScalarNode]]:
    if depth > 30:
        return
    for key, (_, value) in mapping.entries.items():
        if not isinstance(key, str) or "." in key:
            continue
        node = value.target
        path = f"{prefix}{key}"
        if isinstance(node, ScalarNode):
            if is_template(node.text):
                yield path, node, node
        elif isinstance(node, MappingNode):
            yield from _collect(node, f"{path}.", depth + 1)
        elif isinstance(node, SequenceNode):
            yield from ((path, node, found) for found in _in_list(node, depth + 1))


def _in_list(node: Node, depth: int) -> Iterator[ScalarNode]:
    if depth > 30:
        return
    if isinstance(node, AliasNode):
        node = node.target
    if isinstance(node, ScalarNode):
        if is_template(node.text):
            yield node
    elif isinstance(node, MappingNode):
        for _, value in node.pairs:
            yield from _in_list(value, depth + 1)
    elif isinstance(node, SequenceNode):
        for item in node.items:
            yield from _in_list(item, depth + 1)


def no_blocks(process: Process, *paths: str) -> Iterator[tuple[Place, str]]:
    """What stands where dpone looks for a block before it renders anything, and why it refuses that.

    Text, numbers and lists are told by the rule for all blocks, which lets empty ones pass and looks into no component
    of a recipe.
    """
    if not process.renders:
        return
    for path in paths:
        value = process.at(path)
        if value is None or value.is_mapping or value.is_null:
            continue
        node, place = value.node, Place(value.layer.document, value.node)
        if isinstance(node, ScalarNode) and is_template(node.text):
            yield place, f"`{path}` must be a mapping already before templates are rendered, and dpone refuses the file"
        elif value.layer.document.form == documents.COMPONENT or not to_plain(node):
            yield place, f"`{path}` must be a mapping of keys, even where it says nothing; dpone refuses the file"


# --- places and fixes -------------------------------------------------------------------------------------------------


def name_place(use: Use, name: str) -> Place:
    """The name inside the template's text, or the whole template when it does not stand there as such."""
    document, node = use.layer.document, use.node
    text = document.source.text[node.start : node.end]
    match = re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", text)
    return Place(document, node, None if match is None else (match.start(), match.end()))


def undefined_fixes(
    process: Process, place: Place, name: str, applicability: Applicability | None = None
) -> tuple[FixBuilder, ...]:
    """Write the nearest known name, or define the variable."""
    known = [] if process.variables is None else list(process.variables.table)
    blocks = process.view("").keys()
    near = nearest(name, [one for one in (*known, *(str(key) for key in blocks)) if one != name])
    made: list[FixBuilder] = []
    if near is not None and place.part is not None:
        edit = Edit(place.document, *place.span, near)
        made.append(lambda: Fix(f"Write `{near}`", (edit,), applicability))
    if process.form == "batch":
        made.append(lambda: _define(process, name))
    return tuple(made)


def _define(process: Process, name: str) -> Fix | None:
    document = process.document
    root = document.mapping
    if root is None:
        return None
    block = root.get("vars")
    if block is None:
        edit = insert_key(document, root, "vars", {name: "VALUE"})
    else:
        edit = insert_key(document, block, name, "VALUE") if isinstance(block, MappingNode) else None
    return (
        None
        if edit is None
        else Fix(
            f"Define `{name}` in `vars`, with a value to fill in", (edit,), "unsafe", "`VALUE` stands there until then"
        )
    )
