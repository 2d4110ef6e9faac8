"""Values that may be written at a spot: words of the key, modes and policies of this sink, names in use elsewhere."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from dpone_lsp.features.completion.model import Item
from dpone_lsp.features.completion.place import facts_at
from dpone_lsp.features.completion.spot import Spot
from dpone_lsp.features.cursor import path_inside_process
from dpone_lsp.fixes.edits import scalar_text
from dpone_lsp.model.analysis import Analysis
from dpone_si import vocabulary
from dpone_si.manifest.expansion.conventions import BUILTIN_NAMES
from dpone_si.manifest.expansion.result import Expansion
from dpone_si.manifest.model.documents import KINDS, PRESET, REGISTRY, Document, is_builtin
from dpone_si.manifest.structure import FORMS, KeySpec, block_at, lookup
from dpone_si.manifest.syntax.tree import MappingNode, Node, SequenceNode, walk

#: Keys whose values are names that recur from process to process.
RECURRING = (
    "connection_id", "connection_ref", "connection_type", "task_group", "vault_path", "vault_mount_point",
    "unique_key", "column",
    "incremental_column", "partition_column", "schema", "topic",
)  # fmt: skip
#: The key of a table's name, at either end.
_TABLE = ("table", "name")
#: Keys whose values name a file that many manifests share, with the role of that file.
_SHARED = {"convention": PRESET, "conventions": PRESET, "registry": REGISTRY, "registries": REGISTRY}
_ANCHOR = re.compile(r"(?<=[\s\[{,])&([\w.-]+)")
#: Processes looked at for names in use, and files for dependencies: completion must not grow with the workspace.
_MANY = 400


def value_items(analysis: Analysis, spot: Spot) -> list[Item]:
    """Items for the value at the spot's path, written as the spot needs it: quoted, after a blank, or in a list."""
    form = analysis.document.form if analysis.document.form in FORMS else "single"
    spec = lookup(form, spot.path)
    if spot.prefix.startswith("*") and not spot.quote:
        return list(_aliases(analysis, spot, spec))
    found = _values(analysis, spot, spec)
    listed = (
        spec is not None and "list" in spec.types and "string" not in spec.types and not isinstance(spot.path[-1], int)
    )
    made: dict[str, Item] = {}
    for item in found:
        written = _written(item, spot)
        if written is not None and item.label not in made:
            text = f"[{written}]" if listed and not spot.quote else written
            made[item.label] = replace(item, insert=spot.lead + text)
    return list(made.values())


def items_of_list(analysis: Analysis, spot: Spot, one: KeySpec) -> Iterator[Item]:
    """Scalar items for a new line of a list."""
    inner = replace(spot, path=(*spot.path, 0), lead="", quote="")
    for item in _values(analysis, inner, one):
        written = _written(item, inner)
        if written is not None:
            yield replace(item, insert=written)


def takes(spec: KeySpec, shape: str) -> bool:
    """Whether a value of a shape (`mapping`, `list`, `scalar`; '' for any) may stand at a key."""
    if not shape or "any" in spec.types:
        return True
    return (
        shape in spec.types
        if shape != "scalar"
        else any(kind not in ("mapping", "list", "null") for kind in spec.types)
    )


def _written(item: Item, spot: Spot) -> str | None:
    """The item's value as text at the spot; None when it cannot stand there. `insert` is the raw value until now."""
    literal = item.kind == "value" and item.insert in ("true", "false")
    if spot.quote:
        if literal:
            return None
        inside = scalar_text(item.insert, quote=spot.quote)[1:-1]
        return inside + ("" if spot.closed else spot.quote)
    return item.insert if literal else scalar_text(item.insert)


def _values(analysis: Analysis, spot: Spot, spec: KeySpec | None) -> Iterator[Item]:
    path = spot.path
    if list(path) == ["kind"]:
        yield from (
            Item(kind, kind, "value", form, rank=1 if form in ("batch", "flow") else 4) for kind, form in KINDS.items()
        )
        return
    first = str(path[0]) if path else ""
    if first in _SHARED and len(path) <= 2:
        yield from _shared_files(analysis, first)
        return
    inner = path_inside_process(analysis.document.form, path)
    named = tuple(part for part in (inner if inner is not None else path) if isinstance(part, str))
    if inner is not None and named in (("sink", "strategy", "mode"), ("sink", "strategy", "merge_policy")):
        yield from _modes(analysis, spot) if named[-1] == "mode" else _policies(analysis, spot)
        return
    name = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
    if spec is not None:
        form = analysis.document.form
        parent = block_at(form, path[:-1]) if form in FORMS and path and not isinstance(path[-1], int) else None
        for word in spec.enum:
            yield Item(word, word, "value", rank=2, topic=(parent.name, name, word) if parent is not None else None)
        if "boolean" in spec.types:
            yield from (
                Item(word, word, "value", "default" if spec.default is (word == "true") else "", rank=3)
                for word in ("true", "false")
            )
    if "depends_on" in path:
        if name in ("depends_on", "path"):
            yield from _dependencies(analysis, spot, paths_only=name == "path")
    elif name in RECURRING or named[-2:] == _TABLE:
        yield from _in_use(analysis, inner if inner is not None else path, name)


