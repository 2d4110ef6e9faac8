"""Document to processes: every load a manifest describes, each value with the layer and place it was written at.

`expand` never fails. What dpone would refuse while compiling (a missing preset, a registry without an entry, a table entry of the
wrong type) becomes an `Issue`; everything that can still be told is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from dpone_si.manifest import layers as layer_kinds
from dpone_si.manifest.documents import Document
from dpone_si.manifest.layers import UNKNOWN, Hit, Layer, Value, View
from dpone_si.manifest.templates import CannotTell, Scope, TemplateFault, is_template, render
from dpone_si.manifest.tree import MappingNode, Node, ScalarNode, SequenceNode, to_plain
from dpone_si.manifest.variables import Variables, certain

#: Lists that grow from layer to layer instead of being replaced (only at the top of a process).
APPENDED: Final = ("depends_on", "transforms")
#: What naming fills in, rendered, before the other templates of the process are rendered: those see it, it does not see itself.
NAMED_FIRST: Final = frozenset(("sink.table.schema", "sink.table.name", "name", "task_group", "description"))
_EMPTY = View([])


@dataclass(frozen=True, slots=True)
class Issue:
    """Something dpone refuses or drops while it expands a manifest. `code` is the name of the rule that reports it."""

    code: str
    message: str
    document: Document
    node: Node | None
    #: Selector of the process concerned, when it is only one.
    process: str | None = None
    data: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True, eq=False)
class Derivation:
    """A value that no layer writes under its own key but dpone fills in: from a table entry or a naming template."""

    layer: Layer
    node: Node
    text: object
    #: Naming fills what is falsy; the table entry fills only what is absent.
    only_absent: bool
    #: Fills nothing when some layer writes this block, even an empty one.
    unless: str = ""


class Process:
    """One load. `at` answers for any key path; nothing is copied and nothing is computed before it is asked for."""

    __slots__ = (
        "_assume", "_cache", "_derived", "_faults", "_name", "_naming", "_scope", "_untold", "document", "entry", "extra_depends",
        "facts_cache", "form", "opaque", "root_blocks", "selector", "stack", "table_name", "variables", "work",
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
        root_blocks: Mapping[str, Hit] | None = None,
        extra_depends: Value | None = None,
        table_name: str | None = None,
        opaque: Hit | None = None,
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
        self._derived = derived or {}
        self._cache: dict[str, Value | None] = {}
        self._faults: list[tuple[TemplateFault, Node, str]] = []
        # "" stands for "not asked yet": None is an answer, and no name is empty.
        self._name: str | None = ""
        self._scope: Scope | None = None
        self._assume = False
        #: True while a value is rendered that dpone fills in before the rest of the process.
        self._naming = False
        #: True when the template at hand has read a value that cannot be told.
        self._untold = False
        #: Room for what others derive from the process and want kept as long as it lives.
        self.facts_cache: object = None
        self.work: dict[str, object] = {}

    # -- values ------------------------------------------------------------------------------------------------------

    def at(self, path: str) -> Value | None:
        """The effective value of a dotted key path, or None when no layer writes it and dpone derives none."""
        cache = self._cache
        if path in cache:
            return cache[path]
        value = self._find(path)
        if value is None and self.opaque is not None:
            value = Value([self.opaque], UNKNOWN)
        cache[path] = value
        return value

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
        head, _, key = path.rpartition(".")
        if not head:
            value = self._top(key)
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
        derivation = self._derivation(path)
        if derivation is not None and self._fills(derivation, value):
            return self._derive(derivation, path, value)
        if value is not None and isinstance(value.node, ScalarNode):
            value.data = self.scalar(value.node, path)
        return value

    def _top(self, key: str) -> Value | None:
        value = View(self.stack).get(key)
        if key in APPENDED:
            return self._appended(key, value)
        block = self.root_blocks.get(key)
        if key == "quality":
            return _replacing(value, block)
        if block is not None:
            hits = [] if value is None else [hit for hit in value.hits if hit.layer.kind != layer_kinds.DEFAULTS and not hit.layer.group]
            weaker = [] if value is None else [hit for hit in value.hits if hit not in hits]
            merged = Value([*hits, block, *weaker])
            merged.view.stack[:] = [(h.layer, h.node) for h in (*hits, block) if isinstance(h.node, MappingNode)]
            return merged
        return value

    def _appended(self, key: str, value: Value | None) -> Value | None:
        if key == "depends_on" and self.extra_depends is not None:
            hits = [*self.extra_depends.hits, *([] if value is None else value.hits)]
            return Value(hits)
        return value

    def appended_items(self, key: str) -> list[tuple[Layer, Node]]:
        """Items of `depends_on` or `transforms` in dpone's order, each with its layer (aliases followed)."""
        value = View(self.stack).get(key)
        groups: list[list[tuple[Layer, Node]]] = []
        seen_groups: set[str] = set()
        for hit in [] if value is None else value.hits:
            if hit.layer.group and hit.layer.group in seen_groups:
                continue
            seen_groups.add(hit.layer.group)
            if isinstance(hit.node, SequenceNode):
                groups.append([(hit.layer, item.target) for item in hit.node.items])
                continue
            if not groups and not (isinstance(hit.node, ScalarNode) and hit.node.value is None):
                groups.append([(hit.layer, hit.node)])  # text or a mapping counts as one item, but a list over it replaces it
            break
        items = [item for group in reversed(groups) for item in group]
        if key == "depends_on" and self.extra_depends is not None:
            extra = self.extra_depends.hits[0]
            if isinstance(extra.node, SequenceNode):
                items.extend((extra.layer, item.target) for item in extra.node.items)
        return items

    def _derivation(self, path: str) -> Derivation | None:
        derivation = self._derived.get(path)
        return None if derivation is None or (derivation.unless and self._is_written(derivation.unless)) else derivation

    def _is_written(self, path: str) -> bool:
        """True when a layer writes the key path, whatever dpone may fill in."""
        view = View(self.stack)
        *parents, last = path.split(".")
        for part in parents:
            value = view.get(part)
            if value is None or not value.is_mapping:
                return False
            view = value.view
        return last in view

    def _fills(self, derivation: Derivation, value: Value | None) -> bool:
        if value is None:
            return True
        if derivation.only_absent:
            return False
        node = value.node
        if isinstance(node, ScalarNode):
            return not node.value
        return isinstance(node, (MappingNode, SequenceNode)) and not (node.pairs if isinstance(node, MappingNode) else node.items)

    def _derive(self, derivation: Derivation, path: str, value: Value | None) -> Value:
        hits = [Hit(derivation.layer, derivation.node, derivation.node), *([] if value is None else value.hits)]
        made = Value(hits, derivation.text if isinstance(derivation.node, ScalarNode) else None)
        if isinstance(derivation.node, ScalarNode) and isinstance(derivation.text, str):
            before, self._naming = self._naming, path in NAMED_FIRST
            made.data = self.scalar(derivation.node, path) if is_template(derivation.text) else derivation.text
            self._naming = before
        return made

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
        if not self._assume and not certain(value, self.variables):
            return UNKNOWN
        return self.rendered(value, node, path)

    def rendered(self, text: str, node: Node, path: str = "") -> object:
        """The outcome of a template under the variables of this process, even if it depends on the environment."""
        outer, self._untold = self._untold, False
        value: object = UNKNOWN
        try:
            value = render(text, self.scope).value
        except CannotTell:
            pass
        except TemplateFault as fault:
            if not self._untold:
                self._faults.append((fault, node, path))
        told, self._untold = not self._untold, outer
        return value if told else UNKNOWN

    def _seen_by_template(self, value: object) -> object:
        """A value on its way into a template: one that cannot be told makes the outcome of the template untold too."""
        if value is not UNKNOWN:
            return value
        self._untold = True
        return None

    @property
    def scope(self) -> Scope:
        scope = self._scope
        if scope is None:
            scope = self._scope = Scope(self._name_in_scope, self._all_names)
        return scope

    def _name_in_scope(self, name: str) -> object:
        variables = self.variables
        if variables is not None:
            variable = variables.table.get(name)
            if variable is not None:
                if variable.value is UNKNOWN:
                    raise TemplateFault("undefined", f"variable `{name}` could not be rendered", name)
                return variable.value
        value = self._top(name)
        derivation = None if self._naming else self._derivation(name)
        if derivation is not None and self._fills(derivation, value):
            named = self.at(name)
            return None if named is None else self._seen_by_template(named.data)
        if value is None:
            raise KeyError(name)
        if value.is_mapping:
            return _Raw(self, name, value)
        return to_plain(value.node)

    def _all_names(self) -> Mapping[str, object]:
        names = {} if self.variables is None else self.variables.values()
        filled = () if self._naming else tuple(path for path in self._derived if "." not in path)
        for key in (*View(self.stack).keys(), *filled):
            if isinstance(key, str) and key not in names:
                names[key] = _unwrapped(self._name_in_scope(key))
        return names

    def raw(self, path: str) -> object:
        """Unrendered value at a path as templates see it (KeyError when absent); table names are filled in already."""
        view: View | None = View(self.stack)
        value: Value | None = None
        parts = path.split(".")
        for index, part in enumerate(parts):
            value = self._top(part) if index == 0 else (view.get(part) if view is not None else None)
            if value is None:
                break
            view = value.view if value.is_mapping else None
        derivation = self._derivation(path)
        if derivation is not None and self._fills(derivation, value):
            if derivation.layer.kind == layer_kinds.NAMING:
                if path in ("sink.table.schema", "sink.table.name") and isinstance(derivation.node, ScalarNode):
                    return self._seen_by_template(self.scalar(derivation.node, path))
                raise KeyError(path)
            return derivation.text
        if value is None:
            if any(name.startswith(path + ".") for name in self._derived):
                return _Raw(self, path, None)
            raise KeyError(path)
        return _Raw(self, path, value) if value.is_mapping else to_plain(value.node)

    # -- plain values --------------------------------------------------------------------------------------------------

    def plain(self, value: Value, path: str = "") -> object:
        """Plain Python data of a value, rendered; parts the text cannot tell are `UNKNOWN`."""
        if value.is_mapping:
            view = value.view
            made: dict[object, object] = {}
            for key in view.keys():
                child = view.get(key)
                if child is not None:
                    if isinstance(child.node, ScalarNode):
                        child.data = self.scalar(child.node, path)
                    made[key] = self.plain(child, path)
            return made
        node = value.node
        if isinstance(node, SequenceNode):
            return self.plain_node(node)
        return value.data

    def plain_node(self, node: Node, depth: int = 0) -> object:
        """Plain data of one node in this process, rendered."""
        node = node.target
        if isinstance(node, ScalarNode):
            return self.scalar(node)
        if depth > 100:
            return UNKNOWN
        if isinstance(node, MappingNode):
            return {key: self.plain_node(pair[1], depth + 1) for key, pair in node.entries.items()}
        if isinstance(node, SequenceNode):
            return [self.plain_node(item, depth + 1) for item in node.items]
        return None

    def assuming(self) -> Process:
        """The same process with the environment's values (`env_code`, the manifest's path) taken as they are here and now."""
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
        return {path: derivation for path in self._derived if (derivation := self._derivation(path)) is not None}


