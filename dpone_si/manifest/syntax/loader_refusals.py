"""Well-formed YAML that dpone's loader refuses: mappings as keys, unquoted templates, merges of anything but
mappings.
"""

from __future__ import annotations

from dpone_si.manifest.syntax import scalars
from dpone_si.manifest.syntax.messages import UNQUOTED_TEMPLATE
from dpone_si.manifest.syntax.problem import Problem
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode, WholeNode, is_merge, walk


def find_collections_as_keys(root: Node | None, odd_keys: list[Node], text: str, problems: list[Problem]) -> None:
    """dpone's loader stops at "unhashable key"; ``key: {{ x }}`` parses as such a thing, and is told as what it is
    meant to be.
    """
    if root is None or not odd_keys:
        return
    replaced: list[tuple[MappingNode, int]] = []
    stack: list[Node] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, MappingNode):
            for index, (key, value) in enumerate(node.pairs):
                if _is_template_mapping(value, text):
                    replaced.append((node, index))
                else:
                    stack.append(value)
                if isinstance(key.target, (MappingNode, SequenceNode, WholeNode)) and not _is_template_mapping(
                    node, text
                ):
                    problems.append(
                        Problem(
                            "unhashable-key",
                            "a mapping or list cannot be a key; dpone's loader refuses it",
                            key.start,
                            key.end,
                        )
                    )
        elif isinstance(node, SequenceNode):
            for index, item in enumerate(node.items):
                if _is_template_mapping(item, text):
                    problems.append(Problem("unquoted-template", UNQUOTED_TEMPLATE, item.start, item.end))
                    node.items[index] = _as_text(item, text)
                else:
                    stack.append(item)
    for mapping, index in replaced:
        key, value = mapping.pairs[index]
        problems.append(Problem("unquoted-template", UNQUOTED_TEMPLATE, value.start, value.end))
        mapping.pairs[index] = (key, _as_text(value, text))
        mapping.changed()


def find_bad_merges(root: Node | None, text: str, problems: list[Problem]) -> None:
    """``<<`` takes a mapping or a list of mappings; on anything else dpone's loader stops."""
    if root is None or "<<" not in text:
        return
    for node in walk(root):
        for key, value in node.pairs if isinstance(node, MappingNode) else ():
            if not is_merge(key):
                continue
            target = value.target
            for source in target.items if isinstance(target, SequenceNode) else [target]:
                if not isinstance(source.target, MappingNode):
                    place = value if target is source else source
                    message = (
                        "`<<` merges a mapping or a list of mappings into this one; dpone cannot read anything "
                        "else here"
                    )
                    problems.append(Problem("syntax-error", message, place.start, place.end or key.end))


def _is_template_mapping(node: Node, text: str) -> bool:
    return (
        isinstance(node, MappingNode)
        and node.flow
        and text.startswith("{{", node.start)
        and bool(node.pairs)
        and isinstance(node.pairs[0][0], MappingNode)
    )


def _as_text(node: Node, text: str) -> ScalarNode:
    return ScalarNode(node.start, node.end, node.segment, None, scalars.TAG + "str", text[node.start : node.end], "")
