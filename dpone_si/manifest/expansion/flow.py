"""Flow manifests: a list of full processes, inline or in fragments.

dpone turns a flow into a batch: the process's source schema and table become its place there, its name the selector,
and processes come out grouped by source schema (manifest-format sheet, section 8.1). Root `vars`, `defaults` and the
like are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from dpone_si.manifest.expansion.loading import Loader
from dpone_si.manifest.expansion.result import Expansion
from dpone_si.manifest.model import documents, layers, variables
from dpone_si.manifest.model.derivation import Derivation
from dpone_si.manifest.model.documents import Document, named_kind
from dpone_si.manifest.model.issues import Issue
from dpone_si.manifest.model.layers import Hit, Layer, Value
from dpone_si.manifest.model.processes import Process
from dpone_si.manifest.model.variables import Variables
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode, to_plain
from dpone_si.records import field, record

MODES = ("classic", "flow", "folder")
PIPELINE_ID = re.compile(r"[a-z0-9][a-z0-9_-]{1,127}")


_Made = tuple[str, Process] | None


@record
class FlowExpansion(Expansion):
    """An expansion that remembers what the next one may reuse."""

    #: What all processes of the flow share: while it is the same, a process is what its own node makes it.
    shared: tuple[object, ...] = ()
    kept: dict[Node, tuple[_Made, list[Issue]]] = field(default_factory=dict[Node, tuple[_Made, list[Issue]]])


@record
class _Making:
    """What one expansion works with and on."""

    result: FlowExpansion
    loader: Loader
    names: Variables
    blocks: dict[str, Value]
    #: What the expansion before this one made of a node, where that still holds.
    before: Mapping[Node, tuple[_Made, list[Issue]]]
    #: Source schema and process, in the order in which they are written.
    processes: list[tuple[str, Process]] = field(default_factory=list[tuple[str, Process]])


def expand(document: Document, loader: Loader, previous: Expansion | None = None) -> Expansion:
    """Processes of a flow, folder flow, pipeline or a single fragment."""
    root = document.mapping
    result = FlowExpansion(document, [], [])
    if root is None:
        return result
    mode = _authority(document, root, result) if document.form != documents.FRAGMENT else "flow"
    names = variables.builtins(document.path, loader.env_code())
    result.variables = names
    blocks = _quality(document, root, result)
    result.shared = (document.path, loader.env_code(), *(hit.node for block in blocks.values() for hit in block.hits))
    before = (
        previous
        if isinstance(previous, FlowExpansion) and previous.document is document and previous.shared == result.shared
        else None
    )
    making = _Making(result, loader, names, blocks, {} if before is None else before.kept)
    if document.form == documents.FRAGMENT:
        _inline(document, root, making)
    elif "recipe" in root.entries:
        if mode != "flow":
            place = authoring.get("mode") if isinstance(authoring := root.get("authoring"), MappingNode) else None
            message = "a recipe flow needs `authoring.mode: flow`"
            result.issues.append(Issue("recipe-source-invalid", message, document, place or root.key_node("recipe")))
        _recipe(document, root, making)
    elif mode == "folder" or ("fragments" in root.entries and "processes" not in root.entries):
        if mode != "folder":
            message = "`fragments` are read in `authoring.mode: folder` only; dpone refuses the file"
            result.issues.append(Issue("folder-fragment-yaml", message, document, root.key_node("fragments")))
        _folder(document, root, making)
    else:
        if "schemas" in root.entries and "processes" in root.entries:
            message = "a flow has either `processes` or `schemas`, not both"
            result.issues.append(Issue("flow-processes-and-schemas", message, document, root.key_node("schemas")))
        _inline(document, root, making)
    if document.form != documents.FRAGMENT and loader.registry_paths():
        message = (
            "DPONE_SOURCES_REGISTRY is set, and dpone then refuses every flow: a registry needs `vars`, which a "
            "flow cannot have"
        )
        result.issues.append(Issue("registry-vars-missing", message, document, root))
    order: dict[str, list[Process]] = {}
    for schema, process in making.processes:
        order.setdefault(schema, []).append(process)
    result.processes = [process for group in order.values() for process in group]
    return result


def _authority(document: Document, root: MappingNode, result: Expansion) -> str:
    """The authoring mode, after checking what dpone checks about it."""
    metadata = root.get("metadata")
    if isinstance(metadata, MappingNode) and "id" in metadata.entries:
        identity = metadata.get("id")
        if (
            not isinstance(identity, ScalarNode)
            or not isinstance(identity.value, str)
            or not PIPELINE_ID.fullmatch(identity.value)
        ):
            message = (
                "`metadata.id` must be 2 to 128 characters of a-z, 0-9, `_` and `-`, starting with a letter or digit"
            )
            result.issues.append(Issue("flow-pipeline-id-invalid", message, document, identity))
    authoring = root.get("authoring")
    word = named_kind(root)[0]
    if authoring is None or (isinstance(authoring, ScalarNode) and authoring.value is None):
        if word == "dpone.flow.v1":
            message = "a flow needs `authoring: {mode: flow, source: <path of this file from the project root>}`"
            result.issues.append(Issue("flow-authoring-missing", message, document, root))
        return "flow"
    if not isinstance(authoring, MappingNode):
        result.issues.append(
            Issue(
                "flow-authoring-missing", "`authoring` must be a mapping with `mode` and `source`", document, authoring
            )
        )
        return "flow"
    mode_node, source_node = authoring.get("mode"), authoring.get("source")
    mode = str(mode_node.value or "").strip() if isinstance(mode_node, ScalarNode) else ""
    if mode not in MODES:
        message = "`authoring.mode` must be classic, flow or folder"
        result.issues.append(
            Issue("flow-authoring-mode-unknown", message, document, mode_node or authoring, data={"mode": mode})
        )
        return "flow"
    expected = "dpone.batch.v1" if mode == "classic" else "dpone.flow.v1"
    if word != expected:
        message = f"`authoring.mode: {mode}` needs `kind: {expected}`"
        result.issues.append(Issue("flow-mode-kind-mismatch", message, document, mode_node, data={"kind": word}))
    source = str(source_node.value or "").strip().replace("\\", "/") if isinstance(source_node, ScalarNode) else ""
    if not source:
        message = "`authoring.source` must name this file by its path from the project root"
        result.issues.append(Issue("flow-authoring-mode-unknown", message, document, source_node or authoring))
    elif not _is_tail(source, document.path):
        message = (
            f"`authoring.source` says `{source}`, which is not the end of this file's path; dpone refuses the file"
        )
        result.issues.append(
            Issue("flow-source-path-mismatch", message, document, source_node, data={"path": document.path})
        )
    return mode


def _is_tail(source: str, path: str) -> bool:
    parts = [part for part in source.split("/") if part not in ("", ".")]
    if source.startswith("/") or ".." in parts:
        return False
    return path.split("/")[-len(parts) :] == parts if parts else False


def _quality(document: Document, root: MappingNode, result: Expansion) -> dict[str, Value]:
    pair = root.entries.get("quality")
    if pair is None:
        return {}
    node = pair[1].target
    if not isinstance(node, MappingNode):
        result.issues.append(
            Issue("block-not-mapping", "`quality` must be a mapping", document, node, data={"key": "quality"})
        )
        return {}
    return {"quality": Value([Hit(Layer(layers.ROOT_BLOCK, document), pair[0], node)])}


def _inline(document: Document, root: MappingNode, making: _Making) -> None:
    result = making.result
    listed = root.get("processes")
    if listed is None and document.form != documents.FRAGMENT:
        message = "a flow needs `processes` (a list), `fragments` or `recipe`"
        result.issues.append(Issue("flow-processes-missing", message, document, root))
        return
    if not isinstance(listed, SequenceNode) or not listed.items:
        message = "`processes` must be a non-empty list of processes"
        result.issues.append(Issue("flow-processes-empty", message, document, listed or root))
        return
    for item in listed.items:
        _process(document, item.target, making)


def _process(document: Document, node: Node, making: _Making) -> None:
    kept = making.result.kept
    made = making.before.get(node)
    if made is None or node in kept:
        issues: list[Issue] = []
        made = _expanded(document, node, making, issues), issues
    kept[node] = made
    making.result.issues.extend(made[1])
    if made[0] is not None:
        making.processes.append(made[0])


def _expanded(document: Document, node: Node, making: _Making, issues: list[Issue]) -> _Made:
    if not isinstance(node, MappingNode):
        issues.append(Issue("flow-process-table-missing", "a process must be a mapping", document, node))
        return None
    name = _word(node.get("name"))
    source = node.get("source")
    table = source.get("table") if isinstance(source, MappingNode) else None
    schema_node = table.get("schema") if isinstance(table, MappingNode) else None
    table_node = table.get("name") if isinstance(table, MappingNode) else None
    schema, table_name = _word(schema_node), _word(table_node)
    missing = [
        label
        for label, word in (("name", name), ("source.table.schema", schema), ("source.table.name", table_name))
        if not word
    ]
    if missing:
        place: Node = node
        if "name" not in missing:
            place = (
                source.key_node("table")
                if isinstance(source, MappingNode) and table is not None
                else node.key_node("source")
            ) or node
        message = f"a process of a flow needs {', '.join(f'`{m}`' for m in missing)} as text, whatever its source type"
        issues.append(
            Issue("flow-process-table-missing", message, document, place, name or None, {"missing": tuple(missing)})
        )
    name_node = node.get("name")
    if name and not (isinstance(name_node, ScalarNode) and isinstance(name_node.value, str)):
        message = "`name` of a process must be text; dpone cannot compute a name from anything else"
        issues.append(Issue("flow-process-table-missing", message, document, name_node))
    layer = Layer(layers.AUTHORED, document)
    local = variables.extend(
        making.names.inherited(),
        [],
        {"src_schema": (schema, schema_node, layer), "src_table": (table_name, table_node, layer)},
    )
    derived: dict[str, Derivation] = {}
    process = Process(
        document,
        documents.FLOW,
        name or f"{schema}.{table_name}",
        [(layer, node)],
        entry=node,
        variables=local,
        derived=derived,
        root_blocks=making.blocks,
        table_name=table_name,
    )
    return schema, process


def _word(node: Node | None) -> str:
    if node is None:
        return ""
    value = to_plain(node)
    return str(value).strip() if value else ""


def _folder(document: Document, root: MappingNode, making: _Making) -> None:
    from dpone_si.manifest.expansion.fragments import read_fragments  # few flows have them

    for fragment, body in read_fragments(document, root, making.loader, making.result):
        _inline(fragment, body, making)


def _recipe(document: Document, root: MappingNode, making: _Making) -> None:
    result = making.result
    for other in ("processes", "fragments"):
        if other in root.entries:
            message = f"a recipe flow cannot have `{other}` too"
            result.issues.append(Issue("recipe-source-invalid", message, document, root.key_node(other)))
    metadata = root.get("metadata")
    words: dict[str, str] = {}
    for key in ("id", "domain"):
        node = metadata.get(key) if isinstance(metadata, MappingNode) else None
        words[key] = _word(node)
        if not words[key]:
            message = f"a recipe flow needs `metadata.{key}`"
            place = root.key_node("metadata") or root.key_node("recipe") or root
            result.issues.append(Issue("recipe-source-invalid", message, document, place))
    block = root.get("recipe")
    if block is None or not all(words.values()):
        return
    from dpone_si.manifest.expansion import recipe  # few flows have one

    found = recipe.resolve(document, block, making.loader, {"pipeline_id": words["id"], "domain": words["domain"]})
    result.used.update(found.used)
    result.missing.update(found.missing)
    result.issues.extend(Issue("recipe-source-invalid", fault.message, document, fault.node) for fault in found.faults)
    for owner, node in found.processes:
        _process(owner, node, making)
