"""Runs a parsed Jinja template without Jinja: an interpreter of its syntax tree that pays for every step from a budget.

Nothing is compiled to Python and no attribute of a Python object is ever looked up, so there is nothing to break out
of. Only plain data is operated on; a statement, function or operator that is not understood, or would cost too much,
gives `CannotTell`.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Final

from jinja2 import nodes

from dpone_si.manifest.templates.budget import CannotTell
from dpone_si.manifest.templates.evaluator import Evaluator
from dpone_si.manifest.templates.expressions import Undefined
from dpone_si.manifest.templates.operations import Failure, Loop
from dpone_si.manifest.templates.streams import SafeText

#: What a round of a loop costs.
_ROUND: Final = 5


class Interpreter(Evaluator):
    """One run of one template."""

    def text(self, template: nodes.Template) -> str:
        """What the template puts out."""
        return self._body(template.body)

    def value(self, node: nodes.Expr) -> Any:
        """The value of an expression, `Undefined` included."""
        found = self._eval(node)
        if isinstance(found, Undefined):
            return found
        if isinstance(found, SafeText):
            return str(found)
        found = self._budget.plain(found)
        self._budget.weigh(found)
        if _holds_range(found):
            raise CannotTell("a range as a value")
        return found

    def _body(self, body: list[nodes.Node]) -> str:
        made = "".join([self._put_out(node) for node in body])
        self._budget.spend(len(made))
        return made

    def _put_out(self, node: nodes.Node) -> str:
        self._budget.spend(1)
        if isinstance(node, nodes.Output):
            return "".join(
                [
                    part.data if isinstance(part, nodes.TemplateData) else self._text(self._eval(part))
                    for part in node.nodes
                ]
            )
        if isinstance(node, nodes.If):
            return self._if(node)
        if isinstance(node, nodes.For):
            return self._for(node)
        if isinstance(node, nodes.With):
            return self._with(node)
        if isinstance(node, nodes.Scope):
            with self._frame():
                return self._body(node.body)
        if isinstance(node, nodes.Assign):
            self._assign(node.target, self._eval(node.node))
            return ""
        if isinstance(node, nodes.AssignBlock) and node.filter is None:
            self._assign(node.target, self._body(node.body))
            return ""
        if isinstance(node, (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)):
            raise Failure("a template of dpone stands alone: there is no other to include, import or extend")
        raise CannotTell(f"{type(node).__name__} is not followed")

    @contextmanager
    def _frame(self, **names: Any) -> Generator[None]:
        """Names that are set inside are forgotten outside."""
        self._frames.append(names)
        try:
            yield
        finally:
            self._frames.pop()

    def _with(self, node: nodes.With) -> str:
        values = [self._eval(value) for value in node.values]
        with self._frame():
            for target, value in zip(node.targets, values, strict=True):
                self._assign(target, value)
            return self._body(node.body)

    def _if(self, node: nodes.If) -> str:
        for branch in (node, *node.elif_):
            if self._truth(self._eval(branch.test)):
                return self._body(branch.body)
        return self._body(node.else_)

    def _for(self, node: nodes.For) -> str:
        if node.recursive or next(node.find_all((nodes.Assign, nodes.AssignBlock)), None) is not None:
            # What a name set inside a loop means afterwards is decided by Jinja's compiler.
            raise CannotTell("a loop that sets names")
        items = [item for item in self._iterate(self._defined(self._eval(node.iter))) if self._admits(node, item)]
        if not items:
            return self._body(node.else_)
        made: list[str] = []
        for number, item in enumerate(items):
            self._budget.spend(_ROUND)
            with self._frame(loop=Loop(number, len(items))):
                self._assign(node.target, item)
                made.append(self._body(node.body))
        return "".join(made)

    def _admits(self, node: nodes.For, item: Any) -> bool:
        """Whether a loop's `if` lets an item through."""
        if node.test is None:
            return True
        with self._frame():
            self._assign(node.target, item)
            return self._truth(self._eval(node.test))

    def _assign(self, target: nodes.Node, value: Any) -> None:
        self._budget.spend(1)
        if isinstance(target, nodes.Name):
            self._frames[-1][target.name] = value
        elif isinstance(target, nodes.Tuple):
            items = self._iterate(value)
            if len(items) != len(target.items):
                raise Failure(f"{len(items)} values for {len(target.items)} names")
            for part, item in zip(target.items, items, strict=True):
                self._assign(part, item)
        else:
            raise CannotTell("only names are set")


def _holds_range(value: Any) -> bool:
    """Whether a part of plain data is a range: it would be printed as an object of Python."""
    if type(value) is dict:
        return any(map(_holds_range, value.values()))  # pyright: ignore[reportUnknownArgumentType, reportUnknownMemberType]
    if type(value) in (list, tuple):
        return any(map(_holds_range, value))
    return type(value) is range
