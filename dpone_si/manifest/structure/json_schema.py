"""A JSON Schema (draft 2020-12) per document form, for editors that know no dpone.

Unlike the schemas inside dpone it accepts what dpone runs: words in any case, aliases, numbers in quotes, templates where dpone renders
them, null where dpone takes it for "not set", and keys that dpone ignores. It refuses what dpone refuses while it reads the manifest;
what else is wrong, the linter says better.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dpone_si.manifest.structure.lookup import EXTENSION_PREFIX, Block, KeySpec, block, doc, document_spec

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_PROCESS = "process"
_TEMPLATED = frozenset(("batch", "preset", "flow", "pipeline", "fragment"))
"""Forms whose processes dpone renders."""
_LAYERED = frozenset(("batch", "preset"))
"""Forms whose processes are written in parts, so that no part needs to be complete."""
_TEMPLATE: Schema = {
    "type": "string",
    "pattern": r"\{\{|\{%|\{#",
    "description": "A template; dpone renders it and keeps the type of a whole-value expression.",
}
_JSON_TYPES = {"mapping": "object", "list": "array"}


def schema_for(form: str) -> Schema:
    """The schema of documents of this form (one of ``FORMS``). Raises ``KeyError`` for an unknown form."""
    writing = _Writing(form)
    document = writing.value(document_spec(form), templated=False)
    definitions = writing.definitions()
    return {
        "$schema": DIALECT,
        "title": f"dpone {form.replace('_', ' ')}",
        "description": doc(form),
        **({"$ref": document["$ref"]} if "$ref" in document else document),
        "$defs": definitions,
    }


class _Writing:
    """One schema in the making: blocks become definitions the first time they are named."""

    def __init__(self, form: str) -> None:
        self._form = form
        self._waiting: list[tuple[str, bool]] = []
        self._named: set[str] = set()
        self._template_named = False

    def definitions(self) -> Schema:
        """Every definition that the document and the definitions themselves name."""
        made: Schema = {}
        while self._waiting:
            name, templated = self._waiting.pop()
            made[_definition(name, templated)] = self._block(block(name), templated)
        if self._template_named:
            made["template"] = _TEMPLATE
        return dict(sorted(made.items()))

    def value(self, spec: KeySpec, *, templated: bool) -> Schema:
        """The schema of a value, without the words that describe its key."""
        choices = [*self._choices(spec, templated)]
        if templated and spec.types != ("any",) and not _takes_any_text(spec):
            self._template_named = True
            choices.append({"$ref": "#/$defs/template"})
        if not choices:
            return {}
        return choices[0] if len(choices) == 1 else {"anyOf": choices}

    def _choices(self, spec: KeySpec, templated: bool) -> Iterator[Schema]:
        if "any" in spec.types:
            return
        plain = [kind for kind in spec.types if kind in ("boolean", "null")]
        if plain:
            yield {"type": plain[0] if len(plain) == 1 else plain}
        if "integer" in spec.types or "number" in spec.types:
            yield _number(spec)
        if "string" in spec.types:
            yield from _text(spec)
        if "mapping" in spec.types:
            yield self._mapping(spec, templated)
        if "list" in spec.types:
            yield {"type": "array"} if spec.items is None else {"type": "array", "items": self.value(spec.items, templated=templated)}

    def _mapping(self, spec: KeySpec, templated: bool) -> Schema:
        if spec.block is None:
            return {"type": "object"}
        inside = templated or (spec.block == _PROCESS and self._form in _TEMPLATED)
        name = _definition(spec.block, inside)
        if name not in self._named:
            self._named.add(name)
            self._waiting.append((spec.block, inside))
        return {"$ref": f"#/$defs/{name}"}

    def _block(self, shape: Block, templated: bool) -> Schema:
        schema: Schema = {"type": "object"}
        sentence = doc(shape.name)
        if sentence:
            schema["description"] = sentence
        schema["properties"] = {key: self._key(shape, spec, templated) for key, spec in shape.keys.items() if not spec.misplaced}
        if not schema["properties"]:
            del schema["properties"]
        partial = templated and self._form in _LAYERED
        required = [key for key, spec in shape.keys.items() if spec.required_by_tool and not partial]
        if required:
            schema["required"] = required
        if shape.wildcard is not None:
            schema["additionalProperties"] = self.value(shape.wildcard, templated=templated)
            schema["patternProperties"] = {f"^{EXTENSION_PREFIX}": True}
        elif shape.closed_in_dpone:
            schema["additionalProperties"] = False
        return schema

    def _key(self, shape: Block, spec: KeySpec, templated: bool) -> Schema:
        schema = self.value(spec, templated=templated)
        schema["title"] = spec.name
        sentence = doc(shape.name, spec.name)
        if spec.deprecated is not None:
            schema["deprecated"] = True
            sentence = f"{sentence} Write instead: {spec.deprecated}."
        words = [f"`{word}`: {said}" for word in spec.enum if (said := doc(shape.name, spec.name, word))]
        schema["description"] = "\n\n".join([sentence, *words])
        if spec.has_default and spec.default is not None:
            schema["default"] = spec.default
        return schema


def _definition(name: str, templated: bool) -> str:
    return f"{name}-rendered" if templated else name


def _takes_any_text(spec: KeySpec) -> bool:
    return "string" in spec.types and not spec.enum and (spec.pattern is None or not (spec.enforced or spec.converts_text))


def _number(spec: KeySpec) -> Schema:
    schema: Schema = {"type": "number" if "number" in spec.types else "integer"}
    if spec.enforced:
        bounds = (("minimum", spec.minimum), ("maximum", spec.maximum))
        schema.update({name: bound for name, bound in bounds if bound is not None})
    return schema


def _text(spec: KeySpec) -> Iterator[Schema]:
    """Text: its words first, so that editors offer them, then what else dpone takes."""
    if spec.enum:
        yield {"enum": [*spec.enum]}
        if spec.open_enum:
            yield {"type": "string"}
        elif spec.any_case or spec.aliases:
            words = (*spec.enum, *spec.aliases)
            yield {
                "type": "string",
                "pattern": f"^\\s*({'|'.join(_any_case(word) if spec.any_case else _literal(word) for word in words)})\\s*$",
            }
    elif spec.pattern is not None and (spec.enforced or spec.converts_text):
        yield {"type": "string", "pattern": spec.pattern}
    else:
        yield {"type": "string"}


def _any_case(word: str) -> str:
    """A pattern for the word that needs no flags, which JSON Schema does not have."""
    return "".join(_letter(letter) for letter in word)


def _letter(letter: str) -> str:
    if letter.isalpha():
        return f"[{letter.upper()}{letter.lower()}]"
    return "[-_]" if letter in "-_" else _literal(letter)


def _literal(text: str) -> str:
    return "".join(f"\\{letter}" if letter in r"\^$.|?*+()[]{}/" else letter for letter in text)
