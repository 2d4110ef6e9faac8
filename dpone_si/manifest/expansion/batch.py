"""Batch manifests: conventions, registries, variables, defaults and schemas become one process per table entry.

The order of dpone 0.88.0 (manifest-format sheet, section 4.1), walked lazily: layers are stacked, not merged.
"""

from __future__ import annotations

from collections.abc import Mapping

from dpone_si.manifest.expansion.batch_blocks import check_quality, check_reserved, is_truthy, mappings, variable_faults
from dpone_si.manifest.expansion.batch_shared import SharedRoot, shared_root
from dpone_si.manifest.expansion.loading import Loader
from dpone_si.manifest.expansion.result import Expansion
from dpone_si.manifest.model import documents, layers, variables
from dpone_si.manifest.model.derivation import Derivation
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.issues import Issue
from dpone_si.manifest.model.layers import Hit, Layer, Value, View
from dpone_si.manifest.model.processes import Process
from dpone_si.manifest.model.shared_values import SharedValues
from dpone_si.manifest.model.variables import Variables
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode, to_plain
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
class BatchExpansion(Expansion):
    """An expansion that remembers what the next one may reuse."""

    shared: SharedRoot | None = None
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
    shared_values: SharedValues
    processes: dict[Node, tuple[Process | None, list[Issue]]]


def expand(document: Document, loader: Loader, previous: Expansion | None = None) -> Expansion:
    """Processes of a `dpone.batch.v1` document."""
    before = previous if isinstance(previous, BatchExpansion) and previous.document is document else None
    shared = shared_root(document, loader, before.shared if before is not None else None)
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


def _expand_schema(
    result: BatchExpansion, shared: SharedRoot, name: str, block: Value, reusable: Mapping[tuple[object, ...], _Schema]
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
        if (
            tables is not None
            and isinstance(tables.node, ScalarNode)
            and isinstance(tables.node.value, str)
            and tables.node.value
        ):
            message = (
                f"`schemas.{name}.tables` is text; dpone reads it letter by letter, one table per character. "
                f"Write a list"
            )
            result.issues.append(Issue("batch-tables-not-list", message, document, node))
            return
        result.issues.append(_tables_issue(document, name, node))
        return
    before = schema.processes
    kept: dict[Node, tuple[Process | None, list[Issue]]] = {}
    entry_layer, overrides_layer = (
        Layer(kind, tables.layer.document) for kind in (layers.TABLE_ENTRY, layers.OVERRIDES)
    )
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


def _schema(document: Document, shared: SharedRoot, name: str, block: Value) -> _Schema:
    issues: list[Issue] = []
    view = block.view
    levels = mappings(view, "vars", issues)
    check_reserved(levels, issues)
    names = variables.extend(shared.variables.inherited(), levels) if levels else shared.variables
    if names is not shared.variables:
        issues.extend(variable_faults(names, document))
    defaults = mappings(view, "defaults", issues)
    check_quality(defaults, issues)
    naming = mappings(view, "naming", issues)
    stack = [
        (Layer(layers.SCHEMA_DEFAULTS, layer.document, layers.SCHEMA_DEFAULTS), node)
        for layer, node in reversed(defaults)
    ]
    templates = [*reversed(naming), *shared.naming]
    merged = [*stack, *shared.defaults]
    named = _named(View(templates), issues)
    shared_values = _shared_values(document, shared, names, merged, named)
    return _Schema(name, block.key, names, merged, templates, named, issues, shared_values, {})


def _shared_values(
    document: Document,
    shared: SharedRoot,
    names: Variables,
    merged: list[tuple[Layer, MappingNode]],
    named: dict[str, Derivation],
) -> SharedValues:
    """What the tables of a schema have in common; the stand-in for all of them has no table."""
    nobody = Process(
        document, documents.BATCH, None, merged, variables=names, root_blocks=shared.blocks, opaque=shared.opaque
    )
    return SharedValues(View(merged), (*_FROM_ENTRY, *named), shared.blocks, renders=True, process=nobody)


def _table(
    document: Document, shared: SharedRoot, schema: _Schema, item: Node, entry_layer: Layer, overrides_layer: Layer
) -> tuple[Process | None, list[Issue]]:
    """The process of one table entry, and what is wrong in the entry; no process where dpone refuses the entry."""
    issues: list[Issue] = []
    source = _source_table(item, entry_layer.document, issues)
    if source is None:
        return None, issues
    table, table_node = source
    own_vars: list[tuple[Layer, MappingNode]] = []
    overrides: list[tuple[Layer, MappingNode]] = []
    named, selector, depends = schema.named, None, None
    if isinstance(item, MappingNode):
        own_vars = _entry_block(item, "vars", entry_layer, issues)
        check_reserved(own_vars, issues)
        own_naming = _entry_block(item, "naming", entry_layer, issues)
        if own_naming:
            named = _named(View([*own_naming, *schema.naming]), issues)
        overrides = _entry_block(item, "overrides", overrides_layer, issues)
        check_quality(overrides, issues)
        selector = _selector(item, entry_layer.document, issues)
        depends = _depends(item, entry_layer, issues)
    names = variables.extend(
        schema.variables.inherited(),
        own_vars,
        {"src_schema": (schema.name, schema.key, entry_layer), "src_table": (table, table_node, entry_layer)},
    )
    issues.extend(variable_faults(names, document))
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
        shared_values=schema.shared_values if named is schema.named else None,
    )
    return process, issues


