"""The slow road of `templates`: Jinja parses, our interpreter runs what it parsed under a budget.

A manifest may hold any template text, and merely opening it must neither reach Python objects nor burn the processor or
the memory. So Jinja's compiler, which would turn it into Python code, is never used.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.parser import Parser

from dpone_si.manifest.templates.budget import FEW_UNITS, UNITS, Budget, CannotTell
from dpone_si.manifest.templates.expressions import Undefined, UndefinedUse
from dpone_si.manifest.templates.functions import FILTERS
from dpone_si.manifest.templates.interpreter import Interpreter
from dpone_si.manifest.templates.model import Rendered, Scope, TemplateFault
from dpone_si.manifest.templates.operations import Failure

#: How many different templates may use their budget up before others get less.
_DEAR_TEXTS = 100
_KEPT = 4096
#: Statements whose body Jinja compiles as strictly as the template itself, wherever they stand.
_BLOCKS = (
    nodes.For,
    nodes.With,
    nodes.FilterBlock,
    nodes.AssignBlock,
    nodes.Macro,
    nodes.CallBlock,
    nodes.Scope,
    nodes.Block,
)


class Engine:
    """Parses each template once and renders it under a budget."""

    def __init__(self) -> None:
        self._environment = Environment(cache_size=0)  # noqa: S701 - nothing is rendered with it
        self._filters = frozenset((*self._environment.filters, *FILTERS))
        self._templates: dict[str, nodes.Template | TemplateFault | CannotTell] = {}
        self._expressions: dict[str, nodes.Expr | TemplateFault | CannotTell] = {}
        #: Templates that cost too much once, oldest first; they are not tried again.
        self._dear: dict[str, None] = {}

    def expression(self, source: str, scope: Scope) -> Rendered:
        """The value of an expression; an undefined one is nothing."""
        parsed = self._parsed(self._expressions, source, self._parse_expression)
        value = self._run(source, lambda budget: Interpreter(scope.lookup, budget).value(parsed))
        return Rendered(None, value.name or None) if isinstance(value, Undefined) else Rendered(value)

    def text(self, source: str, scope: Scope) -> str:
        """What a template puts out."""
        parsed = self._parsed(self._templates, source, self._environment.parse)
        return self._run(source, lambda budget: Interpreter(scope.lookup, budget).text(parsed))

    def _parse_expression(self, source: str) -> nodes.Expr:
        parser = Parser(self._environment, source, state="variable")
        expression = parser.parse_expression()
        if not parser.stream.eos:
            raise TemplateSyntaxError("something follows the expression", parser.stream.current.lineno)
        return expression

    def _parsed(self, cache: dict[str, Any], source: str, parse: Any) -> Any:
        found = cache.get(source)
        if found is None:
            if len(cache) >= _KEPT:
                cache.clear()
            found = cache[source] = self._parse(source, parse)
        if isinstance(found, (TemplateFault, CannotTell)):
            # Raising the kept one would let its traceback grow.
            raise found.with_traceback(None)
        return found

    def _parse(self, source: str, parse: Any) -> Any:
        try:
            parsed = parse(source)
            missing = next(self._missing(parsed), None)
        except TemplateSyntaxError as error:
            return TemplateFault("syntax", f"template syntax: {_sentence(error)}")
        except ValueError as error:  # a number of more digits than Python reads
            return TemplateFault("syntax", f"template syntax: {_sentence(error)}")
        except RecursionError:
            # How deep dpone gets depends on how deep it stands already.
            return CannotTell("the template is nested too deeply")
        return parsed if missing is None else missing

    def _missing(self, node: nodes.Node) -> Iterator[TemplateFault]:
        """Filters and tests that do not exist, where Jinja's compiler refuses them: not inside a condition, but in a
        block inside of one.
        """
        stack: list[tuple[nodes.Node, bool]] = [(node, False)]
        while stack:
            current, soft = stack.pop()
            if not soft and isinstance(current, nodes.Filter) and current.name not in self._filters:
                yield TemplateFault("filter", f"there is no filter `{current.name}`", current.name)
            elif not soft and isinstance(current, nodes.Test) and current.name not in self._environment.tests:
                yield TemplateFault("syntax", f"template syntax: there is no test `{current.name}`")
            first = _deciding(current)
            if first and not any(map(_names_something, first)):
                # Constants may decide alone; then Jinja has thrown away what stands behind them.
                stack.extend((part, soft) for part in first)
                continue
            outside: list[nodes.Node] = []
            if isinstance(current, (nodes.If, nodes.CondExpr)):
                soft = True
            elif isinstance(current, _BLOCKS):
                outside = (
                    [current.iter]
                    if isinstance(current, nodes.For)
                    else list(current.values)
                    if isinstance(current, nodes.With)
                    else []
                )
                stack.extend((part, soft) for part in outside)
                soft = False
            stack.extend((child, soft) for child in current.iter_child_nodes() if child not in outside)

    def _run(self, source: str, action: Any) -> Any:
        if source in self._dear:
            raise CannotTell("the template costs too much")
        budget = Budget(UNITS if len(self._dear) < _DEAR_TEXTS else FEW_UNITS)
        try:
            return action(budget)
        except UndefinedUse as use:
            raise TemplateFault("undefined", f"`{use.name}` is not defined", use.name) from None
        except Failure as failure:
            raise TemplateFault("runtime", f"the template fails: {_sentence(failure)}") from None
        except RecursionError:
            budget.left = -1
            raise CannotTell("the template is nested too deeply") from None
        finally:
            if budget.left < 0:
                self._remember_dear(source)

    def _remember_dear(self, source: str) -> None:
        if len(self._dear) >= _KEPT:
            del self._dear[next(iter(self._dear))]
        self._dear[source] = None


def _deciding(node: nodes.Node) -> list[nodes.Node]:
    """The operands after which the others may not be looked at."""
    if isinstance(node, (nodes.And, nodes.Or)):
        return [node.left]
    return [node.expr, node.ops[0].expr] if isinstance(node, nodes.Compare) and len(node.ops) > 1 else []


def _names_something(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name) or node.find(nodes.Name) is not None


def _sentence(error: BaseException) -> str:
    text = str(error).strip() or type(error).__name__
    return text if len(text) <= 200 else text[:197] + "..."
