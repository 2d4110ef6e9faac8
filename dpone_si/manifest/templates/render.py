"""Rendering of `{{ ... }}` in batch and flow manifests, as dpone renders it, but bounded and out of reach of Python.

A value that is exactly one expression keeps its type and turns an undefined name into nothing; any other template gives
text and an undefined name is an error (manifest-format sheet, section 3). Simple expressions are evaluated by
`expressions`, because nearly every manifest uses only those and importing Jinja costs more than analysing a file; the
rest is run by `engine`. What costs too much, or cannot be bounded, is not known (`CannotTell`); that is never a fault
of the manifest.
"""

from __future__ import annotations

from typing import Any

from dpone_si.manifest.templates.budget import CannotTell
from dpone_si.manifest.templates.expressions import NotSimple, Undefined, UndefinedUse, compile_expression
from dpone_si.manifest.templates.model import MAX_OUTPUT, MAX_TEMPLATE, Rendered, Scope, TemplateFault, whole_expression


def render(text: str, scope: Scope) -> Rendered:
    """The value of a template. Raises `TemplateFault` where dpone would fail, and `CannotTell`."""
    if len(text) > MAX_TEMPLATE:
        raise CannotTell(f"the template is longer than {MAX_TEMPLATE:,} characters")
    whole = whole_expression(text)
    try:
        if whole is None:
            quick = _quick(text, scope)
            if quick is not None:
                return Rendered(quick)
        else:
            evaluate = compile_expression(whole)
            if evaluate is not None:
                value = evaluate(scope.lookup)
                return Rendered(None, value.name) if isinstance(value, Undefined) else Rendered(value)
    except UndefinedUse as use:
        raise TemplateFault("undefined", f"`{use.name}` is not defined", use.name) from None
    except NotSimple:
        pass
    if whole is not None:
        return _engine().expression(whole, scope)
    return Rendered(_engine().text(text, scope))


def _quick(text: str, scope: Scope) -> str | None:
    """Text made of literals and simple expressions; None when Jinja has to decide."""
    if "{%" in text or "{#" in text or "\r" in text or "-}}" in text or "{{-" in text or "+}}" in text or "{{+" in text:
        return None
    parts: list[str] = []
    at = size = 0
    while True:
        start = text.find("{{", at)
        if start < 0:
            tail = text[at:]
            parts.append(tail[:-1] if tail.endswith("\n") else tail)
            break
        end = text.find("}}", start)
        evaluate = None if end < 0 else compile_expression(text[start + 2 : end])
        if evaluate is None:
            return None
        parts.append(text[at:start])
        value = evaluate(scope.lookup)
        if isinstance(value, Undefined):
            raise UndefinedUse(value.name)
        put = str(value)
        size += len(put)
        if size > MAX_OUTPUT:
            raise CannotTell(f"the template gives more than {MAX_OUTPUT:,} characters")
        parts.append(put)
        at = end + 2
    return "".join(parts)


_loaded: Any = None


def _engine() -> Any:
    global _loaded
    if _loaded is None:
        from dpone_si.manifest.templates.engine import Engine

        _loaded = Engine()
    return _loaded