class _Raw(Mapping[str, object]):
    """A block of the process as templates see it before rendering."""

    __slots__ = ("_path", "_process", "_value")

    def __init__(self, process: Process, path: str, value: Value | None) -> None:
        self._process = process
        self._path = path
        self._value = value

    def __getitem__(self, key: str) -> object:
        return self._process.raw(f"{self._path}.{key}")

    def __contains__(self, key: object) -> bool:
        try:
            self._process.raw(f"{self._path}.{key}")
        except KeyError:
            return False
        return True

    def __iter__(self) -> Iterator[str]:
        keys = [] if self._value is None else [key for key in self._value.view.keys() if isinstance(key, str)]
        prefix = self._path + "."
        for path in self._process.derived_paths():
            head = path[len(prefix) :].split(".")[0] if path.startswith(prefix) else ""
            if head and head not in keys and head in self:
                keys.append(head)
        return iter(keys)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _unwrapped(value: object) -> object:
    if isinstance(value, _Raw):
        return {key: _unwrapped(value[key]) for key in value}
    return value


def _inside(parent: Value, key: str) -> Value | None:
    """A key of a block that came out of a template (`options: "{{ shared }}"`), or cannot be told."""
    if parent.data is UNKNOWN:
        return Value(parent.hits, UNKNOWN)
    if isinstance(parent.data, dict) and key in parent.data:
        return Value(parent.hits, parent.data[key])
    return None


