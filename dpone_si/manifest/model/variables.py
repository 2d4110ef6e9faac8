"""Template variables of a batch: what `vars` means at the root, in a schema and at a table.

Registry entries lie under conventions, conventions under the manifest; each level is resolved (variables may name each
other) before the next is merged over it (manifest-format sheet, sections 3 and 4.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dpone_si.manifest.model.layers import UNKNOWN, Layer
from dpone_si.manifest.model.stages import APPENDED
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, to_plain
from dpone_si.manifest.templates.budget import CannotTell
from dpone_si.manifest.templates.model import OUTSIDE, Scope, TemplateFault, names_in
from dpone_si.manifest.templates.render import render
from dpone_si.records import field, record

_PASSES: Final = 5


@record(frozen=True, eq=False)
class Variable:
    """A variable as it stands at one level: its value, where it is written, and whether the text alone decides it."""

    name: str
    value: object
    layer: Layer | None
    key: Node | None
    node: Node | None
    certain: bool = True
    hidden: tuple[tuple[Layer, Node], ...] = ()


@record
class Variables:
    """All variables of one level. `faults` holds what failed to render at this level, with the node of the variable."""

    table: dict[str, Variable]
    faults: list[tuple[TemplateFault, Variable]] = field(default_factory=list[tuple[TemplateFault, Variable]])
    #: What failed to render at the levels above.
    outer_faults: tuple[tuple[TemplateFault, Variable], ...] = ()
    #: A key that is no text, and where: with one of these no template can be rendered.
    odd_key: tuple[Layer, ScalarNode] | None = None
    #: True when no variable names another one, so that nothing has to be resolved.
    settled: bool = False
    #: True when a preset or registry that may give further variables could not be read.
    open: bool = False

    def get(self, name: str) -> Variable | None:
        return self.table.get(name)

    def inherited(self) -> Variables:
        """The same variables for the next level, to which the faults so far are those of a level above."""
        outer = (*self.outer_faults, *self.faults)
        return Variables(self.table, outer_faults=outer, odd_key=self.odd_key, settled=self.settled, open=self.open)

    def values(self) -> dict[str, object]:
        return {name: variable.value for name, variable in self.table.items()}


def builtins(path: str, env_code: str | None) -> Variables:
    """The variables dpone gives every batch: `env_code` and the four about the manifest's path."""
    folder, _, name = path.rpartition("/")
    stem = name.rpartition(".")[0] or name
    table: dict[str, Variable] = {}
    for key, value, certain in (
        ("env_code", env_code or "dev", False),
        ("manifest_path", path, False),
        ("manifest_dir", folder, False),
        ("manifest_name", name, True),
        ("manifest_stem", stem, True),
    ):
        table[key] = Variable(key, value, None, None, None, certain)
    return Variables(table)


def extend(
    base: Variables,
    levels: list[tuple[Layer, MappingNode]],
    extra: Mapping[str, tuple[object, Node | None, Layer | None]] | None = None,
) -> Variables:
    """`base` with the variables of `levels` (weakest first) merged over it and resolved."""
    table = dict(base.table)
    odd_key = base.odd_key
    for layer, node in levels:
        for key, (key_node, value_node) in node.entries.items():
            name = str(key)
            if not isinstance(key, str) and isinstance(key_node, ScalarNode):
                odd_key = layer, key_node
            target = value_node.target
            value = to_plain(target)
            before = table.get(name)
            if before is not None:
                value = merge(before.value, value, name)
            hidden = () if before is None or before.node is None or before.layer is None else (
                (before.layer, before.node), *before.hidden,
            )  # fmt: skip
            table[name] = Variable(name, value, layer, key_node, target, True, hidden)
    for name, (value, node, layer) in (extra or {}).items():
        table[name] = Variable(name, value, layer, node, node)
    made = Variables(table, list(base.faults), base.outer_faults, odd_key, open=base.open)
    if base.settled and not levels and not any(_names_another(value) for value, _, _ in (extra or {}).values()):
        made.settled = True
        return made
    return _resolve(made)


def merge(base: object, over: object, name: object = None) -> object:
    """dpone's merge of plain values: mappings merge, everything else replaces, but two lists of a name that grows
    are joined.
    """
    if isinstance(base, dict) and isinstance(over, dict):
        result: dict[object, object] = dict(base)  # pyright: ignore[reportUnknownArgumentType]
        for key, value in over.items():  # pyright: ignore[reportUnknownVariableType]
            result[key] = merge(result[key], value) if key in result else value
        return result
    if name in APPENDED and isinstance(base, list) and isinstance(over, list):
        return [*base, *over]  # pyright: ignore[reportUnknownVariableType]
    return over


def certain(text: str, variables: Variables) -> bool:
    """False when a template's outcome hangs on something outside the text."""
    for name in names_in(text):
        if name in OUTSIDE:
            return False
        variable = variables.table.get(name)
        if (variable is None and variables.open) or (variable is not None and not variable.certain):
            return False
    return True


def _resolve(variables: Variables) -> Variables:
    table = variables.table
    pending = [name for name, variable in table.items() if _names_another(variable.value)]
    if not pending:
        variables.settled = True
        return variables
    values = variables.values()
    scope = Scope.of(values)
    failed: set[str] = set()
    for _ in range(_PASSES):
        changed = False
        for name in pending:
            variable = table[name]
            text = variable.value
            if name in failed or not isinstance(text, str) or "{{" not in text:
                continue
            try:
                rendered = render(text, scope)
            except TemplateFault as fault:
                if fault.code != "undefined" or not variables.open:
                    variables.faults.append((fault, variable))
                failed.add(name)
                table[name] = _replaced(variable, UNKNOWN, False)
                values[name] = UNKNOWN
                continue
            except CannotTell:
                failed.add(name)
                table[name] = _replaced(variable, UNKNOWN, False)
                values[name] = UNKNOWN
                continue
            value = rendered.value
            if rendered.undefined is not None and not variables.open:
                message = f"variable `{rendered.undefined}` is not defined, so this one becomes nothing"
                variables.faults.append((TemplateFault("nothing", message, rendered.undefined), variable))
            if value != text:
                table[name] = _replaced(variable, value, variable.certain and certain(text, variables))
                values[name] = value
                changed = True
        if not changed:
            variables.settled = not any(_names_another(variable.value) for variable in table.values())
            return variables
    first = table[pending[0]]
    fault = TemplateFault(
        "cycle", f"variables refer to each other without end: {', '.join(f'`{n}`' for n in pending[:4])}"
    )
    variables.faults.append((fault, first))
    return variables


def _names_another(value: object) -> bool:
    return isinstance(value, str) and "{{" in value


def _replaced(variable: Variable, value: object, is_certain: bool) -> Variable:
    return Variable(variable.name, value, variable.layer, variable.key, variable.node, is_certain, variable.hidden)
