"""Values that no layer writes under their own key: dpone fills them in from a table entry or a naming template."""

from __future__ import annotations

from dpone_si.manifest.model.layers import Hit, Layer
from dpone_si.manifest.syntax.tree import Node
from dpone_si.records import record


@record(frozen=True, eq=False)
class Derivation:
    """A value that no layer writes under its own key but dpone fills in: from a table entry or a naming template."""

    #: Who gives the value, strongest first; what stands behind the first has no effect, or is merged into a mapping.
    hits: list[Hit]
    text: object
    #: Naming fills what is falsy; a table entry, labels and the table's description fill only what is absent.
    only_absent: bool

    @property
    def layer(self) -> Layer:
        return self.hits[0].layer

    @property
    def node(self) -> Node:
        return self.hits[0].node
