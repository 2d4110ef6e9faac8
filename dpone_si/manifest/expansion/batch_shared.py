"""What all tables of a batch share: the root of the manifest over its presets, the registry's variables, `defaults`
and `naming`.
"""

from __future__ import annotations

from typing import Final

from dpone_si.manifest.expansion import conventions
from dpone_si.manifest.expansion.batch_blocks import check_quality, check_reserved, mappings, variable_faults
from dpone_si.manifest.expansion.loading import Loader, LoadFailure, join
from dpone_si.manifest.model import documents, layers, variables
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.issues import Issue
from dpone_si.manifest.model.layers import Hit, Layer, Value, View
from dpone_si.manifest.model.variables import Variables
from dpone_si.manifest.syntax.tree import MappingNode
from dpone_si.records import field, record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dpone_si.manifest.expansion.registry_choice import RegistryChoice

#: Issues after which variables that nobody sets may still be set: by what could not be read.
_UNTOLD: Final = frozenset(
    (
        "reference-not-read",
        "convention-unknown",
        "registry-file-missing",
        "registry-entry-missing",
        "registry-vars-missing",
    )
)


@record
class SharedRoot:
    """Everything the tables of one file share, and the nodes it was made from."""

    signature: tuple[object, ...]
    view: View
    variables: Variables
    defaults: list[tuple[Layer, MappingNode]]
    naming: list[tuple[Layer, MappingNode]]
    blocks: dict[str, Value]
    issues: list[Issue]
    used: dict[str, Document]
    missing: dict[str, str]
    #: Set when a convention or registry could not be read.
    opaque: Hit | None = None
    #: Those of `issues` that hold as long as the signature does.
    own_issues: list[Issue] = field(default_factory=list[Issue])


@record
class _NamedFiles:
    """The files that a manifest names, and what came of reading them."""

    issues: list[Issue] = field(default_factory=list[Issue])
    used: dict[str, Document] = field(default_factory=dict[str, Document])
    missing: dict[str, str] = field(default_factory=dict[str, str])
    #: The objects that what was read depends on.
    parts: list[object] = field(default_factory=list[object])
    #: Set when one could not be read.
    opaque: Hit | None = None


def shared_root(document: Document, loader: Loader, before: SharedRoot | None) -> SharedRoot:
    """What the tables of a document share: `before`, brought up to date, as long as all it was made from is the
    same.
    """
    named = _NamedFiles()
    stack = _stack(document, loader, named)
    view = View(stack)
    choice = _registry_choice(document, loader, view, named)
    blocks = [
        node.entries.get(name, (None, None))[1]
        for name in ("vars", "naming", "defaults", "runtime", "quality")
        for _, node in stack
    ]
    signature = (*named.parts, *blocks, loader.env_code(), document.path)
    if before is not None and before.signature == signature:
        # The nodes of the layers are the same objects; only the root mapping that holds them may have been edited.
        before.view = view
        before.issues = [*named.issues, *before.own_issues]
        before.used, before.missing = named.used, named.missing
        return before
    return _made(document, loader, view, named, choice, signature)


def _stack(document: Document, loader: Loader, named: _NamedFiles) -> list[tuple[Layer, MappingNode]]:
    """The root mapping over those of its presets, strongest first."""
    root = document.mapping
    assert root is not None
    stack: list[tuple[Layer, MappingNode]] = [(Layer(layers.AUTHORED, document), root)]
    for reference in conventions.references(document, loader):
        named.parts.append(reference.node)
        if reference.failure is not None:
            named.issues.append(_convention_fault(document, reference, reference.failure))
        preset = reference.document
        if preset is None:
            named.opaque = Hit(Layer(layers.PRESET, document), reference.node, reference.node)
            named.missing[join(document.path, reference.name)] = documents.PRESET
            continue
        if not reference.builtin:
            named.used[preset.path] = preset
        named.parts.append((preset, preset.version))
        if preset.mapping is not None:
            kind = layers.CONVENTION if reference.builtin else layers.PRESET
            stack.insert(1, (Layer(kind, preset, "root"), preset.mapping))
    return stack


def _registry_choice(document: Document, loader: Loader, view: View, named: _NamedFiles) -> RegistryChoice | None:
    if not loader.registry_paths() and view.get("registry") is None and view.get("registries") is None:
        return None
    from dpone_si.manifest.expansion import registry_choice  # few manifests use a registry

    choice = registry_choice.choose(document, loader, view)
    named.issues.extend(choice.issues)
    named.used.update(choice.used)
    named.missing.update(choice.missing)
    named.parts.extend(choice.parts)
    return choice


def _made(
    document: Document,
    loader: Loader,
    view: View,
    named: _NamedFiles,
    choice: RegistryChoice | None,
    signature: tuple[object, ...],
) -> SharedRoot:
    own_issues: list[Issue] = []
    names = variables.builtins(document.path, loader.env_code())
    names.open = named.opaque is not None or any(issue.kind in _UNTOLD for issue in named.issues)
    if choice is not None:
        choice.add_variables(names, own_issues)
    levels = mappings(view, "vars", own_issues)
    check_reserved(levels, own_issues)
    names = variables.extend(names, levels)
    own_issues.extend(variable_faults(names, document))
    defaults = mappings(view, "defaults", own_issues)
    check_quality(defaults, own_issues)
    naming = mappings(view, "naming", own_issues)
    return SharedRoot(
        signature,
        view,
        names,
        [
            (
                Layer(layers.DEFAULTS if layer.document is document else layer.kind, layer.document, layers.DEFAULTS),
                node,
            )
            for layer, node in reversed(defaults)
        ],
        list(reversed(naming)),
        _blocks(view, own_issues),
        [*named.issues, *own_issues],
        named.used,
        named.missing,
        named.opaque,
        own_issues,
    )


def _blocks(view: View, issues: list[Issue]) -> dict[str, Value]:
    """Root `runtime` and `quality`, which take the place of what `defaults` say."""
    blocks: dict[str, Value] = {}
    for key in ("runtime", "quality"):
        value = view.get(key)
        if value is None:
            continue
        if value.is_mapping:
            blocks[key] = Value(
                [Hit(Layer(layers.ROOT_BLOCK, hit.layer.document), hit.key, hit.node) for hit in value.hits]
            )
        elif key == "runtime" and value.is_null:
            empty = MappingNode(value.node.start, value.node.end, value.node.segment, None, None, flow=True)
            blocks[key] = Value([Hit(Layer(layers.ROOT_BLOCK, value.layer.document), value.key, empty)])
        else:
            issues.append(
                Issue(
                    "block-not-mapping",
                    f"`{key}` must be a mapping",
                    value.layer.document,
                    value.node,
                    data={"key": key},
                )
            )
    return blocks


def _convention_fault(document: Document, reference: conventions.Reference, failure: LoadFailure) -> Issue:
    name, node, data = reference.name, reference.node, {"name": reference.name}
    if failure.ours:
        return Issue(
            "reference-not-read", failure.not_read(f"preset `{name}`", "what it sets"), document, node, data=data
        )
    if failure.code == "missing":
        message = (
            f"`{name}` is neither a built-in convention (landing_raw_v1) nor a preset file next to this "
            f"manifest: there is no file of that name"
        )
    else:
        message = f"preset `{name}` cannot be used, and dpone refuses the file: {failure.message}"
    return Issue("convention-unknown", message, document, node, data=data)
