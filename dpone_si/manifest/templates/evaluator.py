"""Evaluates the expressions of a parsed Jinja template.

No attribute of a Python object is ever looked up, so there is nothing to break out of.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, Final

from jinja2 import nodes

from dpone_si.manifest.templates.budget import MAX_BITS, PLAIN, Budget, CannotTell
from dpone_si.manifest.templates.conditions import KINDS, TESTS
from dpone_si.manifest.templates.expressions import Undefined, UndefinedUse
from dpone_si.manifest.templates.functions import FILTERS, METHODS
from dpone_si.manifest.templates.operations import Failure, Loop, Operations
from dpone_si.manifest.templates.streams import SafeText, Stream, by_path
from dpone_si.manifest.templates.text_functions import percent_format

_GLOBALS: Final = frozenset(
    ("range", "dict", "lipsum", "cycler", "joiner", "namespace", "self", "caller", "varargs", "kwargs")
)
#: Filters that do nothing until somebody runs through what they give.
_LAZY: Final = frozenset(("map", "select", "reject", "selectattr", "rejectattr", "unique", "batch", "items"))
#: What does not look at all its arguments.
_IDLE: Final = frozenset(("int", "float", "sum", "min", "max", "get", "format", "dict"))
_ORDER: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "eq": operator.eq, "ne": operator.ne, "gt": operator.gt, "gteq": operator.ge, "lt": operator.lt,
    "lteq": operator.le,
}  # fmt: skip
_ARITHMETIC: Final[Mapping[type, Callable[[Any, Any], Any]]] = {
    nodes.Add: operator.add, nodes.Sub: operator.sub, nodes.Div: operator.truediv, nodes.FloorDiv: operator.floordiv,
}  # fmt: skip


class Evaluator(Operations):
    """Gives the values of expressions. `lookup` answers for names that the template does not set (KeyError when
    undefined).
    """

    def __init__(self, lookup: Callable[[str], Any], budget: Budget) -> None:
        super().__init__(budget)
        self._lookup = lookup
        #: Names set in the template; a loop adds one.
        self._frames: list[dict[str, Any]] = [{}]

    def _eval(self, node: nodes.Node) -> Any:
        self._budget.spend(1)
        method = _EVALUATORS.get(type(node))
        if method is None:
            raise CannotTell(f"{type(node).__name__} is not followed")
        return method(self, node)

    def _const(self, node: nodes.Const) -> Any:
        return self._budget.made(node.value)

    def _name(self, node: nodes.Name) -> Any:
        for frame in reversed(self._frames):
            if node.name in frame:
                return frame[node.name]
        try:
            return self._lookup(node.name)
        except KeyError:
            if node.name in _GLOBALS:
                raise CannotTell(f"{node.name} as a value") from None
            return Undefined(node.name)

    def _tuple(self, node: nodes.Tuple) -> Any:
        return tuple(self._item(item) for item in node.items)

    def _list(self, node: nodes.List) -> Any:
        return [self._item(item) for item in node.items]

    def _dict(self, node: nodes.Dict) -> Any:
        pairs = [(self._member(pair.key), self._item(pair.value)) for pair in node.items]
        for key, _ in pairs:
            self._budget.weigh(key)
        return self._native(dict, pairs)

    def _item(self, node: nodes.Node) -> Any:
        """A member of a list or mapping. Jinja puts an undefined one in as it is, and only its use fails."""
        found = self._eval(node)
        if isinstance(found, Undefined):
            raise CannotTell(f"`{found.name}` is not defined and stands in a list or mapping")
        return self._kept(found)

    def _member(self, node: nodes.Node) -> Any:
        """Something that is put into a list, a mapping or a call: plain data."""
        return self._kept(self._defined(self._eval(node)))

    def _cond(self, node: nodes.CondExpr) -> Any:
        if self._truth(self._eval(node.test)):
            return self._eval(node.expr1)
        return Undefined("") if node.expr2 is None else self._eval(node.expr2)

    def _and(self, node: nodes.And) -> Any:
        left = self._eval(node.left)
        return self._eval(node.right) if self._truth(left) else left

    def _or(self, node: nodes.Or) -> Any:
        left = self._eval(node.left)
        return left if self._truth(left) else self._eval(node.right)

    def _not(self, node: nodes.Not) -> Any:
        return not self._truth(self._eval(node.node))

    def _sign(self, node: nodes.UnaryExpr) -> Any:
        value = self._operand(node.node)
        return self._native(operator.neg if isinstance(node, nodes.Neg) else operator.pos, value)

    def _concat(self, node: nodes.Concat) -> Any:
        made = "".join([self._text(self._eval(part)) for part in node.nodes])
        self._budget.spend(len(made))
        return made

    def _compare(self, node: nodes.Compare) -> Any:
        left = self._eval(node.expr)
        for operand in node.ops:
            right = self._operand(operand.expr)
            if operand.op in ("in", "notin"):
                # Nothing is compared with the items of an empty list, so what is undefined may be looked for in one.
                empty = type(right) in (list, tuple, range) and not right
                found = not empty and self._native(operator.contains, right, self._weighed(left))
                holds = found is (operand.op == "in")
            else:
                holds = self._native(_ORDER[operand.op], self._weighed(left), right)
            if not holds:
                return False
            left = right
        return True

    def _operand(self, node: nodes.Node) -> Any:
        """A value an operator works on: plain data, paid for in full."""
        return self._weighed(self._eval(node))

    def _arithmetic(self, node: nodes.BinExpr) -> Any:
        left, right = self._operand(node.left), self._operand(node.right)
        return self._native(_ARITHMETIC[type(node)], left, right)

    def _times(self, node: nodes.Mul) -> Any:
        left, right = self._operand(node.left), self._operand(node.right)
        for sized, times in ((left, right), (right, left)):
            if type(sized) in (str, list, tuple) and isinstance(times, int):
                self._budget.spend(len(sized) * max(times, 0))
        return self._native(operator.mul, left, right)

    def _power(self, node: nodes.Pow) -> Any:
        left, right = self._operand(node.left), self._operand(node.right)
        if isinstance(left, int) and isinstance(right, int) and left.bit_length() * abs(right) > MAX_BITS:
            raise CannotTell("a power is too large")
        return self._native(operator.pow, left, right)

    def _modulo(self, node: nodes.Mod) -> Any:
        left, right = self._operand(node.left), self._eval(node.right)
        if type(left) is str and isinstance(right, Undefined):
            raise CannotTell("text without places takes anything")
        right = self._weighed(right)
        if type(left) is str:
            return self._call_function(percent_format, left, [right], {})
        return self._native(operator.mod, left, right)

    def _getattr(self, node: nodes.Getattr) -> Any:
        owner, name = self._eval(node.node), node.attr
        if isinstance(owner, Undefined) and name.startswith("__"):
            raise CannotTell("an attribute that even an undefined value has")
        owner = self._defined(owner)
        if isinstance(owner, Loop) and name in owner.values:
            return owner.values[name]
        if _is_python_attribute(owner, name):
            raise CannotTell(f"`{name}` is an attribute of Python")
        if isinstance(owner, Mapping) and name in owner:
            return owner[name]
        return Undefined(_written(node))

    def _getitem(self, node: nodes.Getitem) -> Any:
        owner = self._defined(self._eval(node.node))
        if isinstance(node.arg, nodes.Slice):
            parts = [
                None if part is None else self._operand(part) for part in (node.arg.start, node.arg.stop, node.arg.step)
            ]
            if type(owner) not in (str, list, tuple):
                if isinstance(owner, Mapping) or (type(owner) in PLAIN and type(owner) is not range):
                    raise Failure("only text and lists have parts")
                raise CannotTell("a part of something else than text or a list")
            self._budget.spend(len(owner))
            return self._native(operator.getitem, owner, slice(*parts))
        key = self._operand(node.arg)
        if not isinstance(owner, Mapping) and type(owner) not in PLAIN:
            raise CannotTell("an item of something else than plain data")
        try:
            return owner[key]
        except (TypeError, LookupError):
            if isinstance(key, str) and _is_python_attribute(owner, key):
                raise CannotTell(f"`{key}` is an attribute of Python") from None
            return Undefined(_written(node))

    # -- calls ---------------------------------------------------------------------------------------------------------

    def _call(self, node: nodes.Call) -> Any:
        target = node.node
        called = (
            target.name if isinstance(target, nodes.Name) else target.attr if isinstance(target, nodes.Getattr) else ""
        )
        positional, named = self._arguments(node, idle=called in _IDLE)
        if (
            isinstance(target, nodes.Name)
            and target.name in ("range", "dict")
            and isinstance(self._global(target), str)
        ):
            return (
                self._range(positional) if target.name == "range" and not named else self._made_dict(positional, named)
            )
        if isinstance(target, nodes.Getattr):
            owner = self._defined(self._eval(target.node))
            kind = dict if isinstance(owner, Mapping) else type(owner)
            function = METHODS.get(kind, {}).get(target.attr)
            if function is not None:
                return self._call_function(function, owner, positional, named)
        found = self._defined(self._eval(target))
        raise (
            Failure("something that is no function is called")
            if type(found) in PLAIN
            else CannotTell("a function that is not known")
        )

    def _global(self, node: nodes.Name) -> Any:
        """The name itself when nothing of the manifest hides the function it stands for."""
        if any(node.name in frame for frame in self._frames):
            return None
        try:
            self._lookup(node.name)
        except KeyError:
            return node.name
        return None

    def _range(self, arguments: list[Any]) -> Any:
        return self._native(range, *arguments)

    @staticmethod
    def _made_dict(positional: list[Any], named: dict[str, Any]) -> Any:
        if positional:
            raise CannotTell("a mapping made of something else")
        return named

    def _arguments(self, node: Any, *, idle: bool = False) -> tuple[list[Any], dict[str, Any]]:
        """The arguments of a call. `idle`: it may never look at them, so that an undefined one need not fail."""
        if node.dyn_args is not None or node.dyn_kwargs is not None:
            raise CannotTell("arguments from a list")
        take = self._item if idle else self._member
        positional = [take(argument) for argument in node.args]
        return positional, {pair.key: take(pair.value) for pair in node.kwargs}

    def _filter(self, node: nodes.Filter) -> Any:
        if node.node is None:
            raise CannotTell("a filter block")
        value = self._eval(node.node)
        if node.name in ("default", "d"):
            return self._default(node, value)
        if node.name == "items" and isinstance(value, Undefined) and not node.args and not node.kwargs:
            return Stream([])
        if (node.name in _LAZY or node.name == "pprint") and isinstance(value, Undefined):
            raise CannotTell("what is never looked at does not fail")
        self._defined(value)
        positional, named = self._arguments(node, idle=node.name in _LAZY or node.name in _IDLE)
        return self._filtered(node.name, value, positional, named)

    def _filtered(self, name: str, value: Any, positional: list[Any], named: dict[str, Any]) -> Any:
        if name in _LAZY:
            try:
                return self._lazily(name, value, positional, named)
            except (Failure, UndefinedUse):
                raise CannotTell("what is never looked at does not fail") from None
        function = FILTERS.get(name)
        if function is None or isinstance(value, SafeText):
            raise CannotTell(f"the filter `{name}` is not followed")
        return self._call_function(function, value, positional, named)

    def _default(self, node: nodes.Filter, value: Any) -> Any:
        if node.dyn_args is not None or node.dyn_kwargs is not None:
            raise CannotTell("arguments from a list")
        # All are evaluated in any case, and may fail; an undefined one does so only when it is used.
        given = dict(zip(("default_value", "boolean"), map(self._eval, node.args), strict=False))
        named: dict[Any, Any] = {pair.key: self._eval(pair.value) for pair in node.kwargs}
        if len(node.args) > 2 or not named.keys() <= {"default_value", "boolean"} - given.keys():
            raise Failure("`default` takes a value, and whether it counts for empty ones too")
        given |= named
        if isinstance(value, Undefined) or (
            "boolean" in given and self._truth(given["boolean"]) and not self._truth(value)
        ):
            return given.get("default_value", "")
        return value

    def _lazily(self, name: str, value: Any, positional: list[Any], named: dict[str, Any]) -> Stream:
        if name in FILTERS:
            return self._call_function(FILTERS[name], value, positional, named)
        items = self._iterate(value) if isinstance(value, Stream) or self._truth(value) else []
        if name == "map":
            if positional:
                return Stream([self._filtered(positional[0], item, positional[1:], named) for item in items])
            if set(named) != {"attribute"}:
                raise CannotTell("`map` with other arguments")
            return Stream([by_path(self._budget, item, named["attribute"]) for item in items])
        wanted = name.startswith("select")
        if not name.endswith("attr"):
            judged = items
        elif positional:
            judged = [by_path(self._budget, item, positional[0]) for item in items]
            positional = positional[1:]
        else:
            raise CannotTell("`selectattr` without an attribute")
        if named:
            raise CannotTell("named arguments of a test")
        kept: list[Any] = []
        for item, value_of in zip(items, judged, strict=True):
            holds = self._test_holds(positional[0], value_of, positional[1:]) if positional else self._truth(value_of)
            if holds is wanted:
                kept.append(item)
        return Stream(kept)

    def _test(self, node: nodes.Test) -> Any:
        value = self._eval(node.node)
        if node.name in ("defined", "undefined"):
            if node.args or node.kwargs:
                raise Failure(f"the test `{node.name}` takes no argument")
            return isinstance(value, Undefined) is (node.name == "undefined")
        if isinstance(value, Undefined) and (
            node.name in ("sameas", "callable", "escaped") or (node.name == "sequence" and not value.name)
        ):
            raise CannotTell("a test that does not look into an undefined value")
        positional, named = self._arguments(node)
        if named:
            raise CannotTell("named arguments of a test")
        if isinstance(value, Undefined) and node.name in KINDS:
            return False
        return self._test_holds(node.name, self._defined(value), positional)

    def _test_holds(self, name: Any, value: Any, arguments: list[Any]) -> bool:
        value = self._budget.plain(value)
        test = TESTS.get(name) if isinstance(name, str) else None
        if test is None or len(arguments) != test[0] or type(value) not in PLAIN:
            raise CannotTell(f"the test `{name}` is not followed")
        for part in (value, *arguments):
            self._budget.weigh(part)
            if type(part) in (str, list, tuple):
                self._budget.spend(len(part))
        return bool(self._native(test[1], value, *arguments))


def _is_python_attribute(owner: Any, name: str) -> bool:
    """Whether Python itself gives a value an attribute of this name; whatever is no plain data is taken to have it."""
    if isinstance(owner, Mapping):
        return name in dir(dict)
    return type(owner) not in PLAIN or name in dir(type(owner))


def _written(node: nodes.Node) -> str:
    """How a name with attributes stands in the template."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_written(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return f"{_written(node.node)}[{node.arg.value!r}]"
    return "the value"


_EVALUATORS: Final[Mapping[type, Callable[[Evaluator, Any], Any]]] = {
    nodes.Const: Evaluator._const, nodes.Name: Evaluator._name, nodes.Tuple: Evaluator._tuple,
    nodes.List: Evaluator._list,
    nodes.Dict: Evaluator._dict, nodes.CondExpr: Evaluator._cond, nodes.And: Evaluator._and, nodes.Or: Evaluator._or,
    nodes.Not: Evaluator._not, nodes.Neg: Evaluator._sign, nodes.Pos: Evaluator._sign, nodes.Concat: Evaluator._concat,
    nodes.Compare: Evaluator._compare, nodes.Mul: Evaluator._times, nodes.Pow: Evaluator._power,
    nodes.Mod: Evaluator._modulo,
    nodes.Getattr: Evaluator._getattr, nodes.Getitem: Evaluator._getitem, nodes.Call: Evaluator._call,
    nodes.Filter: Evaluator._filter, nodes.Test: Evaluator._test, **dict.fromkeys(_ARITHMETIC, Evaluator._arithmetic),
}  # fmt: skip
