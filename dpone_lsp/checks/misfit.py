"""A misfit: one key or value of a document that the typed structure does not allow where it stands."""

from __future__ import annotations

from typing import Literal

from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.structure import Block, KeySpec
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode
from dpone_si.records import record

Kind = Literal[
    "unknown",  # the key is not one of the block's
    "deprecated",  # dpone reads the key, but it has a successor
    "misplaced",  # the key belongs to a process, and this block is none
    "boolean",  # a YAML boolean word where text is meant
    "quoted-boolean",  # text such as "false" where a boolean is meant
    "number",  # text that is no number where one is meant
    "number-text",  # a number in quotes
    "changed-number",  # a number whose text dpone changes, where text is meant
    "date",  # a bare date where text is meant
    "mapping",  # something else where a block is meant
    "type",  # any other wrong type
    "word",  # a word that is none of the allowed ones
    "bounds",  # a number outside its bounds
    "pattern",  # text that does not match its pattern
    "template",  # text that dpone renders first: what it gives is judged process by process
]


@record(frozen=True, eq=False)
class Misfit:
    """One thing that does not fit. `where` is the path of the mapping in canonical form (``sink.strategy``; '' for
    the top).
    """

    kind: Kind
    document: Document
    block: Block
    mapping: MappingNode
    key: Node
    value: Node
    where: str
    spec: KeySpec | None = None
    #: True when the value is an item of a list.
    item: bool = False
    #: True below `defaults`, whose values a stronger layer may replace.
    layered: bool = False
    #: What the template at this place gives, when it is that which does not fit.
    outcome: object = None

    @property
    def rendered(self) -> bool:
        """True when the text itself is fine, and what dpone makes of it is not."""
        return self.outcome is not None

    @property
    def text(self) -> str:
        """The value in words: as written, or what the template gives."""
        if self.outcome is not None:
            return str(self.outcome)
        node = self.value.target
        return node.text if isinstance(node, ScalarNode) else ""

    @property
    def notes(self) -> tuple[str, ...]:
        """What a message says besides, when the value comes out of a template."""
        if self.outcome is None:
            return ()
        node = self.value.target
        return (f"the template `{node.text if isinstance(node, ScalarNode) else ''}` gives `{self.outcome}` here",)

    @property
    def name(self) -> str:
        """The key as written."""
        return self.key.text if isinstance(self.key, ScalarNode) else ""

    @property
    def path(self) -> str:
        """The key's path in canonical form, for messages."""
        return f"{self.where}.{self.name}" if self.where else self.name