# --- strategy ---------------------------------------------------------------------------------------------------------


def _ends(analysis: Analysis, spot: Spot) -> tuple[str | None, str | None]:
    facts = facts_at(analysis, spot)
    return (None, None) if facts is None else (facts.source_type, facts.sink_type)


def _modes(analysis: Analysis, spot: Spot) -> Iterator[Item]:
    source, sink = _ends(analysis, spot)
    extracted = vocabulary.MODES_BY_SOURCE.get(source or "", vocabulary.MODES)
    for mode in (vocabulary.AUTO, *vocabulary.MODES_BY_SINK.get(sink or "", vocabulary.MODES)):
        fits = mode == vocabulary.AUTO or mode in extracted
        detail = "dpone decides" if mode == vocabulary.AUTO else "default" if mode == vocabulary.DEFAULT_MODE else ""
        if not fits:
            detail = f"a {source} source cannot be read this way"
        yield Item(
            mode,
            mode,
            "value",
            detail,
            rank=1 if mode == vocabulary.AUTO else 2 if fits else 7,
            topic=("strategy", "mode", mode),
        )


def _policies(analysis: Analysis, spot: Spot) -> Iterator[Item]:
    _, sink = _ends(analysis, spot)
    default = vocabulary.DEFAULT_MERGE_POLICY_BY_SINK.get(sink or "")
    yield Item(
        vocabulary.AUTO,
        vocabulary.AUTO,
        "value",
        f"means {default}" if default else "",
        1,
        topic=("strategy", "merge_policy", "auto"),
    )
    for policy in vocabulary.MERGE_POLICIES_BY_SINK.get(sink or "", vocabulary.MERGE_POLICIES):
        guarded = (sink, policy) in vocabulary.GUARDED_MERGE_POLICIES
        detail = (
            "needs allow_non_recommended_policy: true"
            if guarded
            else "default of this sink"
            if policy == default
            else ""
        )
        yield Item(
            policy, policy, "value", detail, rank=6 if guarded else 2, topic=("strategy", "merge_policy", policy)
        )


# --- names in use -----------------------------------------------------------------------------------------------------


def _dependencies(analysis: Analysis, spot: Spot, *, paths_only: bool) -> Iterator[Item]:
    """Processes of this file, then other manifests and their processes, as paths relative to this file."""
    own = [process for process in analysis.expansion.processes[:_MANY] if process.selector]
    for process in own:
        entry = process.entry
        if not paths_only and not (entry is not None and entry.start <= spot.start <= entry.end):
            yield Item(f"#{process.selector}", f"#{process.selector}", "reference", "process of this file", rank=1)
    folder = os.path.dirname(analysis.document.path)
    workspace = analysis.workspace
    others: list[str] = workspace.manifests() if hasattr(workspace, "manifests") else []
    near = sorted(
        (path for path in others if path != analysis.document.path),
        key=lambda path: (os.path.dirname(path) != folder, path),
    )
    for path in near[:_MANY]:
        relative = os.path.relpath(path, folder).replace(os.sep, "/")
        far = relative.startswith("../")
        yield Item(relative, relative, "reference", "every process of that file", rank=6 if far else 4)
        if not far and not paths_only:
            for selector, name, _ in workspace.processes(path)[:40]:
                if selector:
                    yield Item(
                        f"{relative}#{selector}", f"{relative}#{selector}", "reference", name or "process", rank=5
                    )


def _in_use(analysis: Analysis, path: tuple[str | int, ...], name: str) -> Iterator[Item]:
    """Values of the same key in this file and in the other open ones, the most frequent first."""
    end = path[0] if path and path[0] in ("source", "sink", "state") else None
    counts: dict[str, int] = {}
    for expansion in _expansions(analysis):
        for process in expansion.processes[:_MANY]:
            for place in _places(name, str(end) if end is not None else None):
                for part in _texts(process.data(place)):
                    counts[part] = counts.get(part, 0) + 1
    for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield Item(word, word, "reference", f"used {count} times" if count > 1 else "used once", rank=4)


def _places(name: str, end: str | None) -> tuple[str, ...]:
    if name in ("unique_key", "column", "incremental_column", "partition_column"):
        return (
            "sink.strategy.unique_key", "sink.strategy.partition.column", "source.options.unique_key",
            "source.options.partition_column",
            "source.options.incremental_column",
        )  # fmt: skip
    if end is None:
        return (name,) if name != "name" else ()
    if name == "name":
        return (f"{end}.table.name",)
    return (f"{end}.table.schema",) if name == "schema" else (f"{end}.{name}",)