def _replacing(value: Value | None, block: Hit | None) -> Value | None:
    """`quality` is never merged: overrides, then the root block, then schema defaults, then defaults; each replaces whole."""
    hits = [] if value is None else list(value.hits)
    if block is not None:
        nearer = (layer_kinds.OVERRIDES, layer_kinds.AUTHORED)  # dpone takes a process of a flow for overrides of a table
        at = next((index for index, hit in enumerate(hits) if hit.layer.kind not in nearer), len(hits))
        hits.insert(at, block)
    if not hits:
        return None
    whole = Value(hits)
    if isinstance(hits[0].node, MappingNode):
        whole.view.stack[:] = [(hits[0].layer, hits[0].node)]
    return whole


@dataclass(slots=True)
class Expansion:
    """The processes of one document, in dpone's order, and what went wrong on the way."""

    document: Document
    processes: list[Process]
    issues: list[Issue]
    #: The other documents that took part (presets, registries, fragments), by path.
    used: dict[str, Document] = field(default_factory=dict[str, Document])
    #: Paths that were asked for and could not be loaded.
    missing: dict[str, str] = field(default_factory=dict[str, str])
    #: Variables at the root of a batch.
    variables: Variables | None = None
    #: Merged root of a batch: conventions under the manifest.
    root: View | None = None


