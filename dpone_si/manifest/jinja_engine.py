"""Jinja's sandbox with limits on time and size: the slow road of `templates`. The only importer of jinja2.

A manifest may hold any template text, and merely opening it must neither reach Python objects nor burn the processor: the sandbox
refuses attributes of Python internals, big products and powers are refused before they are computed, and a step counter stops loops.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from types import FrameType
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError, TemplateAssertionError
from jinja2.runtime import Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from dpone_si.manifest.templates import Rendered, Scope, TemplateFault

_UNDEFINED_NAME = re.compile(r"'([^']+)' is undefined")
_MISSING_FILTER = re.compile(r"[Nn]o filter named '([^']+)'")
_GROWING_FILTERS = ("center", "indent", "wordwrap", "format", "replace", "batch", "slice")


class _Limited(ImmutableSandboxedEnvironment):
    """The sandbox, with arithmetic that cannot explode."""

    intercepted_binops = frozenset(("*", "**", "%", "+"))
    limit = 200_000

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "**":
            if (
                isinstance(left, (int, float))
                and isinstance(right, (int, float))
                and (abs(right) > 64 or abs(left) > 1e6)
            ):
                raise SecurityError("this power is too large")
        elif operator == "*":
            for sized, times in ((left, right), (right, left)):
                if (
                    isinstance(sized, (str, list, tuple, bytes))
                    and isinstance(times, int)
                    and len(sized) * times > self.limit
                ):
                    raise SecurityError("this repetition is too long")
            if isinstance(left, int) and isinstance(right, int) and left.bit_length() + right.bit_length() > 4096:
                raise SecurityError("this product is too large")
        elif operator == "+":
            if (
                isinstance(left, (str, list, tuple))
                and isinstance(right, (str, list, tuple))
                and len(left) + len(right) > self.limit
            ):
                raise SecurityError("this text is too long")
        elif isinstance(left, str) and re.search(r"%[^a-zA-Z%]*\d{4,}|%[^a-zA-Z%]*\*", left):
            raise SecurityError("this format is too wide")
        return super().call_binop(context, operator, left, right)


class Engine:
    """Compiles each template once and renders it under the limits."""

    def __init__(self, filters: Mapping[str, Callable[[object], str]], max_steps: int, max_output: int) -> None:
        environment = _Limited(undefined=StrictUndefined, autoescape=False, cache_size=0)
        environment.filters.update(filters)
        for name in _GROWING_FILTERS:
            environment.filters[name] = _bounded(environment.filters[name], max_output)
        environment.globals.pop("lipsum", None)
        self._environment = environment
        self._max_steps = max_steps
        self._max_output = max_output
        self._templates: dict[str, Any] = {}
        self._expressions: dict[str, Any] = {}

    def expression(self, source: str, scope: Scope) -> Rendered:
        compiled = self._expressions.get(source)
        if compiled is None:
            compiled = self._compile(self._environment.compile_expression, source)
            self._remember(self._expressions, source, compiled)
        value = self._run(lambda: compiled(**dict(scope.everything())))
        if isinstance(value, Undefined):
            value = None
        return Rendered(value, None)

    def text(self, source: str, scope: Scope) -> str:
        template = self._templates.get(source)
        if template is None:
            template = self._compile(self._environment.from_string, source)
            self._remember(self._templates, source, template)
        result = self._run(lambda: template.render(dict(scope.everything())))
        if len(result) > self._max_output:
            raise TemplateFault("too-large", f"the template gives more than {self._max_output:,} characters")
        return result

    @staticmethod
    def _remember(cache: dict[str, Any], source: str, compiled: Any) -> None:
        if len(cache) > 4096:
            cache.clear()
        cache[source] = compiled

    def _compile(self, compiler: Callable[[str], Any], source: str) -> Any:
        try:
            return compiler(source)
        except TemplateAssertionError as error:
            missing = _MISSING_FILTER.search(str(error))
            name = missing.group(1) if missing else None
            message = f"there is no filter `{name}`" if name else _sentence(error)
            raise TemplateFault("filter" if name else "syntax", message, name) from None
        except TemplateSyntaxError as error:
            raise TemplateFault("syntax", f"template syntax: {_sentence(error)}") from None
        except RecursionError:
            raise TemplateFault("syntax", "the template is nested too deeply") from None
        except Exception as error:  # noqa: BLE001 - jinja lets errors of constant folding through as they are
            raise TemplateFault("syntax", f"the template cannot be compiled: {_sentence(error)}") from None

    def _run(self, action: Callable[[], Any]) -> Any:
        steps = 0
        limit = self._max_steps

        def count(_frame: FrameType, event: str, _argument: object) -> Any:
            nonlocal steps
            steps += 1
            if steps > limit:
                raise SecurityError("the template runs for too long")
            return count

        previous = sys.gettrace()
        sys.settrace(count)
        try:
            return action()
        except UndefinedError as error:
            found = _UNDEFINED_NAME.search(str(error))
            name = found.group(1) if found else None
            raise TemplateFault("undefined", f"`{name}` is not defined" if name else _sentence(error), name) from None
        except SecurityError as error:
            raise TemplateFault("runtime", f"the template is refused: {error}") from None
        except RecursionError:
            raise TemplateFault("runtime", "the template calls itself without end") from None
        except Exception as error:  # noqa: BLE001 - a template may raise anything; dpone wraps it the same way
            raise TemplateFault("runtime", f"the template fails: {_sentence(error)}") from None
        finally:
            sys.settrace(previous)


def _bounded(inner: Callable[..., Any], limit: int) -> Callable[..., Any]:
    import functools

    @functools.wraps(inner)
    def checked(*arguments: Any, **named: Any) -> Any:
        for value in (*arguments, *named.values()):
            if isinstance(value, int) and abs(value) > limit:
                raise SecurityError("this width is too large")
        return inner(*arguments, **named)

    return checked


def _sentence(error: BaseException) -> str:
    text = str(error).strip() or type(error).__name__
    return text if len(text) <= 200 else text[:197] + "..."
