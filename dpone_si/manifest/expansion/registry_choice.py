"""Which entry of the source registries a batch uses: the one for its `vars.src_system` and `vars.src_database`.

Registries are named by the manifest and its presets, and for all manifests by ``DPONE_SOURCES_REGISTRY``
(manifest-format sheet, section 4.6).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeGuard

from dpone_si.manifest.expansion import registry
from dpone_si.manifest.expansion.batch_blocks import refuse_reserved
from dpone_si.manifest.expansion.loading import Loader, LoadFailure, content_failure, join
from dpone_si.manifest.model import documents, layers
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.issues import Issue
from dpone_si.manifest.model.layers import Layer, View
from dpone_si.manifest.model.variables import Variable, Variables
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode
from dpone_si.records import field, record
from dpone_si.wording import first

#: The path of a registry, the document that names it and the node there; no node for one that the environment names.
_Named = tuple[str, Document, Node | None]


@record
class RegistryChoice:
    """The entry that a manifest uses, if any, and what came of the registries it was looked for in."""

    entry: registry.Entry | None = None
    #: The objects that the choice depends on.
    parts: list[object] = field(default_factory=list[object])
    issues: list[Issue] = field(default_factory=list[Issue])
    used: dict[str, Document] = field(default_factory=dict[str, Document])
    missing: dict[str, str] = field(default_factory=dict[str, str])

    def add_variables(self, names: Variables, issues: list[Issue]) -> None:
        """Enter the variables of the entry, and what dpone refuses about their names."""
        entry = self.entry
        if entry is None:
            return
        for name in entry.variables:
            refuse_reserved(str(name), entry.document, entry.places.get(name), issues)
        layer = Layer(layers.REGISTRY, entry.document)
        for name, value in entry.variables.items():
            node = entry.places.get(name)
            if not isinstance(name, str):
                key = _key_above(entry.node, name)
                names.odd_key = (layer, key) if isinstance(key, ScalarNode) else names.odd_key
            names.table[str(name)] = Variable(str(name), value, layer, node, node)


def choose(document: Document, loader: Loader, view: View) -> RegistryChoice:
    """The registry entry of a manifest whose root, with its presets, is `view`."""
    choice = RegistryChoice()
    named = list(_named_registries(document, loader, view))
    if not named:
        return choice
    entries = _all_entries(named, loader, choice)
    pair = _pair(document, named, view, choice.issues)
    if pair is None or entries is None:
        return choice
    (system, place), (database, _) = pair
    choice.entry = registry.lookup(entries, system, database)
    if choice.entry is None:
        known = sorted({f"{e.system}::{e.database}" for e in entries})
        shown = first(known, 8)
        message = f"no registry has an entry for {system}::{database}; known: {shown or 'none'}"
        choice.issues.append(Issue("registry-entry-missing", message, document, place, data={"known": tuple(known)}))
    choice.parts.append(choice.entry.node if choice.entry is not None else None)
    return choice


def _named_registries(document: Document, loader: Loader, view: View) -> Iterator[_Named]:
    for path in loader.registry_paths():
        yield path, document, None
    # A preset may name registries too: what is wrong with one is told where it is named.
    one = view.get("registry")
    if one is not None and _is_name(one.node):
        yield join(document.path, str(one.node.value).strip()), one.layer.document, one.node
    several = view.get("registries")
    if several is not None:
        for item in several.items:
            if _is_name(item):
                yield join(document.path, str(item.value).strip()), several.layer.document, item


def _is_name(node: Node) -> TypeGuard[ScalarNode]:
    return isinstance(node, ScalarNode) and isinstance(node.value, str) and bool(node.value.strip())


def _all_entries(named: list[_Named], loader: Loader, choice: RegistryChoice) -> list[registry.Entry] | None:
    """The entries of all registries; None when one of them cannot be used, and dpone refuses the manifest."""
    found: list[registry.Entry] = []
    broken = False
    for path, named_in, node in named:
        loaded = loader.load(path, documents.REGISTRY)
        choice.parts.append(path)
        if isinstance(loaded, LoadFailure):
            broken = True
            choice.missing[path] = documents.REGISTRY
            choice.issues.append(_registry_fault(loaded, path, named_in, node))
            continue
        choice.used[path] = loaded
        choice.parts.append((loaded, loaded.version))
        failure = content_failure(loaded)
        if failure is not None:
            broken = True
            choice.issues.append(_registry_fault(failure, path, named_in, node))
            continue
        entries, faults = registry.entries(loaded)
        found.extend(entries)
        for fault in faults:
            broken = True
            choice.issues.append(
                Issue("registry-file-missing", f"registry `{loaded.name}`: {fault.message}", loaded, fault.node)
            )
    return None if broken else found


def _pair(
    document: Document, named: list[_Named], view: View, issues: list[Issue]
) -> tuple[tuple[str, Node], tuple[str, Node]] | None:
    """Source system and database, each with its place; None when one is not set as text."""
    system, database = _variable_text(view, "src_system"), _variable_text(view, "src_database")
    if system is not None and database is not None:
        return system, database
    absent = [name for name, text in (("src_system", system), ("src_database", database)) if text is None]
    where, place = named[-1][1:] if named[-1][2] is not None else (document, document.root)
    value = view.get("vars")
    if value is not None:
        where, place = value.layer.document, value.key
    names = " and ".join(f"`vars.{name}`" for name in absent)
    issues.append(Issue("registry-vars-missing", f"a registry is used, so {names} must be set as text", where, place))
    return None


def _variable_text(view: View, name: str) -> tuple[str, Node] | None:
    value = view.get("vars")
    found = value.view.get(name) if value is not None else None
    if found is None or not isinstance(found.node, ScalarNode) or not isinstance(found.node.value, str):
        return None
    text = found.node.value.strip()
    return (text, found.node) if text else None


def _registry_fault(failure: LoadFailure, path: str, named_in: Document, node: Node | None) -> Issue:
    written = (
        f"registry `{node.value}`" if isinstance(node, ScalarNode) else f"registry `{path}` (DPONE_SOURCES_REGISTRY)"
    )
    if failure.ours:
        return Issue("reference-not-read", failure.not_read(written, "its variables"), named_in, node)
    why = "does not exist next to this manifest" if failure.code == "missing" else f"cannot be used: {failure.message}"
    return Issue("registry-file-missing", f"{written} {why}", named_in, node, data={"path": path})


def _key_above(entry: MappingNode, name: object) -> Node | None:
    """The key of a variable that is no text, directly in a registry entry or in its `vars`."""
    nested = entry.get("vars")
    return entry.key_node(name) or (nested.key_node(name) if isinstance(nested, MappingNode) else None)
