"""A JSON Schema (draft 2020-12) per document form, for editors that know no dpone.

Unlike the schemas inside dpone it accepts what dpone runs: words in any case, aliases, numbers in quotes, templates
where dpone renders them, null where dpone takes it for "not set", and keys that dpone ignores. It refuses what dpone
refuses while it reads the manifest; what else is wrong, no schema can say.
"""

from __future__ import annotations

from typing import Any

from dpone_si.manifest.structure.lookup import EXTENSION_PREFIX, Block, KeySpec, block, doc, document_spec

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_PROCESS = "process"
_TEMPLATED = frozenset(("batch", "preset", "flow", "pipeline", "fragment"))
"""Forms whose processes dpone renders."""
_LAYERED = frozenset(("batch", "preset"))
"""Forms whose processes are written in parts, so that no part needs to be complete."""
TEMPLATE = r"\{\{|\{%|\{#"
"""Pattern of text that dpone renders; a whole-value expression keeps its type."""
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

    def definitions(self) -> Schema:
        """Every definition that the document and the definitions themselves name."""
        made: Schema = {}
        while self._waiting:
            name, templated = self._waiting.pop()
            made[_definition(name, templated)] = self._block(block(name), templated)
        return dict(sorted(made.items()))

    def value(self, spec: KeySpec, *, templated: bool) -> Schema:
        """The schema of a value, without the words that describe its key."""
        if "any" in spec.types:
            return {}
        choices: list[Schema] = []
        if "mapping" in spec.types and spec.block is not None:
            choices.append(self._mapping(spec.block, templated))
        if spec.enum and "string" in spec.types:
            choices.append({"enum": [*spec.enum]})
        rest = self._plain(spec, templated)
        if rest["type"]:
            choices.append(rest)
        return choices[0] if len(choices) == 1 else {"anyOf": choices}

    def _plain(self, spec: KeySpec, templated: bool) -> Schema:
        """Everything that needs no alternative: bounds, pattern and items bind their own type only."""
        kinds = [_JSON_TYPES.get(kind, kind) for kind in spec.types]
        if "number" in kinds:
            kinds.remove("integer")
        if spec.block is not None and "object" in kinds:
            kinds.remove("object")
        texts = _texts(spec)
        if "string" in kinds and texts == []:
            kinds.remove("string")
        if templated and (texts is not None or "string" not in kinds):
            texts = [*(texts or ()), TEMPLATE]
            kinds = [kind for kind in kinds if kind != "string"] + ["string"]
        schema: Schema = {"type": kinds[0] if len(kinds) == 1 else kinds}
        if texts and "string" in kinds:
            schema["pattern"] = texts[0] if len(texts) == 1 else "|".join(f"(?:{text})" for text in texts)
        if spec.enforced:
            bounds = (("minimum", spec.minimum), ("maximum", spec.maximum))
            schema.update({name: bound for name, bound in bounds if bound is not None})
        if spec.items is not None and "array" in kinds:
            schema["items"] = self.value(spec.items, templated=templated)
        return schema

    def _mapping(self, block_name: str, templated: bool) -> Schema:
        inside = templated or (block_name == _PROCESS and self._form in _TEMPLATED)
        name = _definition(block_name, inside)
        if name not in self._named:
            self._named.add(name)
            self._waiting.append((block_name, inside))
        return {"$ref": f"#/$defs/{name}"}

    def _block(self, shape: Block, templated: bool) -> Schema:
        schema: Schema = {"type": "object"}
        sentence = doc(shape.name)
        if sentence:
            schema["description"] = sentence
        schema["properties"] = {
            key: self._key(shape, spec, templated) for key, spec in shape.keys.items() if not spec.misplaced
        }
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


def _texts(spec: KeySpec) -> list[str] | None:
    """Patterns of the text that is taken, besides the canonical words; None for any text."""
    if "string" not in spec.types:
        return []
    if spec.enum:
        if spec.open_enum:
            return None
        words = (*spec.enum, *spec.aliases) if spec.any_case else spec.aliases
        return (
            [f"^\\s*({'|'.join(_any_case(word) if spec.any_case else _literal(word) for word in words)})\\s*$"]
            if words
            else []
        )
    if spec.pattern is not None and (spec.enforced or spec.converts_text):
        return [spec.pattern]
    return None


def _any_case(word: str) -> str:
    """A pattern for the word that needs no flags, which JSON Schema does not have."""
    return "".join(_letter(letter) for letter in word)


def _letter(letter: str) -> str:
    if letter.isalpha():
        return f"[{letter.upper()}{letter.lower()}]"
    return "[-_]" if letter in "-_" else _literal(letter)


def _literal(text: str) -> str:
    return "".join(f"\\{letter}" if letter in r"\^$.|?*+()[]{}/" else letter for letter in text)
