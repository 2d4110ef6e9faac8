"""What dpone demands of the artefacts of a recipe: closed mappings of known words, exact pins, components that hold
data only.

dpone stops at the first thing it refuses, so the first one is what is told (manifest-format sheet, section 8.3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from dpone_si.manifest.expansion.recipe_parameters import schema_fault
from dpone_si.manifest.model.documents import COMPONENT, PROFILE, RECIPE

MAX_PROCESSES: Final = 100
PIN: Final = ("ref", "artifact_ref", "sha256")
_HEAD: Final = frozenset(("schema", "id", "version", "owner", "status"))
_REQUIRED: Final[Mapping[str, frozenset[str]]] = {
    RECIPE: _HEAD | {"domain", "parameter_schema", "override_allowlist", "profiles", "components"},
    PROFILE: _HEAD | {"values", "locked_parameters"},
    COMPONENT: _HEAD | {"processes"},
}
_OPTIONAL: Final[Mapping[str, frozenset[str]]] = {RECIPE: frozenset(("default_profile_ref", "description"))}
_STATUSES: Final = ("experimental", "stable", "deprecated")
_REF: Final = re.compile(r"([a-z][a-z0-9-]{0,62})@([0-9]+\.[0-9]+\.[0-9]+)")
_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}")
_ID: Final = re.compile(r"[a-z][a-z0-9-]{0,62}")
#: How many profiles and components one recipe may pin.
_MAX_PINS: Final = 32
_FORBIDDEN_KEYS: Final = frozenset(
    (
        "python",
        "module",
        "entrypoint",
        "callable",
        "shell",
        "command",
        "jinja",
        "template",
        "vault_path",
        "password",
        "token",
        "secret",
    )
)
_FORBIDDEN_TEXTS: Final = ("{{", "{%", "python:", "shell:")


def exact_ref(value: object) -> tuple[str, str] | None:
    """Id and version of `id@x.y.z`; None for anything else."""
    match = _REF.fullmatch(value) if isinstance(value, str) else None
    return None if match is None else (match.group(1), match.group(2))


def is_logical_id(value: object) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def artifact_path(value: object) -> str | None:
    """The path of an artefact below the project root, made plain; None when dpone does not take it for one."""
    if not isinstance(value, str) or "\\" in value or ":" in value or value.startswith("/"):
        return None
    parts = [part for part in value.split("/") if part not in ("", ".")]
    if not parts or ".." in parts:
        return None
    stem, dot, suffix = parts[-1].rpartition(".")
    return "/".join(parts) if stem and dot and suffix in ("yaml", "yml") else None


def pin_fault(pin: object, kind: str) -> str | None:
    """Why dpone does not take a mapping for the pin of an artefact."""
    if not isinstance(pin, Mapping) or set(cast("Mapping[object, object]", pin)) != set(PIN):
        return f"a {kind} is pinned by exactly `ref`, `artifact_ref` and `sha256`"
    named = cast("Mapping[str, object]", pin)
    if exact_ref(named["ref"]) is None:
        return f"the `ref` of a {kind} is written `id@x.y.z`, with an id of a-z, 0-9 and `-`"
    if artifact_path(named["artifact_ref"]) is None:
        return f"`artifact_ref: {named['artifact_ref']}` must be a YAML path inside the project, with forward slashes"
    digest = named["sha256"]
    if not isinstance(digest, str) or _DIGEST.fullmatch(digest) is None:
        return f"the `sha256` of a {kind} is written `sha256:` and 64 lower-case hexadecimal digits"
    return None


def artifact_fault(payload: Mapping[Any, Any], kind: str, ref: str) -> str | None:
    """Why dpone refuses what an artefact of this kind, pinned by `ref`, holds."""
    return next(_faults(payload, kind, ref), None)


def _faults(payload: Mapping[Any, Any], kind: str, ref: str) -> Iterator[str]:
    required = _REQUIRED[kind]
    absent = sorted(required - payload.keys())
    if absent:
        yield f"it lacks {', '.join(f'`{name}`' for name in absent)}"
    unknown = [key for key in payload if key not in required and key not in _OPTIONAL.get(kind, ())]
    if unknown:
        yield f"`{unknown[0]}` is not a key of a {kind}"
    identity = exact_ref(ref)
    assert identity is not None
    for name, value in (("schema", f"dpone.{kind}.v1"), ("id", identity[0]), ("version", identity[1])):
        if payload[name] != value:
            yield f"it should say `{name}: {value}`"
    if not is_logical_id(payload["owner"]):
        yield "its `owner` must be an id of a-z, 0-9 and `-`"
    if payload["status"] not in _STATUSES:
        yield f"its `status` must be one of {', '.join(_STATUSES)}"
    yield from {RECIPE: _recipe_faults, PROFILE: _profile_faults, COMPONENT: _component_faults}[kind](payload)


def _recipe_faults(recipe: Mapping[Any, Any]) -> Iterator[str]:
    if not is_logical_id(recipe["domain"]):
        yield "its `domain` must be an id of a-z, 0-9 and `-`"
    fault = schema_fault(recipe["parameter_schema"])
    if fault:
        yield fault
    for name, kind in (("profiles", PROFILE), ("components", COMPONENT)):
        pins: Any = recipe[name]
        if not isinstance(pins, list) or len(cast("list[Any]", pins)) > _MAX_PINS:
            yield f"its `{name}` must be a list of at most {_MAX_PINS} pins"
        yield from (fault for pin in cast("list[Any]", pins) if (fault := pin_fault(pin, kind)))
        refs = [pin["ref"] for pin in pins]
        if len(set(refs)) != len(refs):
            yield f"its `{name}` pin the same `ref` twice"
        default: object = recipe.get("default_profile_ref")
        if name == "profiles" and default is not None and default not in refs:
            yield f"its `default_profile_ref: {default}` is none of its `profiles`"
    if not recipe["components"]:
        yield "its `components` are empty"


def _profile_faults(profile: Mapping[Any, Any]) -> Iterator[str]:
    if not isinstance(profile["values"], Mapping):
        yield "its `values` must be a mapping"
    if not isinstance(profile["locked_parameters"], list):
        yield "its `locked_parameters` must be a list"


def _component_faults(component: Mapping[Any, Any]) -> Iterator[str]:
    processes: Any = component["processes"]
    if not isinstance(processes, list) or not 0 < len(cast("list[Any]", processes)) <= MAX_PROCESSES:
        yield f"its `processes` must be a list of 1 to {MAX_PROCESSES}"
    for process in cast("list[Any]", processes):
        if (
            not isinstance(process, Mapping)
            or not {"name", "source", "sink"} <= cast("Mapping[Any, Any]", process).keys()
        ):
            yield "every process of a component needs `name`, `source` and `sink`"
    fault = _more_than_data(processes)
    if fault:
        yield fault


def _more_than_data(value: Any) -> str | None:
    """Why dpone takes a part of a component for a program or a credential."""
    if isinstance(value, Mapping):
        for key, item in cast("Mapping[Any, Any]", value).items():
            if str(key).lower() in _FORBIDDEN_KEYS:
                return f"a component must not have the key `{key}`: it names a program, a template or a credential"
            fault = _more_than_data(item)
            if fault:
                return fault
    elif isinstance(value, list):
        return next((fault for item in cast("list[Any]", value) if (fault := _more_than_data(item))), None)
    elif isinstance(value, str):
        found = next((text for text in _FORBIDDEN_TEXTS if text in value), None)
        return f"a component must not hold `{found}`" if found else None
    return None
