"""The blocks that every level of a batch may have, `vars`, `naming`, `defaults` and `quality`, and what dpone
refuses in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.issues import Issue, IssueKind
from dpone_si.manifest.model.layers import Layer, View
from dpone_si.manifest.model.variables import Variables
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, to_plain
from dpone_si.manifest.templates.model import RESERVED


def mappings(view: View, key: str, issues: list[Issue]) -> list[tuple[Layer, MappingNode]]:
    """The mappings under a root key, weakest first; anything else there is an issue (a null counts as empty)."""
    found: list[tuple[Layer, MappingNode]] = []
    fault: Issue | None = None
    for layer, node in reversed(view.stack):
        block = node.get(key)
        if isinstance(block, MappingNode):
            found.append((layer, block))
            fault = None  # What a stronger layer replaces does no harm.
        elif block is not None:
            found.clear()
            message = f"`{key}` must be a mapping"
            fault = (
                Issue("block-not-mapping", message, layer.document, block, data={"key": key})
                if is_truthy(block)
                else None
            )
    if fault is not None:
        issues.append(fault)
    return found


def check_quality(levels: list[tuple[Layer, MappingNode]], issues: list[Issue]) -> None:
    """Unlike other blocks of a process, `quality` must be a mapping in every layer, also where a stronger one
    replaces it.
    """
    for layer, node in reversed(levels):
        block = node.get("quality")
        if block is not None and not isinstance(block, MappingNode):
            message = "`quality` must be a mapping, and dpone refuses the file; leave the key out to say nothing"
            issues.append(Issue("block-not-mapping", message, layer.document, block, data={"key": "quality"}))
        if block is not None:
            return


def check_reserved(levels: list[tuple[Layer, MappingNode]], issues: list[Issue]) -> None:
    for layer, node in levels:
        for key, (key_node, _) in node.entries.items():
            refuse_reserved(str(key), layer.document, key_node, issues)


def refuse_reserved(name: str, document: Document, place: Node | None, issues: list[Issue]) -> None:
    if name in RESERVED:
        message = f"variable `{name}` is set by dpone itself and must not be defined; dpone refuses the file"
        issues.append(Issue("batch-reserved-var", message, document, place, data={"name": name}))


#: Faults of a variable's template that are issues of a kind of their own.
_KINDS: Final[Mapping[str, IssueKind]] = {"cycle": "batch-vars-cycle", "undefined": "template-undefined-in-text"}


def variable_faults(names: Variables, document: Document) -> Iterator[Issue]:
    for fault, variable in names.faults:
        if fault.code == "nothing":
            continue  # dpone goes on
        where = variable.layer.document if variable.layer is not None else document
        kind: IssueKind = _KINDS.get(fault.code, "template-syntax-error")
        yield Issue(kind, fault.message, where, variable.node, None, {"stage": "variables", "code": fault.code})


def is_truthy(node: Node) -> bool:
    if isinstance(node, ScalarNode):
        return bool(node.value)
    return bool(to_plain(node))
