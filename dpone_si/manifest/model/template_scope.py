"""What the templates of a process see: its variables first, then its blocks as they stand when dpone renders.

dpone fills in names before it renders the rest, one after the other: the template of a name sees what was filled in
before it, every other template sees all of it, and both see the other blocks as they are written (manifest-format
sheet, sections 3 and 4.1).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from dpone_si.manifest.model import layers
from dpone_si.manifest.model.layers import UNKNOWN, Value, View
from dpone_si.manifest.model.stages import APPENDED, STAGES, WHOLE
from dpone_si.manifest.syntax.tree import ScalarNode, to_plain
from dpone_si.manifest.templates.model import Rendered, Scope, TemplateFault
from dpone_si.manifest.templates.render import render

if TYPE_CHECKING:
    from dpone_si.manifest.model.lookup import Lookup

#: Blocks that exist once dpone has put something into them, and the stage from which it has.
_FILLED_BLOCKS: Final = {"source": 0, "source.table": 0, "sink": 0, "sink.table": 0, "sink.options": WHOLE}
#: Of these, the ones dpone makes in every process it renders.
_MADE_BLOCKS: Final = frozenset(("source.table", "sink.table"))


class ProcessScope:
    """The names one process offers to its templates, stage by stage."""

    __slots__ = ("_process", "_scope", "_stage", "_untold", "odd_key")

    def __init__(self, process: Lookup) -> None:
        self._process = process
        self._scope = Scope(self._lookup, self._everything)
        self._stage = WHOLE
        self._untold = False
        #: A key among the names that is no text: Jinja takes no such name, and dpone fails on the first template.
        self.odd_key = _key_that_is_no_text(process)

    def render(self, text: str, stage: int = WHOLE) -> Rendered:
        """What a template gives at a stage; its value is `UNKNOWN` when it reads one that cannot be told. Raises
        `TemplateFault`.
        """
        if self.odd_key is not None:
            raise TemplateFault("key", "a key that is no text stands among the names")
        before, self._stage, self._untold = (self._stage, self._untold), stage, False
        try:
            made = render(text, self._scope)
            if isinstance(made.value, _Block):
                self._stage = WHOLE  # it is the block itself, with all that dpone will still put into it
            value = _plain(made.value)
            return Rendered(UNKNOWN) if self._untold else Rendered(value, made.undefined)
        except TemplateFault:
            if self._untold:
                return Rendered(UNKNOWN)
            raise
        finally:
            self._stage, self._untold = before

    def _lookup(self, name: str) -> object:
        variables = self._process.variables
        variable = None if variables is None else variables.table.get(name)
        if variable is None:
            return self._standing(name, self._process.top(name))
        if variable.value is UNKNOWN:
            raise TemplateFault("undefined", f"variable `{name}` could not be rendered", name)
        return variable.value

    def _everything(self) -> Mapping[str, object]:
        process = self._process
        variables = {} if process.variables is None else process.variables.values()
        names = {name: value for name, value in variables.items() if value is not UNKNOWN}
        filled = (path for path in process.own_derivations if "." not in path)
        for key in (*View(process.stack).keys(), *process.root_blocks, "depends_on", *filled):
            if isinstance(key, str) and key not in variables:
                try:
                    names[key] = _plain(self._standing(key, process.top(key)))
                except KeyError:
                    continue
        return names

    def _standing(self, path: str, value: Value | None) -> object:
        """What stands at a path now, of which `value` is what the layers write; KeyError when there is nothing."""
        process = self._process
        derivation = process.derivation(path)
        if derivation is not None and process.fills(derivation, value):
            stage = STAGES.get(path)
            if stage is not None:
                # While names are filled in, templates see inside blocks what is new, but no new top-level key.
                if stage < self._stage and ("." in path or self._stage == WHOLE):
                    return self._told(process.named(path))
            elif derivation.layer.kind != layers.NAMING:
                return derivation.text
            elif self._stage == WHOLE:
                value = Value(derivation.hits)
        if path in APPENDED and value is not None:
            if self._stage != WHOLE:
                value = View(process.stack).get(path)  # what a table entry adds comes after the names
            if value is not None and (value.is_list or (self._stage == WHOLE and process.extra_depends is not None)):
                return [to_plain(node) for _, node in process.appended_items(path, own=self._stage == WHOLE)]
        if value is not None and value.is_mapping:
            return _Block(self, process.home(path, value), value)
        if (value is None or value.is_null) and self._is_made(path):
            return _Block(self, path, None)
        if value is None:
            raise KeyError(path)
        return to_plain(value.node)

    def _is_made(self, path: str) -> bool:
        """True for a block that no layer writes but dpone makes, to put something into it."""
        if path in _MADE_BLOCKS:
            return True
        stage = _FILLED_BLOCKS.get(path)
        return (
            stage is not None
            and stage <= self._stage
            and any(one.startswith(path + ".") for one in self._process.own_derivations)
        )

    def _told(self, value: object) -> object:
        """A value on its way into a template: one that cannot be told makes the outcome of the template untold too."""
        if value is not UNKNOWN:
            return value
        self._untold = True
        return None

    def child(self, path: str, block: Value | None, key: object) -> object:
        """What stands under a key of a block; KeyError when there is nothing."""
        value = None if block is None else block.view.get(key)
        if path in _FILLED_BLOCKS and isinstance(key, str):
            return self._standing(f"{path}.{key}", value)
        if value is None:
            raise KeyError(key)
        return _Block(self, "", value) if value.is_mapping else to_plain(value.node)

    def filled_keys(self, path: str) -> Iterator[str]:
        """Keys that dpone fills in directly below a block."""
        if path in _FILLED_BLOCKS:
            prefix = path + "."
            for one in (*self._process.own_derivations, *_MADE_BLOCKS):
                if one.startswith(prefix):
                    yield one[len(prefix) :].partition(".")[0]


class _Block(Mapping[object, object]):
    """A block of the process as templates see it; looked into only as far as a template does."""

    __slots__ = ("_path", "_scope", "_value")

    def __init__(self, scope: ProcessScope, path: str, value: Value | None) -> None:
        self._scope = scope
        self._path = path
        self._value = value

    def __getitem__(self, key: object) -> object:
        return self._scope.child(self._path, self._value, key)

    def __iter__(self) -> Iterator[object]:
        written = () if self._value is None else self._value.view.keys()
        return (key for key in dict.fromkeys((*written, *self._scope.filled_keys(self._path))) if key in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __str__(self) -> str:
        return str(_plain(self))


def _plain(value: object) -> object:
    """A value that came out of a template, without blocks of the process in it."""
    if isinstance(value, _Block):
        return {key: _plain(value[key]) for key in value}
    return value


def _key_that_is_no_text(process: Lookup) -> tuple[layers.Layer, ScalarNode] | None:
    variables = process.variables
    if variables is not None and variables.odd_key is not None:
        return variables.odd_key
    for layer, node in process.stack:
        for key in node.entries:
            if key.__class__ is not str:
                written = node.key_node(key)
                return (layer, written) if isinstance(written, ScalarNode) else None
    return None
