"""One load of a manifest: the effective value at any key path, each with the layer and place it was written at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from dpone_si.manifest.model.anchors import at_home, one_and_the_same
from dpone_si.manifest.model.derivation import Derivation
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.layers import UNKNOWN, Hit, Layer, Value, View
from dpone_si.manifest.model.plain import filled, holds_template, plain_block, plain_node
from dpone_si.manifest.model.root_blocks import OWN, appended, in_place_of_defaults, replacing
from dpone_si.manifest.model.shared_values import SharedValues
from dpone_si.manifest.model.stages import WHOLE, stage_of
from dpone_si.manifest.model.template_scope import ProcessScope
from dpone_si.manifest.model.variables import Variables, certain
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode
from dpone_si.manifest.templates.budget import CannotTell
from dpone_si.manifest.templates.model import TemplateFault, is_template

if TYPE_CHECKING:
    from dpone_si.manifest.model.lookup import Lookup

_EMPTY = View([])


class Process:
    """One load. `at` answers for any key path; nothing is copied and nothing is computed before it is asked for."""

    __slots__ = (
        "_assume",
        "_cache",
        "_derived",
        "_faults",
        "_name",
        "_named",
        "_scope",
        "_shared",
        "document",
        "entry",
        "extra_depends",
        "facts_cache",
        "form",
        "opaque",
        "root_blocks",
        "selector",
        "shared_values",
        "stack",
        "table_name",
        "variables",
        "work",
    )  # fmt: skip

    def __init__(
        self,
        document: Document,
        form: str,
        selector: str | None,
        stack: list[tuple[Layer, MappingNode]],
        *,
        entry: Node | None = None,
        variables: Variables | None = None,
        derived: Mapping[str, Derivation] | None = None,
        root_blocks: Mapping[str, Value] | None = None,
        extra_depends: Value | None = None,
        table_name: str | None = None,
        opaque: Hit | None = None,
        shared_values: SharedValues | None = None,
    ) -> None:
        self.document = document
        self.form = form
        #: What dpone calls the process inside its file; None in a single manifest, where it is the only one.
        self.selector = selector
        #: The layers merged into the process, strongest first.
        self.stack = stack
        #: The node that brings the process into being: a table entry, an item of `processes`, the root.
        self.entry = entry
        self.variables = variables
        #: Root blocks that replace a block of the process (`runtime`, `quality`).
        self.root_blocks = root_blocks or {}
        self.extra_depends = extra_depends
        self.table_name = table_name
        #: Set when a layer could not be read: then a value nobody writes may stand there, and cannot be told.
        self.opaque = opaque
        #: What the process has in common with others over the same layers.
        self.shared_values = shared_values
        self._derived = derived or {}
        #: Blocks that stand in several places and are filled in: block -> its first place.
        self._shared: Mapping[Node, str] = one_and_the_same(stack) if self._derived else {}
        if self._shared:
            self.shared_values = None
            self._derived = at_home(self._derived, self._shared, stack)
        self._cache: dict[str, Value | None] = {}
        self._faults: list[tuple[TemplateFault, Node, str]] = []
        # "" stands for "not asked yet": None is an answer, and no name is empty.
        self._name: str | None = ""
        self._scope: ProcessScope | None = None
        self._assume = False
        #: Names whose template gave a template again: what stands there until dpone renders the whole process.
        self._named: dict[str, object] | None = None
        #: Room for what others derive from the process and want kept as long as it lives.
        self.facts_cache: object = None
        self.work: dict[str, object] = {}

    # -- values ------------------------------------------------------------------------------------------------------

    def at(self, path: str) -> Value | None:
        """The effective value of a dotted key path, or None when no layer writes it and dpone derives none."""
        cache = self._cache
        if path in cache:
            return cache[path]
        others = self._stand_in(path)
        if others is not None:
            value = others.at(path)
        else:
            value = self._find(path)
            if value is None and self.opaque is not None:
                value = Value([self.opaque], UNKNOWN)
        cache[path] = value
        return value

    def _stand_in(self, path: str) -> Lookup | None:
        """The process to ask in place of this one, when it has nothing of its own at or below a path."""
        shared_values = self.shared_values
        return (
            None
            if shared_values is None or shared_values.is_personal(path) or self.writes(path)
            else shared_values.process
        )

    @property
    def own_mapping(self) -> MappingNode | None:
        """What the process writes itself over the layers it shares; None when it writes nothing."""
        if self.stack:
            layer, node = self.stack[0]
            if layer.kind in OWN:
                return node
        return None

    def writes(self, path: str) -> bool:
        """True when the process itself writes at a path, above or below it ('' is anywhere)."""
        if self.extra_depends is not None and (path in ("", "depends_on") or path.startswith("depends_on.")):
            return True
        node: Node | None = self.own_mapping
        if node is None:
            return False
        if path.startswith("quality."):
            path = "quality"  # never merged: who writes a part of it replaces all of it
        for part in path.split(".") if path else ():
            if type(node) is not MappingNode:
                return True
            pair = node.entries.get(part)
            if pair is None:
                return False
            node = pair[1].target
        return True

    def data(self, path: str, default: object = None) -> object:
        """Plain Python value at a path; `default` when absent, `UNKNOWN` when the text cannot tell."""
        value = self.at(path)
        return default if value is None else self.plain(value)

    def text(self, path: str) -> str | None:
        """The value when it is text, else None (absent, unknown, another type)."""
        value = self.at(path)
        return value.data if value is not None and isinstance(value.data, str) else None

    def view(self, path: str) -> View:
        """The merged mapping at a path; empty when there is none."""
        if not path:
            return View(self.stack)
        value = self.at(path)
        return _EMPTY if value is None else value.view

    def has(self, path: str) -> bool:
        return self.at(path) is not None

    def name(self) -> str | None:
        """The process name dpone computes; None when it is missing or cannot be told."""
        if self._name == "":
            name = self.data("name")
            self._name = name if isinstance(name, str) and name.strip() else None
        return self._name

    @property
    def title(self) -> str:
        """What to call the process in a message: its selector, else its name, else the file."""
        return self.selector or self.name() or self.document.name

    @property
    def faults(self) -> list[tuple[TemplateFault, Node, str]]:
        """Templates that failed so far: fault, node, path. `plain_process` renders everything and so finds all."""
        return self._faults

    def _find(self, path: str) -> Value | None:
        if self._shared:
            first = self._first_place(path)
            if first != path:
                return self.at(first)
        head, _, key = path.rpartition(".")
        if not head:
            value = self.top(key)
        else:
            parent = self.at(head)
            if parent is None:
                value = None
            elif parent.is_mapping:
                value = parent.view.get(key)
            else:
                value = _inside(parent, key)
                if value is not None:
                    return value
        derivation = self._derived.get(path)
        if derivation is not None and self.fills(derivation, value):
            return self._derive(derivation, path, value)
        if value is not None and isinstance(value.node, ScalarNode):
            value.data = self.scalar(value.node, path)
        return value

    def top(self, key: object) -> Value | None:
        """What the layers write at a top-level key; no template is rendered and nothing is filled in."""
        value = View(self.stack).get(key)
        if key == "depends_on" and self.extra_depends is not None:
            return Value([*self.extra_depends.hits, *([] if value is None else value.hits)])
        block = self.root_blocks.get(key) if isinstance(key, str) else None
        if key == "quality":
            return replacing(value, block)
        return value if block is None else in_place_of_defaults(value, block)

    def appended_items(self, key: str, *, own: bool = True) -> list[tuple[Layer, Node]]:
        """Items of `depends_on` or `transforms` in dpone's order, each with its layer (aliases followed).

        `own` False leaves out what the table entry adds by its own `depends_on`.
        """
        extra = self.extra_depends if own and key == "depends_on" else None
        return appended(View(self.stack).get(key), extra)

    def _first_place(self, path: str) -> str:
        """Where dpone keeps what stands at a path, when a block above it stands in several places."""
        parts = path.split(".")
        for length in range(len(parts) - 1, 0, -1):
            head = ".".join(parts[:length])
            value = self.at(head)
            home = head if value is None else self.home(head, value)
            if home != head:
                return ".".join((home, *parts[length:]))
        return path

    def home(self, path: str, value: Value) -> str:
        """The first of the places at which the block at a path stands, when dpone fills it in; else the path itself."""
        if not value.is_mapping or len(value.view.stack) != 1:
            return path
        return self._shared.get(value.node, path)

    def derivation(self, path: str) -> Derivation | None:
        """What dpone may fill in at a path, whether or not a layer prevents it."""
        return self._derived.get(path)

    def fills(self, derivation: Derivation, value: Value | None) -> bool:
        """True when dpone fills in over `value`, which is what the layers write."""
        if value is None:
            return True
        if derivation.only_absent:
            return False
        node = value.node
        if isinstance(node, ScalarNode):
            return not node.value
        return isinstance(node, (MappingNode, SequenceNode)) and not (
            node.pairs if isinstance(node, MappingNode) else node.items
        )

    def _derive(self, derivation: Derivation, path: str, value: Value | None) -> Value:
        hits = derivation.hits if value is None else [*derivation.hits, *value.hits]
        node, text = derivation.node, derivation.text
        if not isinstance(node, ScalarNode):
            return Value(hits)
        if isinstance(text, str) and is_template(text):
            stage = stage_of(path)
            made = self._rendered_if_certain(text, node, path, stage)
            if stage != WHOLE and holds_template(made):
                self._named = {**(self._named or {}), path: made}
                made = self._rendered_again(made, node, path)
            return Value(hits, made)
        return Value(hits, text)

    def _rendered_again(self, made: object, node: Node, path: str) -> object:
        """A name that holds templates after it was rendered: dpone renders the whole process next, and so these too."""
        if isinstance(made, dict):
            return {key: self._rendered_again(part, node, path) for key, part in made.items()}  # pyright: ignore[reportUnknownVariableType]
        if isinstance(made, list):
            return [self._rendered_again(part, node, path) for part in made]  # pyright: ignore[reportUnknownVariableType]
        return self._rendered_if_certain(made, node, path) if isinstance(made, str) and is_template(made) else made

    def named(self, path: str) -> object:
        """A name that dpone filled in, as it stands before the whole process is rendered."""
        if self._named is None or path not in self._named:
            value = self.at(path)
            if self._named is None or path not in self._named:
                return None if value is None else self.plain(value)
        return self._named[path]

    # -- rendering -----------------------------------------------------------------------------------------------------

    @property
    def renders(self) -> bool:
        """True when dpone renders templates in this process (not in single manifests)."""
        return self.variables is not None

    def scalar(self, node: ScalarNode, path: str = "") -> object:
        """The value of a scalar in this process: rendered where dpone renders, `UNKNOWN` where the text cannot tell."""
        value = node.value
        if self.variables is None or not isinstance(value, str) or not is_template(value):
            return value
        return self._rendered_if_certain(value, node, path)

    def _rendered_if_certain(self, text: str, node: Node, path: str, stage: int = WHOLE) -> object:
        if not self._assume and self.variables is not None and not certain(text, self.variables):
            return UNKNOWN
        return self.rendered(text, node, path, stage)

    def rendered(self, text: str, node: Node, path: str = "", stage: int = WHOLE) -> object:
        """The outcome of a template under the variables of this process, even if it depends on the environment."""
        try:
            return self.scope.render(text, stage).value
        except CannotTell:
            return UNKNOWN
        except TemplateFault as fault:
            if fault.code != "undefined" or self.variables is None or not self.variables.open:
                self._faults.append((fault, node, path))
            return UNKNOWN

    @property
    def scope(self) -> ProcessScope:
        """The names that the templates of the process see."""
        scope = self._scope
        if scope is None:
            scope = self._scope = ProcessScope(self)
        return scope

    # -- plain values --------------------------------------------------------------------------------------------------

    def plain(self, value: Value, path: str = "") -> object:
        """Plain Python data of a value, rendered; parts the text cannot tell are `UNKNOWN`."""
        if value.is_mapping:
            made = plain_block(self, value.view, path)
            home = self._shared.get(value.node) if self._shared and len(value.view.stack) == 1 else None
            return made if home is None else filled(self, made, home)
        node = value.node
        if isinstance(node, SequenceNode):
            return self.plain_node(node)
        return value.data

    def plain_node(self, node: Node) -> object:
        """Plain data of one node in this process, rendered."""
        return plain_node(self, node, self._shared)

    def assuming(self) -> Process:
        """The same process with the environment's values (`env_code`, the manifest's path) taken as they are here
        and now.
        """
        twin = Process(
            self.document,
            self.form,
            self.selector,
            self.stack,
            entry=self.entry,
            variables=self.variables,
            derived=self._derived,
            root_blocks=self.root_blocks,
            extra_depends=self.extra_depends,
            table_name=self.table_name,
            opaque=self.opaque,
        )
        twin._assume = True
        return twin

    @property
    def own_derivations(self) -> Iterable[str]:
        """Paths that dpone may fill in for this process, whether or not a layer prevents it."""
        return self._derived

    def derived_paths(self) -> Mapping[str, Derivation]:
        """Paths that dpone may fill in, with what it fills them from."""
        return self._derived


def _inside(parent: Value, key: str) -> Value | None:
    """A key of a block that came out of a template (`options: "{{ shared }}"`), or cannot be told."""
    if parent.data is UNKNOWN:
        return Value(parent.hits, UNKNOWN)
    if isinstance(parent.data, dict) and key in parent.data:
        return Value(parent.hits, parent.data[key])
    return None
