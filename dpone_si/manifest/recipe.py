"""Recipe flows: a pinned recipe, its profile and components become the processes of the flow.

Pins are exact: `ref` names id and version, `sha256` the file's bytes. Parameters come from defaults, then the profile, then the answers of
the flow, and replace whole values: `{$param: table}` (manifest-format sheet, section 8.3).
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from typing import Final

from dpone_si.manifest import scalars
from dpone_si.manifest.documents import COMPONENT, PROFILE, RECIPE, Document
from dpone_si.manifest.loading import Loader, LoadFailure
from dpone_si.manifest.tree import MappingNode, Node, ScalarNode, SequenceNode, to_plain
from dpone_si.records import field, record

CODE: Final = "recipe-source-invalid"
MAX_PROCESSES: Final = 100
_BLOCK: Final = frozenset(("catalog_id", "ref", "artifact_ref", "sha256", "profile_ref", "parameters"))
_PIN: Final = ("ref", "artifact_ref", "sha256")
_REF = re.compile(r"([a-z][a-z0-9-]{0,62})@(\d+\.\d+\.\d+)")
_SECRETS: Final = ("password", "passwd", "token", "secret", "private_key", "credential", "vault_path")
_FORMATS: Final = {
    "identifier": re.compile(r"[A-Za-z_][A-Za-z0-9_$-]{0,127}"),
    "connection_ref": re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"),
}
_TYPES: Final[Mapping[str, tuple[type, ...]]] = {"string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,)}


@record(frozen=True)
class RecipeFault:
    """Why dpone refuses the recipe, and the node in the flow that says so."""

    message: str
    node: Node | None


@record
class Resolved:
    """The component processes with their placeholders filled in, and what was read on the way."""

    processes: list[tuple[Document, MappingNode]] = field(default_factory=list[tuple[Document, MappingNode]])
    faults: list[RecipeFault] = field(default_factory=list[RecipeFault])
    used: dict[str, Document] = field(default_factory=dict[str, Document])
    missing: dict[str, str] = field(default_factory=dict[str, str])


def resolve(document: Document, block: Node, loader: Loader, context: Mapping[str, str]) -> Resolved:
    """Resolve the `recipe` block of a flow. `context` holds `pipeline_id` and `domain`."""
    made = Resolved()
    if not isinstance(block, MappingNode):
        made.faults.append(RecipeFault("`recipe` must be a mapping", block))
        return made
    for key, (key_node, _) in block.entries.items():
        if key not in _BLOCK:
            made.faults.append(RecipeFault(f"`{key}` is not a key of `recipe`; dpone refuses the file", key_node))
    absent = [name for name in ("catalog_id", *_PIN) if name not in block.entries]
    if absent:
        made.faults.append(RecipeFault(f"`recipe` needs {', '.join(f'`{name}`' for name in absent)}", block))
        return made
    root = project_root(document.path)
    if root is None:
        made.faults.append(RecipeFault("the project root is unknown: there is no `dpone.yaml` above and no `pipelines` folder", block))
        return made
    recipe = _load(block, RECIPE, root, loader, made, block)
    if recipe is None:
        return made
    _, body = recipe
    domain = to_plain(found) if (found := body.get("domain")) is not None else None
    if domain != context.get("domain"):
        made.faults.append(RecipeFault(f"the recipe is for domain `{domain}`, the flow's `metadata.domain` says `{context.get('domain')}`", block))
    profile = _profile(block, body, root, loader, made)
    parameters = _parameters(block, body, profile, made)
    if parameters is None:
        return made
    components = body.get("components")
    for item in components.items if isinstance(components, SequenceNode) else []:
        component = _load(item.target, COMPONENT, root, loader, made, block)
        if component is None:
            continue
        owner, content = component
        listed = content.get("processes")
        for process in listed.items if isinstance(listed, SequenceNode) else []:
            filled = _fill(process.target, parameters, context, made, block, 0)
            if isinstance(filled, MappingNode) and len(made.processes) < MAX_PROCESSES:
                made.processes.append((owner, filled))
    if not made.processes and not made.faults:
        made.faults.append(RecipeFault("the recipe's components hold no process", block))
    return made


def project_root(path: str) -> str | None:
    """The nearest folder above with a `dpone.yaml`, else the parent of a `pipelines` folder."""
    folder = os.path.dirname(path)
    current = folder
    while True:
        if os.path.isfile(os.path.join(current, "dpone.yaml")):
            return current
        parent = os.path.dirname(current)
        if parent == current:
            break
        current = parent
    parts = path.split("/")
    return "/".join(parts[: parts.index("pipelines")]) or "/" if "pipelines" in parts else None


def _load(
    pin: Node, kind: str, root: str, loader: Loader, made: Resolved, where: Node
) -> tuple[Document, MappingNode] | None:
    """The pinned artefact, after checking path, digest, schema, id and version."""
    values = {name: to_plain(node) for name in _PIN if isinstance(pin, MappingNode) and (node := pin.get(name)) is not None}
    place = pin if where is pin else where
    ref, reference, digest = (values.get(name) for name in _PIN)
    match = _REF.fullmatch(ref) if isinstance(ref, str) else None
    if match is None or not isinstance(reference, str) or not isinstance(digest, str):
        made.faults.append(RecipeFault(f"a {kind} is pinned by `ref: id@x.y.z`, `artifact_ref` and `sha256`", place))
        return None
    parts = reference.split("/")
    if reference.startswith("/") or ".." in parts or not reference.endswith((".yaml", ".yml")):
        made.faults.append(RecipeFault(f"`artifact_ref: {reference}` must be a YAML path inside the project", place))
        return None
    path = os.path.normpath(os.path.join(root, reference)).replace(os.sep, "/")
    found = loader.load(path, kind)
    if isinstance(found, LoadFailure):
        made.missing[path] = kind
        made.faults.append(RecipeFault(f"{kind} `{reference}` cannot be used: {found.message}", place))
        return None
    made.used[path] = found
    actual = "sha256:" + hashlib.sha256(found.source.text.encode("utf-8", "surrogatepass")).hexdigest()
    if actual != digest:
        node = pin.get("sha256") if isinstance(pin, MappingNode) and where is pin else place
        made.faults.append(RecipeFault(f"the bytes of `{reference}` do not match the pinned digest; it now is {actual}", node))
        return None
    body = found.mapping
    if body is None or found.tree.problems or found.tree.linked:
        made.faults.append(RecipeFault(f"{kind} `{reference}` must be one plain YAML mapping without anchors", place))
        return None
    wanted = {"schema": f"dpone.{kind}.v1", "id": match.group(1), "version": match.group(2)}
    for name, value in wanted.items():
        node = body.get(name)
        if node is None or to_plain(node) != value:
            made.faults.append(RecipeFault(f"{kind} `{reference}` should say `{name}: {value}`", place))
            return None
    return found, body


def _profile(block: MappingNode, recipe: MappingNode, root: str, loader: Loader, made: Resolved) -> MappingNode | None:
    asked = block.get("profile_ref")
    wanted = to_plain(asked) if asked is not None else None
    if wanted is None:
        default = recipe.get("default_profile_ref")
        wanted = to_plain(default) if default is not None else None
    if wanted is None:
        return None
    profiles = recipe.get("profiles")
    for item in profiles.items if isinstance(profiles, SequenceNode) else []:
        pin = item.target
        ref = pin.get("ref") if isinstance(pin, MappingNode) else None
        if ref is not None and to_plain(ref) == wanted:
            found = _load(pin, PROFILE, root, loader, made, block)
            return None if found is None else found[1]
    made.faults.append(RecipeFault(f"profile `{wanted}` is not one of the recipe's profiles", asked or block))
    return None


def _parameters(
    block: MappingNode, recipe: MappingNode, profile: MappingNode | None, made: Resolved
) -> dict[str, object] | None:
    """Defaults, then the profile, then the answers; None when a value is missing or refused."""
    schema = recipe.get("parameter_schema")
    properties = schema.get("properties") if isinstance(schema, MappingNode) else None
    declared: dict[str, Mapping[str, object]] = {}
    for name, (_, node) in (properties.entries if isinstance(properties, MappingNode) else {}).items():
        plain = to_plain(node.target)
        if isinstance(plain, dict):
            declared[str(name)] = {str(key): value for key, value in plain.items()}
    allowed = _words(recipe.get("override_allowlist"))
    locked = _words(profile.get("locked_parameters")) if profile is not None else set[str]()
    values: dict[str, object] = {name: definition["default"] for name, definition in declared.items() if "default" in definition}
    if profile is not None:
        values.update(_scalars(profile.get("values")))
    answers = block.get("parameters")
    good = True
    for key, (key_node, value_node) in (answers.entries if isinstance(answers, MappingNode) else {}).items():
        name, value = str(key), to_plain(value_node.target)
        problem = _refused(name, value, declared, allowed, locked)
        if problem:
            made.faults.append(RecipeFault(problem, key_node))
            good = False
        else:
            values[name] = value
    required = schema.get("required") if isinstance(schema, MappingNode) else None
    for name in sorted(_words(required)):
        if name not in values:
            made.faults.append(RecipeFault(f"the recipe needs parameter `{name}`; write it under `recipe.parameters`", answers or block))
            good = False
    for name, value in values.items():
        problem = _wrong(name, value, declared.get(name, {}))
        if problem:
            node = answers.get(name) if isinstance(answers, MappingNode) else None
            made.faults.append(RecipeFault(problem, node or block))
            good = False
    return values if good else None


def _refused(name: str, value: object, declared: Mapping[str, object], allowed: set[str], locked: set[str]) -> str:
    if any(part in name.lower() for part in _SECRETS):
        return f"parameter `{name}` looks like a credential; dpone refuses it in a manifest"
    if isinstance(value, str) and value.strip().lower().startswith(("vault://", "secret://", "env://", "${", "-----begin private key")):
        return f"the value of parameter `{name}` looks like a credential; dpone refuses it in a manifest"
    if name not in declared:
        return f"the recipe has no parameter `{name}`; known: {', '.join(sorted(declared)) or 'none'}"
    if name in locked:
        return f"parameter `{name}` is locked by the profile"
    if name not in allowed:
        return f"parameter `{name}` is not in the recipe's `override_allowlist`"
    return ""


def _wrong(name: str, value: object, definition: Mapping[str, object]) -> str:
    kinds = definition.get("type")
    names = [str(kind) for kind in kinds] if isinstance(kinds, list) else [str(kinds)]
    if value is None:
        return "" if "null" in names else f"parameter `{name}` must not be null"
    expected = next((kind for kind in names if kind != "null"), "string")
    wanted = _TYPES.get(expected)
    if wanted is None or not isinstance(value, wanted) or (isinstance(value, bool) and expected != "boolean"):
        return f"parameter `{name}` must be of type {expected}"
    if isinstance(value, str):
        low, high = definition.get("minLength", 0), definition.get("maxLength", 1024)
        if isinstance(low, int) and isinstance(high, int) and not low <= len(value) <= min(high, 1024):
            return f"parameter `{name}` must have {low} to {min(high, 1024)} characters"
        pattern = _FORMATS.get(str(definition.get("x-dpone-format")))
        if pattern is not None and pattern.fullmatch(value) is None:
            return f"parameter `{name}` is no valid {definition.get('x-dpone-format')}"
    else:
        low, high = definition.get("minimum"), definition.get("maximum")
        if (isinstance(low, (int, float)) and value < low) or (isinstance(high, (int, float)) and value > high):
            return f"parameter `{name}` is outside {low} to {high}"
    choices = definition.get("enum")
    if isinstance(choices, list) and value not in choices:
        return f"parameter `{name}` must be one of {', '.join(map(str, choices))}"
    return ""


def _fill(
    node: Node, parameters: Mapping[str, object], context: Mapping[str, str], made: Resolved, where: Node, depth: int
) -> Node:
    """A copy of a component's node with placeholders replaced; each copy stands where its original does."""
    if depth > 32:
        made.faults.append(RecipeFault("a component is nested too deeply", where))
        return node
    if isinstance(node, MappingNode):
        placeholder = {"$param", "$context"} & node.entries.keys()
        if placeholder:
            name = next(iter(placeholder))
            wanted = to_plain(node.entries[name][1].target)
            source: Mapping[str, object] = parameters if name == "$param" else context
            if len(node.entries) != 1 or not isinstance(wanted, str) or wanted not in source:
                made.faults.append(RecipeFault(f"a component's placeholder `{name}: {wanted}` has no value", where))
                return node
            return _scalar(node, source[wanted])
        copy = MappingNode(node.start, node.end, node.segment, None, node.tag, node.flow)
        copy.pairs = [(key, _fill(value.target, parameters, context, made, where, depth + 1)) for key, value in node.pairs]
        return copy
    if isinstance(node, SequenceNode):
        items = SequenceNode(node.start, node.end, node.segment, None, node.tag, node.flow)
        items.items = [_fill(item.target, parameters, context, made, where, depth + 1) for item in node.items]
        return items
    return node


def _scalar(placeholder: Node, value: object) -> ScalarNode:
    """A scalar with a given value that stands at a placeholder."""
    kinds: dict[type, str] = {bool: scalars.BOOL, int: scalars.INT, float: scalars.FLOAT, type(None): scalars.NULL}
    made = ScalarNode(placeholder.start, placeholder.end, placeholder.segment, None, None, "" if value is None else str(value), '"')
    made.resolve_as(kinds.get(type(value), scalars.STR), value)
    return made


def _words(node: Node | None) -> set[str]:
    plain = to_plain(node) if node is not None else None
    return {str(word) for word in plain} if isinstance(plain, list) else set()


def _scalars(node: Node | None) -> dict[str, object]:
    plain = to_plain(node) if node is not None else None
    return {str(key): value for key, value in plain.items()} if isinstance(plain, dict) else {}