def _texts(value: object) -> Iterable[str]:
    parts: list[object] = value if isinstance(value, list) else [value]
    return (part for part in parts if isinstance(part, str) and part and "{{" not in part)


def _expansions(analysis: Analysis) -> Iterator[Expansion]:
    yield analysis.expansion
    workspace = analysis.workspace
    for path in list(getattr(workspace, "open", {}))[:10]:
        if path != analysis.document.path:
            expansion = workspace.expansion(path)
            if expansion is not None:
                yield expansion


def _shared_files(analysis: Analysis, key: str) -> Iterator[Item]:
    """Presets or registries that manifests of the workspace use, or that lie in a folder named for them."""
    role = _SHARED[key]
    if role == PRESET:
        yield from (Item(name, name, "value", "built in", rank=2) for name in BUILTIN_NAMES)
    folder = os.path.dirname(analysis.document.path)
    found = {path for path, document in analysis.expansion.used.items() if document.role == role}
    shared = getattr(analysis.workspace, "shared", None)
    if shared is not None:
        found.update(shared(role))
    found.update(
        _in_folders(analysis, folder, ("presets", "conventions") if role == PRESET else ("registry", "registries"))
    )
    for path in sorted(found):
        if not is_builtin(path):
            relative = os.path.relpath(path, folder).replace(os.sep, "/")
            yield Item(relative, relative, "reference", role, rank=1)


def _in_folders(analysis: Analysis, folder: str, names: tuple[str, ...]) -> Iterator[str]:
    roots: tuple[str, ...] = getattr(analysis.workspace, "roots", ())
    for base in (folder, os.path.dirname(folder)):
        if roots and not any(os.path.realpath(base).startswith(root) for root in roots):
            continue
        for name in names:
            try:
                entries = sorted(
                    entry.name for entry in os.scandir(f"{base}/{name}") if entry.name.endswith((".yaml", ".yml"))
                )
            except OSError:
                continue
            yield from (f"{base}/{name}/{entry}" for entry in entries[:50])


def _aliases(analysis: Analysis, spot: Spot, spec: KeySpec | None) -> Iterator[Item]:
    """The anchors above whose values may stand here; not those of the blocks the spot lies in, which would hold
    themselves.
    """
    root = analysis.document.root
    known = {node.anchor: node for node in walk(root) if node.anchor is not None} if root is not None else {}
    for name in dict.fromkeys(_ANCHOR.findall(analysis.document.source.text[: spot.start])):
        node = known.get(name)
        if node is not None:
            shape = _shape_of(node)
            if shape != "scalar" and _holds(analysis.document, node, spot):
                continue
            if shape != "mapping" if spot.path[-1:] == ("<<",) else spec is not None and not takes(spec, shape):
                continue
        yield Item(f"*{name}", f"*{name}", "reference", "anchor above")


def _holds(document: Document, node: Node, spot: Spot) -> bool:
    """True when a spot lies in a block, whose last line may not parse yet: no line since its first is indented less."""
    if node.start <= spot.start <= node.end:
        return True
    first = node.pairs[0][0] if isinstance(node, MappingNode) and not node.flow and node.pairs else None
    if first is None or spot.start < first.start:
        return False
    source = document.source
    column, line = first.start - source.line_start(first.start), source.line_of(first.start)
    between = source.lines_above(source.line_of(spot.start))
    return spot.indent >= column and all(width >= column for number, width in between if number > line)


def _shape_of(node: Node) -> str:
    return "mapping" if isinstance(node, MappingNode) else "list" if isinstance(node, SequenceNode) else "scalar"


# --- suppressions -----------------------------------------------------------------------------------------------------


def rule_items(analysis: Analysis, spot: Spot) -> list[Item]:
    """Names for a suppression comment: those with findings here first, then those in this file."""
    from dpone_lsp.rules.selection import all_rules

    source = analysis.document.source
    line = source.line_of(spot.start)
    here: dict[str, int] = {}
    for finding in (*analysis.findings, *analysis.suppressed):
        if finding.document is analysis.document:
            near = source.line_of(finding.place.span[0]) in (line, line + 1)
            here[finding.rule] = 0 if near else here.get(finding.rule, 1)
    return [
        Item(name, name, "value", entry.rule.summary, rank=here.get(name, 5))
        for name, entry in sorted(all_rules(analysis.settings).items())
        if name not in spot.present
    ]


def verb_items() -> list[Item]:
    """What may follow `# dpone:`."""
    return [
        Item(
            "ignore",
            "ignore[$1] $2",
            "snippet",
            "hide findings of this line, or of the block below",
            rank=1,
            snippet=True,
        ),
        Item("ignore-file", "ignore-file[$1] $2", "snippet", "hide findings of this file", rank=2, snippet=True),
    ]