def _source_table(item: Node, document: Document, issues: list[Issue]) -> tuple[str, Node] | None:
    """The name of the source table and where it is written; None for an entry that dpone refuses."""
    if isinstance(item, ScalarNode):
        if isinstance(item.value, str):
            return item.value, item
        shown = "null" if item.value is None else str(item.value)
        message = f"a table entry is text or a mapping; dpone refuses `{shown}`. Quote it if it is a name"
        issues.append(Issue("batch-table-spec-type", message, document, item))
    elif isinstance(item, MappingNode):
        written = item.get("table")
        if isinstance(written, ScalarNode) and isinstance(written.value, str) and written.value:
            return written.value, written
        hint = "; `name` is not read here" if "name" in item.entries else ""
        message = f"a table entry needs `table` with the source table's name{hint}"
        issues.append(Issue("batch-table-key-missing", message, document, item))
    else:
        issues.append(Issue("batch-table-spec-type", "a table entry is text or a mapping, not a list", document, item))
    return None


def _selector(item: MappingNode, document: Document, issues: list[Issue]) -> str | None:
    identity = item.get("id")
    if identity is not None and not (
        isinstance(identity, ScalarNode) and (identity.value is None or isinstance(identity.value, str))
    ):
        issues.append(
            Issue("batch-table-spec-type", "`id` of a table entry must be text; quote it", document, identity)
        )
    elif isinstance(identity, ScalarNode) and identity.value:
        return str(identity.value)
    return None


def _depends(item: MappingNode, layer: Layer, issues: list[Issue]) -> Value | None:
    pair = item.entries.get("depends_on")
    if pair is None:
        return None
    node = pair[1].target
    if isinstance(node, SequenceNode):
        return Value([Hit(layer, pair[0], node)]) if node.items else None
    if to_plain(node):
        message = "`depends_on` of a table entry must be a list; dpone refuses the manifest"
        issues.append(Issue("depends-on-type", message, layer.document, node))
    return None


def _entry_block(item: MappingNode, key: str, layer: Layer, issues: list[Issue]) -> list[tuple[Layer, MappingNode]]:
    node = item.get(key)
    if isinstance(node, MappingNode):
        return [(layer, node)]
    if node is not None and is_truthy(node):
        issues.append(
            Issue(
                "block-not-mapping",
                f"`{key}` of a table entry must be a mapping",
                layer.document,
                node,
                data={"key": key},
            )
        )
    return []


def _named(naming: View, issues: list[Issue]) -> dict[str, Derivation]:
    """What naming templates may fill in, by path."""
    made: dict[str, Derivation] = {}
    for key, path in NAMING_TARGETS.items():
        value = naming.get(key)
        if value is not None and is_truthy(value.node):
            made[path] = Derivation(_naming_hits(value), to_plain(value.node), False)
    for key in ("sink_table_description", "table_description"):
        value = naming.get(key)
        if value is not None and is_truthy(value.node):
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
