"""Recipe flows: a pinned recipe, its profile and components become the processes of the flow.

Pins are exact: `ref` names id and version, `sha256` the file's bytes. Parameters come from defaults, then the profile,
then the answers of the flow, and replace whole values: `{$param: table}` (manifest-format sheet, section 8.3).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from typing import Any, Final, cast

from dpone_si.manifest.expansion import strict_reader
from dpone_si.manifest.expansion.loading import Loader, LoadFailure, crosses_link
from dpone_si.manifest.expansion.recipe_contract import (
    MAX_PROCESSES,
    PIN,
    artifact_fault,
    artifact_path,
    is_logical_id,
    pin_fault,
)
from dpone_si.manifest.expansion.recipe_parameters import answer_fault, names_fault, value_fault, values_fault
from dpone_si.manifest.model.documents import COMPONENT, PROFILE, RECIPE, Document
from dpone_si.manifest.syntax import scalars
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode, to_plain
from dpone_si.records import field, record

_BLOCK: Final = frozenset(("catalog_id", *PIN, "profile_ref", "parameters"))
_MAX_CLOSURE_BYTES: Final = 8 * 1024 * 1024
_MAX_DEPTH: Final = 32
_MAX_NODES: Final = 10_000


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
    if not _has_pin(block, made):
        return made
    root = project_root(document.path)
    if root is None:
        made.faults.append(
            RecipeFault("the project root is unknown: there is no `dpone.yaml` above and no `pipelines` folder", block)
        )
        return made
    artefacts = _Artefacts(block, root, loader, made)
    recipe = artefacts.load({name: to_plain(block.entries[name][1]) for name in PIN}, RECIPE)
    if recipe is None:
        return made
    body = recipe.plain
    if body["domain"] != context["domain"]:
        message = (
            f"the recipe is for domain `{body['domain']}`, the flow's `metadata.domain` says `{context['domain']}`"
        )
        made.faults.append(RecipeFault(message, block.get("artifact_ref")))
    profile = _profile(block, body, artefacts)
    components = [artefacts.load(pin, COMPONENT) for pin in body["components"]]
    if made.faults:
        return made
    parameters = _parameters(block, body, {} if profile is None else profile.plain, made)
    if parameters is None:
        return made
    filling = _Filling(parameters, context, made, block)
    for component in components:
        assert component is not None
        _add_processes(component, filling, made)
    if len(made.processes) > MAX_PROCESSES:
        made.faults.append(
            RecipeFault(f"the recipe makes {len(made.processes)} processes; dpone takes at most {MAX_PROCESSES}", block)
        )
    return made


def _has_pin(block: MappingNode, made: Resolved) -> bool:
    """Whether the block names a recipe at all, after telling what is wrong with its keys."""
    for key, (key_node, _) in block.entries.items():
        if key not in _BLOCK:
            made.faults.append(RecipeFault(f"`{key}` is not a key of `recipe`; dpone refuses the file", key_node))
    absent = [name for name in ("catalog_id", *PIN) if name not in block.entries]
    if absent:
        made.faults.append(RecipeFault(f"`recipe` needs {', '.join(f'`{name}`' for name in absent)}", block))
        return False
    if not is_logical_id(to_plain(block.entries["catalog_id"][1])):
        made.faults.append(
            RecipeFault(
                "`catalog_id` must be an id of a-z, 0-9 and `-`, starting with a letter", block.get("catalog_id")
            )
        )
    return True


def _add_processes(component: _Artefact, filling: _Filling, made: Resolved) -> None:
    listed = component.body.get("processes")
    for process in listed.items if isinstance(listed, SequenceNode) else []:
        filled = filling.filled(process.target, 0)
        if isinstance(filled, MappingNode):
            made.processes.append((component.document, filled))


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


@record(frozen=True)
class _Artefact:
    """A recipe, profile or component that dpone takes: its file, its tree and its plain value."""

    document: Document
    body: MappingNode
    plain: dict[str, Any]


class _Artefacts:
    """Loads what a recipe pins, and says in the flow what is wrong with it: nothing else names these files there."""

    def __init__(self, block: MappingNode, root: str, loader: Loader, made: Resolved) -> None:
        self._block = block
        self._root = root
        self._loader = loader
        self.made = made
        self._bytes = 0

    def load(self, pin: Mapping[str, object], kind: str) -> _Artefact | None:
        """The pinned artefact, after checking pin, path, digest and contents."""
        fault = pin_fault(pin, kind)
        if fault:
            return self._refuse(
                fault, next((name for name in PIN if pin_fault({**_GOOD_PIN, name: pin[name]}, kind)), None)
            )
        named = artifact_path(pin["artifact_ref"])
        assert named is not None
        if crosses_link(self._root, named):
            return self._refuse(
                f"{kind} `{named}` is reached over a symbolic link, which dpone does not follow", "artifact_ref"
            )
        path = f"{self._root.rstrip('/')}/{named}"
        found = self._loader.load(path, kind)
        if isinstance(found, LoadFailure):
            self.made.missing[path] = kind
            return self._refuse(f"{kind} `{named}` cannot be used: {found.message}", "artifact_ref")
        self.made.used[path] = found
        data = found.source.text.encode("utf-8", "surrogatepass")
        actual = "sha256:" + hashlib.sha256(data).hexdigest()
        if actual != pin["sha256"]:
            message = f"the bytes of `{named}` do not match the pinned digest; it now is {actual}"
            return self._refuse(message, "sha256" if kind == RECIPE else "artifact_ref")
        self._bytes += len(data)
        body = found.mapping
        fault = strict_reader.refusal(found)
        if body is None or fault:
            return self._refuse(
                f"{kind} `{named}` cannot be used: {fault or 'its top level is not a mapping'}", "artifact_ref"
            )
        plain = {str(key): value for key, value in cast("dict[object, Any]", to_plain(body)).items()}
        fault = artifact_fault(plain, kind, str(pin["ref"]))
        if fault:
            return self._refuse(f"dpone refuses {kind} `{named}`: {fault}", "artifact_ref")
        if self._bytes > _MAX_CLOSURE_BYTES:
            return self._refuse("the recipe and what it pins are larger than 8 MiB together", "artifact_ref")
        return _Artefact(found, body, plain)

    def _refuse(self, message: str, key: str | None) -> None:
        self.made.faults.append(RecipeFault(message, (self._block.get(key) if key else None) or self._block))


#: A pin in which nothing is wrong.
_GOOD_PIN: Final[Mapping[str, object]] = {"ref": "a@1.0.0", "artifact_ref": "a.yaml", "sha256": "sha256:" + "0" * 64}


def _profile(block: MappingNode, recipe: Mapping[str, Any], artefacts: _Artefacts) -> _Artefact | None:
    asked = block.get("profile_ref")
    written = None if asked is None else to_plain(asked)
    wanted = recipe.get("default_profile_ref") if written is None else written
    if wanted is None:
        return None
    for pin in recipe["profiles"]:
        if pin["ref"] == wanted:
            return artefacts.load(pin, PROFILE)
    known = ", ".join(pin["ref"] for pin in recipe["profiles"])
    artefacts.made.faults.append(
        RecipeFault(f"profile `{wanted}` is not one of the recipe's profiles; known: {known or 'none'}", asked or block)
    )
    return None


def _parameters(
    block: MappingNode, recipe: Mapping[str, Any], profile: Mapping[str, Any], made: Resolved
) -> dict[str, object] | None:
    """Defaults, then the profile, then the answers; None when a value is missing or refused."""
    schema: dict[str, Any] = recipe["parameter_schema"]
    declared: dict[str, dict[str, Any]] = schema["properties"]
    locked, allowed = profile.get("locked_parameters"), recipe["override_allowlist"]
    fault = names_fault(declared, profile.get("values"), locked, allowed)
    if fault:
        made.faults.append(RecipeFault(f"dpone refuses the recipe: {fault}", block.get("artifact_ref")))
        return None
    answers = block.get("parameters")
    given = None if answers is None else to_plain(answers)
    fault = values_fault("`recipe.parameters`", given)
    if fault:
        made.faults.append(RecipeFault(fault, answers))
        return None
    values: dict[str, object] = {
        name: definition["default"] for name, definition in declared.items() if "default" in definition
    }
    values |= profile.get("values") or {}
    good = True
    for name, value in cast("dict[str, object]", given or {}).items():
        fault = answer_fault(name, value, declared, allowed, locked)
        if fault:
            made.faults.append(RecipeFault(fault, _key(answers, name)))
            good = False
        else:
            values[name] = value
    for name in sorted(schema.get("required", ())):
        if name not in values:
            made.faults.append(
                RecipeFault(
                    f"the recipe needs parameter `{name}`; write it under `recipe.parameters`", answers or block
                )
            )
            good = False
    for name, value in values.items():
        fault = value_fault(name, value, declared[name])
        if fault:
            node = answers.get(name) if isinstance(answers, MappingNode) else None
            made.faults.append(RecipeFault(fault, node or block.get("artifact_ref")))
            good = False
    return values if good else None


def _key(mapping: Node | None, name: str) -> Node | None:
    return mapping.key_node(name) if isinstance(mapping, MappingNode) else mapping


class _Filling:
    """Copies the processes of components with their placeholders filled in; each copy stands where its original
    does.
    """

    def __init__(
        self, parameters: Mapping[str, object], context: Mapping[str, str], made: Resolved, place: Node
    ) -> None:
        self._values: Mapping[str, Mapping[str, object]] = {"$param": parameters, "$context": context}
        self._made = made
        self._place = place
        self._nodes = 0

    def filled(self, node: Node, depth: int) -> Node:
        self._nodes += 1
        if depth > _MAX_DEPTH or self._nodes > _MAX_NODES:
            if not self._made.faults:
                message = (
                    f"the recipe's components are nested deeper than {_MAX_DEPTH} levels or have more than "
                    f"{_MAX_NODES:,} parts"
                )
                self._made.faults.append(RecipeFault(message, self._place))
            return node
        if isinstance(node, MappingNode):
            placeholder = self._values.keys() & node.entries.keys()
            if placeholder:
                return self._value(node, sorted(placeholder)[0])
            copy = MappingNode(node.start, node.end, node.segment, None, node.tag, node.flow)
            copy.pairs = [
                (_text_key(key), self.filled(value.target, depth + 1)) for key, value in node.entries.values()
            ]
            return copy
        if isinstance(node, SequenceNode):
            items = SequenceNode(node.start, node.end, node.segment, None, node.tag, node.flow)
            items.items = [self.filled(item.target, depth + 1) for item in node.items]
            return items
        return node

    def _value(self, node: MappingNode, kind: str) -> Node:
        wanted, known = to_plain(node.entries[kind][1].target), self._values[kind]
        if len(node.entries) == 1 and isinstance(wanted, str) and wanted in known:
            return _scalar(node, known[wanted])
        why = "has no value" if len(node.entries) == 1 else "must be all there is in its mapping"
        self._made.faults.append(RecipeFault(f"a component's placeholder `{kind}: {wanted}` {why}", self._place))
        return node


def _text_key(key: Node) -> Node:
    """The key as text: dpone makes every key of a component one."""
    target = key.target
    return key if isinstance(target, ScalarNode) and isinstance(target.value, str) else _scalar(key, str(to_plain(key)))


def _scalar(placeholder: Node, value: object) -> ScalarNode:
    """A scalar with a given value that stands at a placeholder."""
    kinds: dict[type, str] = {bool: scalars.BOOL, int: scalars.INT, float: scalars.FLOAT, type(None): scalars.NULL}
    made = ScalarNode(
        placeholder.start, placeholder.end, placeholder.segment, None, None, "" if value is None else str(value), '"'
    )
    made.resolve_as(kinds.get(type(value), scalars.STR), value)
    return made
