"""The parameters of a recipe: a closed schema of scalars, and the values that defaults, profile and answers give them.

What dpone refuses is told in its order (manifest-format sheet, section 8.3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

MAX_PARAMETERS: Final = 64
_MAX_TEXT: Final = 1024
_MAX_CHOICES: Final = 64
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_SCHEMA_KEYS: Final = frozenset(("$schema", "type", "additionalProperties", "properties", "required"))
_DEFINITION_KEYS: Final = frozenset(
    ("type", "default", "enum", "minimum", "maximum", "minLength", "maxLength", "x-dpone-format")
)
_SECRET_NAMES: Final = ("password", "passwd", "token", "secret", "private_key", "credential", "vault_path")
_SECRET_VALUES: Final = ("vault://", "secret://", "env://", "${", "-----begin private key")
_FORMATS: Final = {
    "identifier": re.compile(r"[A-Za-z_][A-Za-z0-9_$-]{0,127}"),
    "connection_ref": re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"),
}
_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}


def schema_fault(schema: object) -> str | None:
    """Why dpone refuses a `parameter_schema`."""
    return next(_schema_faults(schema), None)


def _schema_faults(schema: object) -> Iterator[str]:
    if not isinstance(schema, Mapping):
        yield "its `parameter_schema` must be a mapping"
        return
    named = cast("Mapping[Any, Any]", schema)
    unknown = [key for key in named if key not in _SCHEMA_KEYS]
    if unknown:
        yield f"`{unknown[0]}` is not a key of a `parameter_schema`"
    if (
        named.get("$schema") != _DIALECT
        or named.get("type") != "object"
        or named.get("additionalProperties") is not False
    ):
        yield f"its `parameter_schema` must say `$schema: {_DIALECT}`, `type: object` and `additionalProperties: false`"
    properties: Any = named.get("properties")
    if not isinstance(properties, Mapping) or len(cast("Mapping[Any, Any]", properties)) > MAX_PARAMETERS:
        yield f"its `parameter_schema.properties` must be a mapping of at most {MAX_PARAMETERS} parameters"
    declared = cast("Mapping[Any, Any]", properties)
    for name, definition in declared.items():
        yield from _definition_faults(name, definition)
    required: Any = named.get("required", [])
    if not isinstance(required, list) or any(not isinstance(name, str) for name in cast("list[Any]", required)):
        yield "its `parameter_schema.required` must be a list of names"
    wanted = cast("list[str]", required)
    if len(set(wanted)) != len(wanted) or not set(wanted) <= declared.keys():
        yield "its `parameter_schema.required` names a parameter twice, or one that is not declared"


def _definition_faults(name: object, definition: object) -> Iterator[str]:
    if (
        not isinstance(name, str)
        or _FORMATS["identifier"].fullmatch(name) is None
        or not isinstance(definition, Mapping)
    ):
        yield f"`{name}` is no name of a parameter, or is not defined by a mapping"
        return
    written = cast("Mapping[Any, Any]", definition)
    unknown = [key for key in written if key not in _DEFINITION_KEYS]
    if unknown:
        yield f"`{unknown[0]}` is not a key of parameter `{name}`"
    kinds = _kinds(written)
    scalars = [kind for kind in kinds if kind != "null"]
    if len(scalars) != 1 or scalars[0] not in _TYPES:
        yield f"parameter `{name}` must have one `type` of {', '.join(_TYPES)}, or a list of it and `null`"
        return
    kind_of_text = written.get("x-dpone-format")
    if kind_of_text is not None and (kind_of_text not in tuple(_FORMATS) or scalars != ["string"]):
        yield f"`x-dpone-format` of parameter `{name}` must be identifier or connection_ref, of a string"
    choices: Any = written.get("enum")
    if choices is not None and (
        not isinstance(choices, list) or not 0 < len(cast("list[Any]", choices)) <= _MAX_CHOICES
    ):
        yield f"`enum` of parameter `{name}` must be a list of 1 to {_MAX_CHOICES} values"
    values: list[Any] = [written["default"]] if "default" in written else []
    values += choices or []
    yield from (fault for value in values if (fault := value_fault(name, value, written)))


def _kinds(definition: Mapping[Any, Any]) -> list[Any]:
    """The types of a parameter; none when they are not written as dpone reads them."""
    kinds: Any = definition.get("type")
    if isinstance(kinds, str):
        return [kinds]
    if not isinstance(kinds, list):
        return []
    several = cast("list[Any]", kinds)
    return (
        several
        if len(several) == 2 and several.count("null") == 1 and all(isinstance(kind, str) for kind in several)
        else []
    )


def value_fault(name: str, value: object, definition: Mapping[Any, Any]) -> str | None:
    """Why dpone refuses a value of a parameter that is defined well."""
    kinds = _kinds(definition)
    if value is None:
        return None if "null" in kinds else f"parameter `{name}` must not be null"
    expected = next(kind for kind in kinds if kind != "null")
    if not isinstance(value, _TYPES[expected]) or (isinstance(value, bool) and expected != "boolean"):
        return f"parameter `{name}` must be of type {expected}"
    if isinstance(value, str):
        fault = _text_fault(name, value, definition)
    else:
        fault = None if isinstance(value, bool) else _number_fault(name, value, definition)
    if fault:
        return fault
    choices: Any = definition.get("enum")
    if choices is not None and value not in choices:
        return f"parameter `{name}` must be one of {', '.join(map(str, choices))}"
    return None


def _text_fault(name: str, value: str, definition: Mapping[Any, Any]) -> str | None:
    low, high = definition.get("minLength", 0), definition.get("maxLength", _MAX_TEXT)
    if not isinstance(low, int) or not isinstance(high, int) or not 0 <= low <= high:
        return (
            f"`minLength` and `maxLength` of parameter `{name}` must be whole numbers, the first not above the second"
        )
    if not low <= len(value) <= min(high, _MAX_TEXT):
        return f"parameter `{name}` must have {low} to {min(high, _MAX_TEXT)} characters"
    wanted: Any = definition.get("x-dpone-format")
    if wanted is not None and _FORMATS[wanted].fullmatch(value) is None:
        return f"parameter `{name}` is no valid {wanted}"
    return None


def _number_fault(name: str, value: object, definition: Mapping[Any, Any]) -> str | None:
    assert isinstance(value, (int, float))
    low, high = definition.get("minimum"), definition.get("maximum")
    for key, bound in (("minimum", low), ("maximum", high)):
        if bound is not None and not isinstance(bound, (int, float)):
            return f"`{key}` of parameter `{name}` must be a number"
    if low is not None and value < low:
        return f"parameter `{name}` must be at least {low}"
    if high is not None and value > high:
        return f"parameter `{name}` must be at most {high}"
    return None


def names_fault(declared: Mapping[str, Any], values: object, locked: object, allowed: object) -> str | None:
    """Why dpone refuses the profile's values and locks and the recipe's `override_allowlist`."""
    fault = values_fault("`values` of the profile", values)
    if fault:
        return fault
    for label, names in (
        ("`locked_parameters` of the profile", locked),
        ("`override_allowlist` of the recipe", allowed),
    ):
        listed = names if names is not None else []
        if not isinstance(listed, list) or any(not isinstance(name, str) for name in cast("list[Any]", listed)):
            return f"{label} must be a list of names"
        if len(cast("list[Any]", listed)) > MAX_PARAMETERS or len(set(cast("list[str]", listed))) != len(
            cast("list[str]", listed)
        ):
            return f"{label} must name at most {MAX_PARAMETERS} parameters, each once"
    keys = list(cast("Mapping[str, Any]", values or {}))
    locks, open_ones = (cast("list[str]", names or []) for names in (locked, allowed))
    unknown = next((name for name in (*keys, *locks, *open_ones) if name not in declared), None)
    if unknown is not None:
        return f"`{unknown}` of the profile or of `override_allowlist` is not a parameter of the recipe"
    both = next((name for name in locks if name in open_ones), None)
    return (
        None
        if both is None
        else f"parameter `{both}` is locked by the profile and in `override_allowlist`; dpone refuses both at once"
    )


def values_fault(label: str, values: object) -> str | None:
    """Why dpone does not take a mapping for one of names and scalars."""
    if values is None:
        return None
    named = cast("Mapping[Any, Any]", values) if isinstance(values, Mapping) else None
    if named is None or len(named) > MAX_PARAMETERS or any(not isinstance(key, str) for key in named):
        return f"{label} must be a mapping of at most {MAX_PARAMETERS} names"
    odd = next((key for key, value in named.items() if isinstance(value, (Mapping, list))), None)
    return None if odd is None else f"`{odd}` in {label} must be a single value"


def answer_fault(name: str, value: object, declared: Mapping[str, Any], allowed: object, locked: object) -> str | None:
    """Why dpone does not let a flow give a parameter this value."""
    if any(part in name.lower() for part in _SECRET_NAMES):
        return f"parameter `{name}` looks like a credential; dpone refuses it in a manifest"
    if isinstance(value, str) and value.strip().lower().startswith(_SECRET_VALUES):
        return f"the value of parameter `{name}` looks like a credential; dpone refuses it in a manifest"
    if name not in declared:
        return f"the recipe has no parameter `{name}`; known: {', '.join(sorted(declared)) or 'none'}"
    if name in cast("list[str]", locked or []):
        return f"parameter `{name}` is locked by the profile"
    if name not in cast("list[str]", allowed or []):
        return f"parameter `{name}` is not in the recipe's `override_allowlist`"
    return None
