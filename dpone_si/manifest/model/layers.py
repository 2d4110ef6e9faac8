"""Lazy merge: what a process inherits, looked up through its layers and never copied.

A batch of a thousand tables shares one `defaults`. A `View` holds the mappings that are merged at one place, strongest
first; a `Value` is what a key means there, where it was written and what it hides. The merge rules are dpone's: mapping
over mapping merges, anything else replaces (manifest-format sheet, section 4.2).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode
from dpone_si.records import record

# Layer kinds. The words are what a user reads.
BUILTIN: Final = "built-in default"
CONVENTION: Final = "convention"
PRESET: Final = "preset"
REGISTRY: Final = "registry"
DEFAULTS: Final = "defaults"
ROOT_BLOCK: Final = "root block"
SCHEMA_DEFAULTS: Final = "schema defaults"
NAMING: Final = "naming"
TABLE_ENTRY: Final = "table entry"
OVERRIDES: Final = "overrides"
AUTHORED: Final = "authored"


class _Unknown:
    """The value cannot be told from the text (an environment variable, a template from outside)."""

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __bool__(self) -> bool:
        return False


UNKNOWN: Final = _Unknown()


def is_known(value: object) -> bool:
    """False when a plain value is, or holds, something the text cannot tell."""
    if value is UNKNOWN:
        return False
    if isinstance(value, dict):
        return all(is_known(part) for part in value.values())  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, list):
        return all(is_known(part) for part in value)  # pyright: ignore[reportUnknownVariableType]
    return True


@record(frozen=True, eq=False)
class Layer:
    """One place that contributes to a process. `group` is shared by layers that dpone merges before the process is
    compiled.
    """

    kind: str
    document: Document
    group: str = ""

    @property
    def label(self) -> str:
        """What to call it: the kind, with the file when it is a shared one."""
        if self.kind in (CONVENTION, PRESET, REGISTRY):
            return f"{self.kind} {self.document.name}"
        return self.kind


@record(frozen=True, eq=False)
class Hit:
    """A key as one layer writes it."""

    layer: Layer
    key: Node
    node: Node


class View:
    """Mappings merged at one place, strongest first."""

    __slots__ = ("stack",)

    def __init__(self, stack: list[tuple[Layer, MappingNode]]) -> None:
        self.stack = stack

    def get(self, key: object) -> Value | None:
        hits: list[Hit] | None = None
        for layer, node in self.stack:
            pair = node.entries.get(key)
            if pair is not None:
                hit = Hit(layer, pair[0], pair[1].target)
                if hits is None:
                    hits = [hit]
                else:
                    hits.append(hit)
        return None if hits is None else Value(hits)

    def keys(self) -> list[object]:
        """All keys in the order dpone's merge leaves them: the weakest layer's first."""
        seen: dict[object, None] = {}
        for _, node in reversed(self.stack):
            for key in node.entries:
                seen[key] = None
        return list(seen)

    def __contains__(self, key: object) -> bool:
        for _, node in self.stack:  # noqa: SIM110 - a generator would double the price of a line that runs for every hint
            if key in node.entries:
                return True
        return False

    def __bool__(self) -> bool:
        return any(node.entries for _, node in self.stack)


class Value:
    """The effective value of one key: `node` as written in the strongest layer, with what it hides behind it."""

    __slots__ = ("_view", "data", "hits")

    def __init__(self, hits: list[Hit], data: object = None) -> None:
        #: Every layer that writes the key, strongest first.
        self.hits = hits
        #: The Python value for scalars set by `Process` (rendered); meaningless for mappings and lists.
        self.data = data
        self._view: View | None = None

    @property
    def node(self) -> Node:
        return self.hits[0].node

    @property
    def key(self) -> Node:
        return self.hits[0].key

    @property
    def layer(self) -> Layer:
        return self.hits[0].layer

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.hits[0].node, MappingNode)

    @property
    def is_list(self) -> bool:
        return isinstance(self.hits[0].node, SequenceNode)

    @property
    def is_scalar(self) -> bool:
        return isinstance(self.hits[0].node, ScalarNode)

    @property
    def is_null(self) -> bool:
        node = self.hits[0].node
        return isinstance(node, ScalarNode) and node.value is None

    @property
    def view(self) -> View:
        """The merged mapping; empty when the value is no mapping."""
        view = self._view
        if view is None:
            stack: list[tuple[Layer, MappingNode]] = []
            for hit in self.hits:
                if not isinstance(hit.node, MappingNode):
                    break
                stack.append((hit.layer, hit.node))
            view = self._view = View(stack)
        return view

    @view.setter
    def view(self, view: View) -> None:
        self._view = view

    @property
    def hidden(self) -> list[Hit]:
        """The layers whose value has no effect because a stronger one replaces it."""
        if not self.is_mapping:
            return self.hits[1:]
        return self.hits[len(self.view.stack) :]

    @property
    def items(self) -> list[Node]:
        """The list's items (aliases followed) in the strongest layer; empty when the value is no list."""
        node = self.hits[0].node
        return [item.target for item in node.items] if isinstance(node, SequenceNode) else []

    def __iter__(self) -> Iterator[Hit]:
        return iter(self.hits)


def merged_up_to(hits: list[Hit], reach: int) -> Value:
    """A value of which only the first `reach` hits can be merged; the others are hidden, whatever they are."""
    value = Value(hits)
    value.view = Value(hits[:reach]).view
    return value
