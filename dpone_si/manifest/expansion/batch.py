"""Batch manifests: conventions, registries, variables, defaults and schemas become one process per table entry.

The order of dpone 0.88.0 (manifest-format sheet, section 4.1), walked lazily: layers are stacked, not merged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from dpone_si.manifest.expansion import conventions, registry
from dpone_si.manifest.expansion.loading import Loader, LoadFailure, content_failure, join
from dpone_si.manifest.expansion.result import Expansion
from dpone_si.manifest.model import documents, layers, variables
from dpone_si.manifest.model.derivation import Derivation
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.issues import Issue
from dpone_si.manifest.model.layers import Hit, Layer, Value, View
from dpone_si.manifest.model.processes import Process
from dpone_si.manifest.model.shared_values import Commons
from dpone_si.manifest.model.variables import Variable, Variables
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode, to_plain
from dpone_si.manifest.templates.model import RESERVED
from dpone_si.records import field, record

#: naming key -> the path it fills.
NAMING_TARGETS = {
    "sink_dataset": "sink.table.schema",
    "sink_table": "sink.table.name",
    "process_name": "name",
    "task_group": "task_group",
    "description": "description",
}
#: What a table entry fills in.
_FROM_ENTRY = ("source.table.schema", "source.table.name")
LABELS = "sink.options.table_labels"
DESCRIPTION = "sink.options.table_description"


@record
class _Root:
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
class BatchExpansion(Expansion):
    """An expansion that remembers what the next one may reuse."""

    shared: _Root | None = None
    schemas: dict[tuple[object, ...], _Schema] = field(default_factory=dict[tuple[object, ...], "_Schema"])


@record
class _Schema:
    """What the tables of one schema share."""

    name: str
    key: Node
    variables: Variables
    layers: list[tuple[Layer, MappingNode]]
    naming: list[tuple[Layer, MappingNode]]
    #: What naming fills in where a table has no `naming` of its own.
    named: dict[str, Derivation]
    issues: list[Issue]
    commons: Commons
    processes: dict[Node, tuple[Process | None, list[Issue]]]


def expand(document: Document, loader: Loader, previous: Expansion | None = None) -> Expansion:
    """Processes of a `dpone.batch.v1` document."""
    before = previous if isinstance(previous, BatchExpansion) and previous.document is document else None
    shared = _root(document, loader, before.shared if before is not None else None)
    reusable = before.schemas if before is not None and shared is before.shared else {}
    result = BatchExpansion(
        document, [], list(shared.issues), shared.used, shared.missing, shared.variables, shared.view, shared
    )
    schemas = shared.view.get("schemas")
    if schemas is None or not schemas.is_mapping or not schemas.view:
        place = document.root if schemas is None else schemas.node
        message = "a batch manifest needs a non-empty `schemas` mapping: source schema, then its `tables`"
        result.issues.append(Issue("batch-schemas-missing", message, document, place))
        return result
    view = schemas.view
    for key in view.keys():
        block = view.get(key)
        if block is not None:
            _expand_schema(result, shared, str(key), block, reusable)
    return result


#: Issues after which variables that nobody sets may still be set: by what could not be read.
_UNTOLD: Final = frozenset(("reference-not-read", "convention-unknown", "registry-file-missing", "registry-entry-missing", "registry-vars-missing"))


# --- the root ---------------------------------------------------------------------------------------------------------


def _root(document: Document, loader: Loader, before: _Root | None) -> _Root:
    root = document.mapping
    assert root is not None
    issues: list[Issue] = []
    used: dict[str, Document] = {}
    missing: dict[str, str] = {}
    own = Layer(layers.AUTHORED, document)
    stack: list[tuple[Layer, MappingNode]] = [(own, root)]
    parts: list[object] = []
    opaque: Hit | None = None
    for reference in conventions.references(document, loader):
        parts.append(reference.node)
        if reference.failure is not None:
            issues.append(_convention_fault(document, reference, reference.failure))
        if reference.document is None:
            opaque = Hit(Layer(layers.PRESET, document), reference.node, reference.node)
            missing[join(document.path, reference.name)] = documents.PRESET
            continue
        preset = reference.document
        if not reference.builtin:
            used[preset.path] = preset
        parts.append((preset, preset.version))
        if preset.mapping is not None:
            kind = layers.CONVENTION if reference.builtin else layers.PRESET
            stack.insert(1, (Layer(kind, preset, "root"), preset.mapping))
    view = View(stack)
    found, registry_parts = _registry(document, loader, view, issues, used, missing)
    parts.extend(registry_parts)
    for name in ("vars", "naming", "defaults", "runtime", "quality"):
        parts.extend(node.entries.get(name, (None, None))[1] for _, node in stack)
    parts.append(loader.env_code())
    parts.append(document.path)
    signature = tuple(parts)
    if before is not None and before.signature == signature:
        # The nodes of the layers are the same objects; only the root mapping that holds them may have been edited.
        before.view = view
        before.issues = [*issues, *before.own_issues]
        before.used, before.missing = used, missing
        return before
    asked = len(issues)
    names = variables.builtins(document.path, loader.env_code())
    names.open = opaque is not None or any(issue.code in _UNTOLD for issue in issues)
    if found is not None:
        for name in found.variables:
            _refuse_reserved(str(name), found.document, found.places.get(name), issues)
        _add_registry(names, found)
    levels = _mappings(view, "vars", issues, document, own)
    _reserved(levels, issues)
    names = variables.extend(names, levels)
    issues.extend(_variable_faults(names, document))
    defaults = _mappings(view, "defaults", issues, document, own)
    _check_quality(defaults, issues)
    naming = _mappings(view, "naming", issues, document, own)
    return _Root(
        signature,
        view,
        names,
        [
            (Layer(layers.DEFAULTS if layer.document is document else layer.kind, layer.document, layers.DEFAULTS), node)
            for layer, node in reversed(defaults)
        ],
        list(reversed(naming)),
        _blocks(view, issues, document),
        issues,
        used,
        missing,
        opaque,
        issues[asked:],
    )


def _convention_fault(document: Document, reference: conventions.Reference, failure: LoadFailure) -> Issue:
    name, node, data = reference.name, reference.node, {"name": reference.name}
    if failure.ours:
        return Issue("reference-not-read", _not_read(f"preset `{name}`", failure, "what it sets"), document, node, data=data)
    if failure.code == "missing":
        message = f"`{name}` is neither a built-in convention (landing_raw_v1) nor a preset file next to this manifest: there is no file of that name"
    else:
        message = f"preset `{name}` cannot be used, and dpone refuses the file: {failure.message}"
    return Issue("convention-unknown", message, document, node, data=data)


def _not_read(what: str, failure: LoadFailure, lost: str) -> str:
    why = "lies outside the workspace and is not read" if failure.code == "outside" else f"is too much to be read here ({failure.message})"
    return f"{what} {why}: {lost} cannot be told"


def _mappings(view: View, key: str, issues: list[Issue], document: Document, own: Layer) -> list[tuple[Layer, MappingNode]]:
    """The mappings under a root key, weakest first; anything else there is an issue (a null counts as empty)."""
    found: list[tuple[Layer, MappingNode]] = []
    fault: Issue | None = None
    for layer, node in reversed(view.stack):
        block = node.get(key)
        if isinstance(block, MappingNode):
            found.append((layer, block))
            fault = None  # What a stronger layer replaces does no harm.
        elif block is not None:
            found.clear()
            message = f"`{key}` must be a mapping"
            fault = Issue("block-not-mapping", message, layer.document, block, data={"key": key}) if _truthy(block) else None
    if fault is not None:
        issues.append(fault)
    return found


def _blocks(view: View, issues: list[Issue], document: Document) -> dict[str, Value]:
    """Root `runtime` and `quality`, which take the place of what `defaults` say."""
    blocks: dict[str, Value] = {}
    for key in ("runtime", "quality"):
        value = view.get(key)
        if value is None:
            continue
        if value.is_mapping:
            blocks[key] = Value([Hit(Layer(layers.ROOT_BLOCK, hit.layer.document), hit.key, hit.node) for hit in value.hits])
        elif key == "runtime" and value.is_null:
            empty = MappingNode(value.node.start, value.node.end, value.node.segment, None, None, flow=True)
            blocks[key] = Value([Hit(Layer(layers.ROOT_BLOCK, value.layer.document), value.key, empty)])
        else:
            issues.append(Issue("block-not-mapping", f"`{key}` must be a mapping", value.layer.document, value.node, data={"key": key}))
    return blocks


def _check_quality(levels: list[tuple[Layer, MappingNode]], issues: list[Issue]) -> None:
    """Unlike other blocks of a process, `quality` must be a mapping in every layer, also where a stronger one replaces it."""
    for layer, node in reversed(levels):
        block = node.get("quality")
        if block is not None and not isinstance(block, MappingNode):
            message = "`quality` must be a mapping, and dpone refuses the file; leave the key out to say nothing"
            issues.append(Issue("block-not-mapping", message, layer.document, block, data={"key": "quality"}))
        if block is not None:
            return


def _reserved(levels: list[tuple[Layer, MappingNode]], issues: list[Issue]) -> None:
    for layer, node in levels:
        for key, (key_node, _) in node.entries.items():
            _refuse_reserved(str(key), layer.document, key_node, issues)


def _refuse_reserved(name: str, document: Document, place: Node | None, issues: list[Issue]) -> None:
    if name in RESERVED:
        message = f"variable `{name}` is set by dpone itself and must not be defined; dpone refuses the file"
        issues.append(Issue("batch-reserved-var", message, document, place, data={"name": name}))


def _variable_faults(names: Variables, document: Document) -> Iterator[Issue]:
    for fault, variable in names.faults:
        if fault.code == "nothing":
            continue  # dpone goes on
        where = variable.layer.document if variable.layer is not None else document
        rule = {"cycle": "batch-vars-cycle", "undefined": "template-undefined-in-text"}.get(fault.code, "template-syntax-error")
        yield Issue(rule, fault.message, where, variable.node, None, {"stage": "variables", "code": fault.code})


# --- registries -------------------------------------------------------------------------------------------------------


def _registry(
    document: Document, loader: Loader, view: View, issues: list[Issue], used: dict[str, Document], missing: dict[str, str]
) -> tuple[registry.Entry | None, list[object]]:
    """The registry entry this manifest uses, and the objects the answer depends on."""
    # A preset may name registries too: what is wrong with one is told where it is named.
    places: list[tuple[str, Document, Node | None]] = [(path, document, None) for path in loader.registry_paths()]
    one = view.get("registry")
    if one is not None and isinstance(one.node, ScalarNode) and isinstance(one.node.value, str) and one.node.value.strip():
        places.append((join(document.path, one.node.value.strip()), one.layer.document, one.node))
    several = view.get("registries")
    for item in [] if several is None else several.items:
        if isinstance(item, ScalarNode) and isinstance(item.value, str) and item.value.strip():
            assert several is not None
            places.append((join(document.path, item.value.strip()), several.layer.document, item))
    if not places:
        return None, []
    parts: list[object] = []
    all_entries: list[registry.Entry] = []
    broken = False
    for path, named_in, node in places:
        loaded = loader.load(path, documents.REGISTRY)
        parts.append(path)
        if isinstance(loaded, LoadFailure):
            broken = True
            missing[path] = documents.REGISTRY
            issues.append(_registry_fault(loaded, path, named_in, node))
            continue
        used[path] = loaded
        parts.append((loaded, loaded.version))
        failure = content_failure(loaded)
        if failure is not None:
            broken = True
            issues.append(_registry_fault(failure, path, named_in, node))
            continue
        entries, faults = registry.entries(loaded)
        all_entries.extend(entries)
        for fault in faults:
            broken = True
            issues.append(Issue("registry-file-missing", f"registry `{loaded.name}`: {fault.message}", loaded, fault.node))
    system, database = _variable_text(view, "src_system"), _variable_text(view, "src_database")
    where, place = (places[-1][1], places[-1][2]) if places[-1][2] is not None else (document, document.root)
    absent = [name for name, text in (("src_system", system), ("src_database", database)) if text is None]
    if absent:
        names = " and ".join(f"`vars.{name}`" for name in absent)
        value = view.get("vars")
        if value is not None:
            where, place = value.layer.document, value.key
        issues.append(Issue("registry-vars-missing", f"a registry is used, so {names} must be set as text", where, place))
        return None, parts
    if broken:
        return None, parts
    assert system is not None
    assert database is not None
    entry = registry.lookup(all_entries, system[0], database[0])
    if entry is None:
        known = sorted({f"{e.system}::{e.database}" for e in all_entries})
        shown = ", ".join(known[:8]) + (", ..." if len(known) > 8 else "")
        message = f"no registry has an entry for {system[0]}::{database[0]}; known: {shown or 'none'}"
        issues.append(Issue("registry-entry-missing", message, document, system[1], data={"known": tuple(known)}))
    parts.append(entry.node if entry is not None else None)
    return entry, parts


def _registry_fault(failure: LoadFailure, path: str, named_in: Document, node: Node | None) -> Issue:
    written = f"registry `{node.value}`" if isinstance(node, ScalarNode) else f"registry `{path}` (DPONE_SOURCES_REGISTRY)"
    if failure.ours:
        return Issue("reference-not-read", _not_read(written, failure, "its variables"), named_in, node)
    why = "does not exist next to this manifest" if failure.code == "missing" else f"cannot be used: {failure.message}"
    return Issue("registry-file-missing", f"{written} {why}", named_in, node, data={"path": path})


def _variable_text(view: View, name: str) -> tuple[str, Node] | None:
    value = view.get("vars")
    found = value.view.get(name) if value is not None else None
    if found is None or not isinstance(found.node, ScalarNode) or not isinstance(found.node.value, str):
        return None
    text = found.node.value.strip()
    return (text, found.node) if text else None


def _add_registry(names: Variables, entry: registry.Entry) -> None:
    layer = Layer(layers.REGISTRY, entry.document)
    for name, value in entry.variables.items():
        node = entry.places.get(name)
        if not isinstance(name, str):
            key = _key_above(entry.node, name)
            names.odd_key = (layer, key) if isinstance(key, ScalarNode) else names.odd_key
        names.table[str(name)] = Variable(str(name), value, layer, node, node)


def _key_above(entry: MappingNode, name: object) -> Node | None:
    """The key of a variable that is no text, directly in a registry entry or in its `vars`."""
    nested = entry.get("vars")
    return entry.key_node(name) or (nested.key_node(name) if isinstance(nested, MappingNode) else None)


# --- schemas and tables -----------------------------------------------------------------------------------------------


def _expand_schema(
    result: BatchExpansion, shared: _Root, name: str, block: Value, reusable: Mapping[tuple[object, ...], _Schema]
) -> None:
    document = result.document
    if not block.is_mapping:
        if block.is_null:
            result.issues.append(_tables_issue(document, name, block.key))
        else:
            message = f"`schemas.{name}` must be a mapping with `tables`"
            result.issues.append(Issue("block-not-mapping", message, block.layer.document, block.node))
        return
    view = block.view
    signature = (
        name,
        *(node.entries.get(part, (None, None))[1] for _, node in view.stack for part in ("vars", "naming", "defaults")),
    )
    schema = reusable.get(signature)
    if schema is None:
        schema = _schema(document, shared, name, block)
    else:
        schema.key = block.key
    result.schemas[signature] = schema
    result.issues.extend(schema.issues)
    tables = view.get("tables")
    if tables is None or not (tables.is_list and tables.items):
        node = block.key if tables is None else tables.node
        if tables is not None and isinstance(tables.node, ScalarNode) and isinstance(tables.node.value, str) and tables.node.value:
            message = f"`schemas.{name}.tables` is text; dpone reads it letter by letter, one table per character. Write a list"
            result.issues.append(Issue("batch-tables-not-list", message, document, node))
            return
        result.issues.append(_tables_issue(document, name, node))
        return
    before = schema.processes
    kept: dict[Node, tuple[Process | None, list[Issue]]] = {}
    entry_layer, overrides_layer = (Layer(kind, tables.layer.document) for kind in (layers.TABLE_ENTRY, layers.OVERRIDES))
    for item in tables.items:
        made = before.get(item)
        if made is None or item in kept:
            made = _table(document, shared, schema, item, entry_layer, overrides_layer)
        kept[item] = made
        process, issues = made
        if process is not None:
            result.processes.append(process)
        result.issues.extend(issues)
    schema.processes = kept


def _tables_issue(document: Document, name: str, node: Node) -> Issue:
    return Issue("batch-tables-not-list", f"`schemas.{name}.tables` must be a non-empty list of tables", document, node)


def _schema(document: Document, shared: _Root, name: str, block: Value) -> _Schema:
    issues: list[Issue] = []
    view = block.view
    own = block.layer
    levels = _mappings(view, "vars", issues, document, own)
    _reserved(levels, issues)
    names = variables.extend(shared.variables.inherited(), levels) if levels else shared.variables
    if names is not shared.variables:
        issues.extend(_variable_faults(names, document))
    defaults = _mappings(view, "defaults", issues, document, own)
    _check_quality(defaults, issues)
    naming = _mappings(view, "naming", issues, document, own)
    stack = [(Layer(layers.SCHEMA_DEFAULTS, layer.document, layers.SCHEMA_DEFAULTS), node) for layer, node in reversed(defaults)]
    templates = [*reversed(naming), *shared.naming]
    merged = [*stack, *shared.defaults]
    named = _named(View(templates), issues)
    commons = _commons(document, shared, names, merged, named)
    return _Schema(name, block.key, names, merged, templates, named, issues, commons, {})


def _commons(
    document: Document, shared: _Root, names: Variables, merged: list[tuple[Layer, MappingNode]], named: dict[str, Derivation]
) -> Commons:
    """What the tables of a schema have in common; the stand-in for all of them has no table."""
    nobody = Process(document, documents.BATCH, None, merged, variables=names, root_blocks=shared.blocks, opaque=shared.opaque)
    return Commons(View(merged), (*_FROM_ENTRY, *named), shared.blocks, renders=True, process=nobody)


def _table(
    document: Document, shared: _Root, schema: _Schema, item: Node, entry_layer: Layer, overrides_layer: Layer
) -> tuple[Process | None, list[Issue]]:
    issues: list[Issue] = []
    own = entry_layer.document
    overrides: list[tuple[Layer, MappingNode]] = []
    named = schema.named
    own_vars: list[tuple[Layer, MappingNode]] = []
    depends: Value | None = None
    selector: str | None = None
    if isinstance(item, ScalarNode):
        if not isinstance(item.value, str):
            shown = "null" if item.value is None else str(item.value)
            message = f"a table entry is text or a mapping; dpone refuses `{shown}`. Quote it if it is a name"
            return None, [Issue("batch-table-spec-type", message, own, item)]
        table_node: Node = item
        table = item.value
    elif isinstance(item, MappingNode):
        written = item.get("table")
        if not isinstance(written, ScalarNode) or not isinstance(written.value, str) or not written.value:
            hint = "; `name` is not read here" if "name" in item.entries else ""
            return None, [Issue("batch-table-key-missing", f"a table entry needs `table` with the source table's name{hint}", own, item)]
        table_node, table = written, written.value
        own_vars = _entry_block(item, "vars", entry_layer, issues)
        _reserved(own_vars, issues)
        own_naming = _entry_block(item, "naming", entry_layer, issues)
        if own_naming:
            named = _named(View([*own_naming, *schema.naming]), issues)
        overrides = [(overrides_layer, node) for _, node in _entry_block(item, "overrides", entry_layer, issues)]
        _check_quality(overrides, issues)
        identity = item.get("id")
        if identity is not None and not (isinstance(identity, ScalarNode) and (identity.value is None or isinstance(identity.value, str))):
            issues.append(Issue("batch-table-spec-type", "`id` of a table entry must be text; quote it", own, identity))
        elif isinstance(identity, ScalarNode) and identity.value:
            selector = str(identity.value)
        depends_pair = item.entries.get("depends_on")
        if depends_pair is not None:
            node = depends_pair[1].target
            if isinstance(node, SequenceNode):
                if node.items:
                    depends = Value([Hit(entry_layer, depends_pair[0], node)])
            elif to_plain(node):
                message = "`depends_on` of a table entry must be a list; dpone refuses the manifest"
                issues.append(Issue("depends-on-type", message, own, node))
    else:
        return None, [Issue("batch-table-spec-type", "a table entry is text or a mapping, not a list", own, item)]
    names = variables.extend(
        schema.variables.inherited(),
        own_vars,
        {"src_schema": (schema.name, schema.key, entry_layer), "src_table": (table, table_node, entry_layer)},
    )
    issues.extend(_variable_faults(names, document))
    process = Process(
        document,
        documents.BATCH,
        selector or f"{schema.name}.{table}",
        [*overrides, *schema.layers] if overrides else schema.layers,
        entry=item,
        variables=names,
        derived={
            _FROM_ENTRY[0]: Derivation([Hit(entry_layer, schema.key, schema.key)], schema.name, True),
            _FROM_ENTRY[1]: Derivation([Hit(entry_layer, table_node, table_node)], table, True),
            **named,
        },
        root_blocks=shared.blocks,
        extra_depends=depends,
        table_name=table,
        opaque=shared.opaque,
        commons=schema.commons if named is schema.named else None,
    )
    return process, issues


def _entry_block(item: MappingNode, key: str, layer: Layer, issues: list[Issue]) -> list[tuple[Layer, MappingNode]]:
    node = item.get(key)
    if isinstance(node, MappingNode):
        return [(layer, node)]
    if node is not None and _truthy(node):
        issues.append(Issue("block-not-mapping", f"`{key}` of a table entry must be a mapping", layer.document, node, data={"key": key}))
    return []


def _named(naming: View, issues: list[Issue]) -> dict[str, Derivation]:
    """What naming templates may fill in, by path."""
    made: dict[str, Derivation] = {}
    for key, path in NAMING_TARGETS.items():
        value = naming.get(key)
        if value is not None and _truthy(value.node):
            made[path] = Derivation(_naming_hits(value), to_plain(value.node), False)
    for key in ("sink_table_description", "table_description"):
        value = naming.get(key)
        if value is not None and _truthy(value.node):
            made[DESCRIPTION] = Derivation(_naming_hits(value), to_plain(value.node), True)
            break
    labels = naming.get("labels")
    if labels is not None and labels.is_mapping:
        made[LABELS] = Derivation(_naming_hits(labels), None, True)
    elif labels is not None and not labels.is_null:
        message = "`labels` must be a mapping: label, then its template; dpone refuses anything else here"
        issues.append(Issue("block-not-mapping", message, labels.layer.document, labels.node, data={"key": "labels"}))
    return made


def _naming_hits(value: Value) -> list[Hit]:
    return [Hit(Layer(layers.NAMING, hit.layer.document), hit.key, hit.node) for hit in value.hits]


def _truthy(node: Node) -> bool:
    if isinstance(node, ScalarNode):
        return bool(node.value)
    return bool(to_plain(node))