def plain_process(process: Process) -> dict[str, object]:
    """The whole effective process as plain data, as `dpone manifest render` prints it (environment values included)."""
    process = process.assuming()
    result: dict[str, object] = {}
    for key in [*View(process.stack).keys(), *(name for name in process.root_blocks if name not in View(process.stack))]:
        if not isinstance(key, str):
            result[key] = process.data(str(key))  # type: ignore[index]
            continue
        if key in APPENDED:
            value = process.at(key)
            if value is not None and (value.is_list or (key == "depends_on" and process.extra_depends is not None)):
                result[key] = [process.plain_node(node) for _, node in process.appended_items(key)]
                continue
        result[key] = process.data(key)
    if process.extra_depends is not None and "depends_on" not in result:
        result["depends_on"] = [process.plain_node(node) for _, node in process.appended_items("depends_on")]
    for path in process.derived_paths():
        _put(result, path, process)
    sink = result.get("sink")
    if process.renders and isinstance(sink, dict) and sink.get("table") is None:
        sink["table"] = {}  # dpone makes room for a name before it knows whether there is one
    return result


def _put(result: dict[str, object], path: str, process: Process) -> None:
    value = process.at(path)
    if value is None:
        return
    block: object = result
    *parents, last = path.split(".")
    for name in parents:
        if not isinstance(block, dict):
            return
        nested = block.get(name)
        if nested is None:
            nested = block[name] = {}
        block = nested
    if isinstance(block, dict):
        block[last] = process.plain(value) if value.data is None or value.is_mapping else value.data

