"""What the parts of the manifest model ask a process: values by key path, its layers, and what dpone fills in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from dpone_si.manifest.model.derivation import Derivation
from dpone_si.manifest.model.layers import Layer, Value
from dpone_si.manifest.model.variables import Variables
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode


class Lookup(Protocol):
    """A process as seen by its templates and by what it shares with others (`Process` is the one that there is)."""

    stack: list[tuple[Layer, MappingNode]]
    variables: Variables | None
    root_blocks: Mapping[str, Value]
    extra_depends: Value | None

    def at(self, path: str) -> Value | None:
        """The effective value at a dotted key path."""
        ...

    def top(self, key: object) -> Value | None:
        """What the layers write at a top-level key, unrendered."""
        ...

    def plain(self, value: Value, path: str = "") -> object:
        """Plain data of a value, rendered."""
        ...

    def scalar(self, node: ScalarNode, path: str = "") -> object:
        """The value of a scalar, rendered."""
        ...

    def home(self, path: str, value: Value) -> str:
        """The first of the places at which the block at a path stands."""
        ...

    def named(self, path: str) -> object:
        """A name that dpone filled in, before the whole process is rendered."""
        ...

    def derivation(self, path: str) -> Derivation | None:
        """What dpone may fill in at a path."""
        ...

    def fills(self, derivation: Derivation, value: Value | None) -> bool:
        """True when dpone fills in over what the layers write."""
        ...

    def appended_items(self, key: str, *, own: bool = True) -> list[tuple[Layer, Node]]:
        """Items of a list that grows from layer to layer."""
        ...

    @property
    def own_derivations(self) -> Iterable[str]:
        """Paths that dpone may fill in for this process."""
        ...
