"""One document held against the typed structure: every key and value that does not fit where it stands, found in one
walk.

Each node is visited where it is written: what anchors, aliases and merge keys share is judged once. What long documents
have many of (table entries, processes, columns) is not walked again when an edit did not touch it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dpone_lsp.checks.misfit import Kind, Misfit
from dpone_lsp.checks.value_check import scalar_fault
from dpone_si import vocabulary
from dpone_si.manifest.model import documents
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.structure import EXTENSION_PREFIX, FORMS, Block, KeySpec, block, root_block
from dpone_si.manifest.syntax import scalars
from dpone_si.manifest.syntax.tree import AliasNode, MappingNode, Node, ScalarNode, SequenceNode
from dpone_si.manifest.templates.model import is_template

_MAX_DEPTH: Final = 60
_PROCESS: Final = "process"
#: Blocks that a process key may be put into by mistake: dpone drops it there.
_NOT_PROCESSES: Final = frozenset(("batch", "preset", "flow", "pipeline", "table_entry", "schema_entry"))
#: Root keys of a batch that a flow or a single manifest drops.
_BATCH_ONLY: Final = frozenset(
    ("defaults", "vars", "naming", "convention", "conventions", "registry", "registries", "schemas", "runtime")
)
#: Blocks whose `defaults` a stronger layer may replace.
_LAYERED: Final = frozenset((documents.BATCH, documents.PRESET, "schema_entry"))
#: Blocks in which a process starts afresh wherever it is written: the path of what stands below begins there.
_FRESH: Final = frozenset((_PROCESS, "table_entry", "schema_entry"))
#: Keys that say of what stands below whether it belongs to an api source, or whether a stronger layer may replace it.
_TURNS: Final = frozenset(("source", "defaults"))
#: Types of a key that is text; a key of another type is plain and no name.
_NAMES: Final = (scalars.STR, scalars.MERGE)


def walk_form(document: Document) -> str:
    """The form whose structure a document is held against: what it is meant as, when its `kind` is missing or
    misspelt.
    """
    form = document.form
    root = document.mapping
    if form == documents.SINGLE and root is not None:
        if "processes" in root.entries:
            return documents.FLOW
        if isinstance(root.get("schemas"), MappingNode):
            return documents.BATCH
    return form


class Part:
    """What was found below one node, and what else that depends on."""

    __slots__ = ("api", "found", "key", "layered", "where")

    def __init__(self, key: Node, where: str, layered: bool, api: bool, found: list[Misfit]) -> None:
        self.key = key
        self.where = where
        self.layered = layered
        self.api = api
        self.found = found


class _Frame:
    """The mapping that is looked at: what it is read as, and its path."""

    __slots__ = ("node", "shape", "where")

    def __init__(self, node: MappingNode, shape: Block, where: str) -> None:
        self.node = node
        self.shape = shape
        self.where = where


class Walk:
    """One pass over one document."""

    def __init__(self, document: Document, api: bool, before: dict[Node, Part]) -> None:
        self.document = document
        self.found: list[Misfit] = []
        self.parts: dict[Node, Part] = {}
        self._linked = document.tree.linked
        self._before = {} if self._linked else before
        #: True where the source may be one of type api, whose options are open.
        self._api = api
        #: True below `defaults`.
        self._layered = False
        self._depth = 0
        self._seen: set[tuple[Node, str]] = set()
        #: Keys of shared mappings that at least one of their users knows.
        self._known: set[Node] = set()

    def run(self) -> None:
        document = self.document
        form = walk_form(document)
        root = document.mapping
        if root is None or form not in FORMS:
            return
        self._mapping(_Frame(root, root_block(form), ""))
        if self._known:
            self.found = list(self._once())

    def process(self, node: MappingNode) -> None:
        """Look at one process alone."""
        source = node.get("source")
        self._api = isinstance(source, MappingNode) and _is_api(source, False)
        self._mapping(_Frame(node, block(_PROCESS), ""))

    def _once(self) -> Iterator[Misfit]:
        """Without the keys that another user of a shared mapping knows, and each other key once."""
        told: set[Node] = set(self._known)
        for misfit in self.found:
            if misfit.kind in ("unknown", "misplaced"):
                if misfit.key in told:
                    continue
                told.add(misfit.key)
            yield misfit

    def _note(
        self, kind: Kind, frame: _Frame, key: Node, value: Node, spec: KeySpec | None = None, item: bool = False
    ) -> None:
        self.found.append(
            Misfit(kind, self.document, frame.shape, frame.node, key, value, frame.where, spec, item, self._layered)
        )

    def _mapping(self, frame: _Frame) -> None:
        linked = self._linked
        if self._depth > _MAX_DEPTH or (linked and not self._is_new(frame.node, frame.shape.name)):
            return
        self._depth += 1
        keys, wildcard = frame.shape.keys, frame.shape.wildcard
        for key, value in frame.node.pairs:
            if type(key) is not ScalarNode or (not key.style and key.type not in _NAMES):
                self._no_name(frame, key, value)
                continue
            name = key.text
            if name == "<<" and not key.style:
                self._merged(frame, value)
                continue
            spec = keys.get(name) or wildcard
            if spec is None:
                self._unlisted(frame, key, value)
                continue
            if linked:
                self._known.add(key)
            if spec.deprecated is not None:
                self._note("deprecated", frame, key, value, spec)
            if type(value) is not ScalarNode:
                self._block_or_list(spec, frame, key, value)
                continue
            kind = scalar_fault(spec, value)
            if kind is not None:
                self._note(kind, frame, key, value, spec)
        self._depth -= 1

    def _is_new(self, node: Node, read_as: str) -> bool:
        """True the first time that a shared node is met as this."""
        if (node, read_as) in self._seen:
            return False
        self._seen.add((node, read_as))
        return True

    def _no_name(self, frame: _Frame, key: Node, value: Node) -> None:
        """A key that is no text."""
        if frame.shape.wildcard is None and isinstance(key, ScalarNode) and not self._is_open(frame.shape):
            self._note("unknown", frame, key, value)

    def _unlisted(self, frame: _Frame, key: ScalarNode, value: Node) -> None:
        """A key that the structure does not list here."""
        name, shape = key.text, frame.shape
        if name.startswith(EXTENSION_PREFIX):
            return
        if _belongs_elsewhere(name, shape.name):
            self._note("misplaced", frame, key, value)
        elif not self._is_open(shape):
            self._note("unknown", frame, key, value)

    def _is_open(self, shape: Block) -> bool:
        return shape.open or (self._api and bool(shape.open_for_sources))

    def _merged(self, frame: _Frame, value: Node) -> None:
        """What a merge key takes in, as if it stood here."""
        target = value.target
        for source in target.items if isinstance(target, SequenceNode) else [target]:
            found = source.target
            if isinstance(found, MappingNode):
                self._mapping(_Frame(found, frame.shape, frame.where))

    def _block_or_list(self, spec: KeySpec, frame: _Frame, key: ScalarNode, value: Node) -> None:
        """The value of a key, when it is more than a scalar that stands there."""
        if key.text in _TURNS:
            self._turn(spec, frame, key, value)
        # The mapping of a schema stays the same object when tables are added to it.
        elif spec is frame.shape.wildcard and spec.block != "schema_entry" and not self._linked:
            self._part(spec, frame, key, value, False)
        else:
            self._value(spec, frame, key, value)

    def _turn(self, spec: KeySpec, frame: _Frame, key: ScalarNode, value: Node) -> None:
        """The same for a key below which other things hold."""
        api, layered = self._api, self._layered
        if key.text == "source" and isinstance(value.target, MappingNode):
            self._api = _is_api(value.target, api)
        if key.text == "defaults" and frame.shape.name in _LAYERED:
            self._layered = True
        self._value(spec, frame, key, value)
        self._api, self._layered = api, layered

    def _value(self, spec: KeySpec, frame: _Frame, key: Node, value: Node, item: bool = False) -> None:
        node = value.target
        if isinstance(node, ScalarNode):
            self._scalar(spec, frame, key, value, item)
        elif isinstance(node, MappingNode):
            if "mapping" not in spec.types and "any" not in spec.types:
                self._note("type", frame, key, value, spec, item)
            elif spec.block is not None:
                name = key.text if isinstance(key, ScalarNode) else ""
                self._mapping(_Frame(node, block(spec.block), _below(spec.block, frame.where, name)))
        elif isinstance(node, SequenceNode):
            self._list(spec, frame, key, value, node, item)

    def _scalar(self, spec: KeySpec, frame: _Frame, key: Node, value: Node, item: bool) -> None:
        """A scalar in a list, or one that an alias stands for."""
        node = value.target
        assert isinstance(node, ScalarNode)
        if isinstance(value, AliasNode) and (value.pointee is None or not self._is_new(node, "scalar")):
            return
        kind = scalar_fault(spec, node)
        if kind is not None:
            self._note(kind, frame, key, value, spec, item)

    def _list(self, spec: KeySpec, frame: _Frame, key: Node, value: Node, node: SequenceNode, item: bool) -> None:
        types = spec.types
        if "list" not in types and "any" not in types:
            self._note(
                "mapping" if types and set(types) <= {"mapping", "null"} else "type", frame, key, value, spec, item
            )
            return
        one = spec.items
        if one is None:
            return
        look = self._part if one.block in ("table_entry", _PROCESS) and not self._linked else self._value
        self._depth += 1
        for child in node.items:
            look(one, frame, key, child, True)
        self._depth -= 1

    def _part(self, spec: KeySpec, frame: _Frame, key: Node, value: Node, item: bool) -> None:
        """`_value` of a part that long documents have many of: one that an edit did not touch is not walked again."""
        kept = self._before.get(value)
        # An entry of a list is a process wherever it stands; what it is told under is the list's key, which goes with
        # the entry.
        if kept is None or not (item or self._is_same(kept, key, frame.where)):
            outer, self.found = self.found, []
            self._value(spec, frame, key, value, item)
            kept = Part(key, frame.where, self._layered, self._api, self.found)
            self.found = outer
        self.parts[value] = kept
        if kept.found:
            self.found.extend(kept.found)

    def _is_same(self, kept: Part, key: Node, where: str) -> bool:
        return kept.api is self._api and kept.key is key and kept.where == where and kept.layered is self._layered


def _is_api(source: MappingNode, otherwise: bool) -> bool:
    kind = source.get("type")
    if not isinstance(kind, ScalarNode) or not isinstance(kind.value, str) or is_template(kind.value):
        return otherwise
    return vocabulary.canonical_endpoint(kind.value, "source") in (None, "api")


def _below(name: str, where: str, key: str) -> str:
    """Canonical path of a block below `where`."""
    if name in _FRESH or name.startswith(("batch.", "preset.")):
        return ""
    return f"{where}.{key}" if where else key


def _belongs_elsewhere(name: str, shape: str) -> bool:
    """Whether a key that a block does not list is one of a process, or of a batch, put there by mistake."""
    if shape in _NOT_PROCESSES and name in block(_PROCESS).keys:
        return True
    return shape in ("flow", "pipeline", documents.SINGLE) and name in _BATCH_ONLY
