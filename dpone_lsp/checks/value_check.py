"""One value held against what its key allows, and whether a value counts in a process at all."""

from __future__ import annotations

import re
from typing import Final

from dpone_lsp.checks.misfit import Kind, Misfit
from dpone_si.manifest.model.processes import Process
from dpone_si.manifest.model.stages import APPENDED
from dpone_si.manifest.structure import NUMBER_TEXT, KeySpec
from dpone_si.manifest.syntax import scalars
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode
from dpone_si.manifest.templates.model import is_template

_NUMBER: Final = re.compile(NUMBER_TEXT)
_WHOLE_TEMPLATE: Final = re.compile(r"\s*\{\{.*\}\}\s*", re.DOTALL)
_BOOLEAN_WORDS: Final = frozenset(("true", "false", "yes", "no", "on", "off"))


def scalar_fault(spec: KeySpec, node: ScalarNode) -> Kind | None:
    """What is wrong with a scalar as it is written: "template" when that shows only once dpone has rendered it; None
    when it fits.
    """
    kind, value = node.resolved
    if kind != scalars.STR or not isinstance(value, str):
        return value_fault(spec, kind, value, node)
    if "{{" in value and is_template(value):
        # A text with something beside the braces stays a text.
        plain_text = "string" in spec.types and not spec.enum and not _WHOLE_TEMPLATE.fullmatch(value)
        return None if plain_text or "any" in spec.types else "template"
    return _text_fault(spec, value)


def value_fault(spec: KeySpec, kind: str, value: object, node: ScalarNode | None = None) -> Kind | None:
    """What is wrong with a scalar of a YAML type at a key; `node` is the text it stands in, when it was written so."""
    if kind == scalars.STR and isinstance(value, str):
        return _text_fault(spec, value)
    types = spec.types
    if "any" in types:
        return None
    if kind == scalars.NULL:
        if types == ("mapping",):
            return "mapping"
        return "type" if spec.enforced and "null" not in types else None
    if kind in (scalars.INT, scalars.FLOAT):
        return _number_fault(spec, kind, value, node)
    if kind == scalars.BOOL:
        return _boolean_fault(types)
    if kind == scalars.TIMESTAMP:
        return "date" if "string" in types else "type"
    return None


def _text_fault(spec: KeySpec, value: str) -> Kind | None:
    types = spec.types
    if "string" in types:
        if spec.enum:
            return None if not value or _is_word(spec, value) or is_template(value) else "word"
        return None if spec.pattern is None or is_template(value) else _pattern_fault(spec, spec.pattern, value)
    if "any" in types or is_template(value):
        return None
    if "boolean" in types:
        return "quoted-boolean" if value.strip().lower() in _BOOLEAN_WORDS else "type"
    if "integer" in types or "number" in types:
        return "number" if not _NUMBER.fullmatch(value) else "number-text"
    return _block_or_type(types)


def _number_fault(spec: KeySpec, kind: str, value: object, node: ScalarNode | None) -> Kind | None:
    types = spec.types
    if "number" in types or (kind == scalars.INT and "integer" in types):
        low, high = spec.minimum, spec.maximum
        if not isinstance(value, (int, float)):
            return None
        return "bounds" if (low is not None and value < low) or (high is not None and value > high) else None
    if "integer" in types:
        return "type"
    if "string" in types:
        if spec.enforced or spec.enum:
            return "type"
        return "changed-number" if node is not None and not node.style and str(value) != node.text else None
    return _block_or_type(types)


def _boolean_fault(types: tuple[str, ...]) -> Kind | None:
    if "boolean" in types:
        return None
    return "boolean" if "string" in types else _block_or_type(types)


def _block_or_type(types: tuple[str, ...]) -> Kind:
    return "mapping" if "mapping" in types and "list" not in types else "type"


def _is_word(spec: KeySpec, value: str) -> bool:
    if spec.open_enum or value in spec.enum or value in spec.aliases:
        return True
    if not spec.any_case:
        return False
    plain = value.strip().lower().replace("-", "_")
    return plain in spec.enum or plain in spec.aliases or value.strip().lower() in spec.aliases


def _pattern_fault(spec: KeySpec, pattern: str, value: str) -> Kind | None:
    if re.search(pattern, value):
        return "number-text" if spec.converts_text else None
    return "number" if spec.converts_text else "pattern"


def takes_part(process: Process, misfit: Misfit) -> bool:
    """Whether the effective process has this very value, or the list in which it stands."""
    names = misfit.path.split(".")
    if names[0] in APPENDED:
        return True
    for length in range(len(names), 0, -1):
        value = process.at(".".join(names[:length]))
        if value is None:
            continue
        if length == len(names):
            merged = value.hits[: len(value.view.stack)] if value.is_mapping else value.hits[:1]
            return any(hit.key is misfit.key for hit in merged)
        return not value.is_mapping and _holds(value.node, misfit.mapping)
    return False


def _holds(node: Node, wanted: MappingNode) -> bool:
    if node is wanted:
        return True
    below: list[Node] = node.items if isinstance(node, SequenceNode) else []
    if isinstance(node, MappingNode):
        below = [value for _, value in node.pairs]
    return any(_holds(child.target, wanted) for child in below)
