"""Reshape a batch without changing what it means: short entries to mappings, repeated keys to `defaults`, and back."""

from __future__ import annotations

from typing import Literal

from dpone_lsp.features.cursor import Cursor
from dpone_lsp.features.entries import into, name_text, write
from dpone_lsp.fixes.edits import apply, delete_pair, value_span
from dpone_lsp.model.analysis import Analysis
from dpone_lsp.model.finding import Edit, Fix
from dpone_si.manifest.expansion.expand import expand
from dpone_si.manifest.model import layers
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.effective import plain_process
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.syntax.comments import comments
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode, to_plain

#: Blocks of a process that dpone merges by rules of their own.
_OWN_MERGE = ("quality", "runtime", "depends_on", "transforms")
#: A key is worth moving to `defaults` when at least this many entries write the same value.
REPEATED = 3
#: A key of `defaults` is moved into so many entries at most.
MAX_ENTRIES = 60


#: What a reshaping does: writes the same otherwise, takes out what entries repeat, puts back in what they share.
Shape = Literal["refactor.rewrite", "refactor.extract", "refactor.inline"]


def reshape_actions(analysis: Analysis, here: Cursor) -> list[tuple[Shape, Fix]]:
    """The reshaping actions at a position; each leaves the effective manifest as it is, which is checked."""
    if analysis.document.form != "batch":
        return []
    made: tuple[tuple[Shape, list[Fix]], ...] = (
        ("refactor.rewrite", _to_mapping(analysis, here)),
        ("refactor.extract", _extract(analysis, here)),
        ("refactor.inline", _inline(analysis, here)),
    )
    return [(shape, fix) for shape, fixes in made for fix in fixes if _keeps_everything(analysis, fix)]


def _keeps_everything(analysis: Analysis, fix: Fix) -> bool:
    return not _lost_comments(analysis.document, fix) and (_is_plain(analysis) or unchanged(analysis, fix))


def _is_plain(analysis: Analysis) -> bool:
    """True where the layers alone prove a change: nothing is written in one place and read in another."""
    return not analysis.document.tree.linked and not analysis.document.tree.problems


def unchanged(analysis: Analysis, fix: Fix) -> bool:
    """True when the effective manifest of every process is the same after the fix: the document is edited, expanded,
    and set back.
    """
    document = analysis.document
    if any(edit.document is not document for edit in fix.edits):
        return False
    try:
        text = apply(document.source.text, fix.edits)
    except ValueError:
        return False
    before = analysis.expansion.processes
    faults = (len(document.tree.problems), len(analysis.expansion.issues))
    with document.trial():
        document.revise(text)
        after = expand(document, analysis.workspace, analysis.expansion)
        if (len(document.tree.problems), len(after.issues)) > faults or len(after.processes) != len(before):
            return False
        return all(
            one is other or (one.selector == other.selector and plain_process(one) == plain_process(other))
            for one, other in zip(before, after.processes, strict=True)
        )


def _lost_comments(document: Document, fix: Fix) -> bool:
    text = document.source.text
    if not any("#" in text[edit.start : edit.end] for edit in fix.edits):
        return False
    found = comments(document.source, document.root)
    return any(
        edit.start <= start < edit.end and text[start:end] not in edit.text
        for start, end in found
        for edit in fix.edits
    )


def _to_mapping(analysis: Analysis, here: Cursor) -> list[Fix]:
    document = analysis.document
    entries = {facts.process.entry for facts in analysis.processes}
    for step in here.steps:
        node = step.value
        if isinstance(node, ScalarNode) and node in entries:
            start, end = value_span(document, node)
            text = name_text(document, node)
            before = document.source.text[document.source.line_start(start) : start]
            new = f"table: {text}" if before.strip() == "-" else f"{{table: {text}}}"
            return [Fix("Write this table as a mapping", (Edit(document, start, end, new),), "safe")]
    return []


def _extract(analysis: Analysis, here: Cursor) -> list[Fix]:
    """A value written in an override that several entries repeat goes to `defaults`, of all or of the schema;
    entries that differ keep theirs.
    """
    path = _override_path(here)
    if path is None or not here.steps:
        return []
    wanted = to_plain(here.steps[-1].value)
    if isinstance(wanted, dict):
        return []
    same: dict[Facts, Node] = {}
    for facts in analysis.processes:
        key = _own_key(facts, path)
        if key is not None and to_plain(key[1]) == wanted:
            same[facts] = key[0]
    schema = str(here.path[1])
    group = [facts for facts in analysis.processes if _schema_of(facts) == schema]
    found = [_moved(analysis, path, wanted, same, analysis.processes, ("defaults",), "defaults")]
    schemas = analysis.document.mapping.get("schemas") if analysis.document.mapping is not None else None
    if (
        len(group) < len(analysis.processes)
        and isinstance(schemas, MappingNode)
        and isinstance(schemas.get(schema), MappingNode)
    ):
        near = {facts: key for facts, key in same.items() if facts in group}
        found.append(
            _moved(analysis, path, wanted, near, group, ("schemas", schema, "defaults"), f"the defaults of `{schema}`")
        )
    return [fix for fix in found if fix is not None]


def _moved(
    analysis: Analysis,
    path: tuple[str, ...],
    wanted: object,
    same: dict[Facts, Node],
    heirs: list[Facts],
    block: tuple[str, ...],
    name: str,
) -> Fix | None:
    """Move a value out of the overrides that write it into a block that all heirs inherit."""
    dotted = ".".join(path)
    below = () if block[0] == "schemas" else (layers.SCHEMA_DEFAULTS,)
    if len(same) < REPEATED or not _may_stand_above(dotted, wanted, set(same.values()), heirs, below):
        return None
    document = analysis.document
    root = document.mapping
    edits = [into(document, root, (*block, *path), wanted) if root is not None else None]
    edits.extend(_taken_out(document, facts.process.entry, ("overrides", *path)) for facts in same)
    made = tuple(edit for edit in edits if edit is not None)
    return (
        Fix(f"Move `{dotted}` to {name} ({len(same)} entries repeat it)", made, "safe")
        if len(made) == len(edits)
        else None
    )


def _may_stand_above(
    path: str, wanted: object, moving: set[Node], heirs: list[Facts], between: tuple[str, ...]
) -> bool:
    """True when a block may give the value at a path to its heirs: whoever does not write it itself has it already.

    A layer `between` the block and the entries would win over the one and lose to the other.
    """
    if path.partition(".")[0] in _OWN_MERGE:
        return False
    for facts in heirs:
        value = facts.process.at(path)
        if value is None:
            return False
        if value.key in moving:
            if len(value.hits) > 1 and value.hits[1].layer.kind in between:
                return False
        elif value.layer.kind not in (layers.OVERRIDES, *between) and to_plain(value.node) != wanted:
            return False
    return True


def _inline(analysis: Analysis, here: Cursor) -> list[Fix]:
    """A scalar, or a list of scalars, in `defaults` of all or of a schema goes into every entry that takes it from
    there.
    """
    path = _default_path(here)
    if path is None or not here.steps or path[0] in _OWN_MERGE or len(analysis.processes) > MAX_ENTRIES:
        return []
    last = here.steps[-1]
    if not _is_simple(last.value) or last.key is None:
        return []
    document = analysis.document
    removal = _taken_out(document, document.mapping, tuple(str(part) for part in here.path))
    if removal is None:
        return []
    edits = [removal]
    value = to_plain(last.value)
    for facts in analysis.processes:
        found = facts.process.at(".".join(path))
        if found is None or found.node is not last.value:
            continue
        edit = write(facts.process, path, value)
        if edit is None:
            return []
        # Entries that share a block by an alias get the key once.
        if all((edit.start, edit.end, edit.text) != (other.start, other.end, other.text) for other in edits):
            edits.append(edit)
    count = len(edits) - 1
    title = f"Move `{'.'.join(path)}` into {count} entr{'y' if count == 1 else 'ies'}"
    return [Fix(title, tuple(edits), "safe")] if count else []


def _is_simple(node: Node) -> bool:
    return isinstance(node, ScalarNode) or (
        isinstance(node, SequenceNode) and all(isinstance(item, ScalarNode) for item in node.items)
    )


def _default_path(here: Cursor) -> tuple[str, ...] | None:
    """The path inside a process of a key of `defaults`, of all or of a schema."""
    path = here.path
    inner = (
        path[1:]
        if path[:1] == ("defaults",)
        else path[3:]
        if path[:1] == ("schemas",) and path[2:3] == ("defaults",)
        else ()
    )
    return (
        tuple(str(part) for part in inner) if len(inner) >= 2 and all(isinstance(part, str) for part in inner) else None
    )


def _override_path(here: Cursor) -> tuple[str, ...] | None:
    path = here.path
    if (
        len(path) >= 7
        and path[0] == "schemas"
        and path[2] == "tables"
        and path[4] == "overrides"
        and all(isinstance(part, str) for part in path[5:])
    ):
        return tuple(str(part) for part in path[5:])
    return None


def _schema_of(facts: Facts) -> str:
    """The key of `schemas` below which a process stands."""
    variable = facts.process.variables.get("src_schema") if facts.process.variables is not None else None
    return "" if variable is None else str(variable.value)


def _own_key(facts: Facts, path: tuple[str, ...]) -> tuple[Node, Node] | None:
    """Key and value at a path in the overrides of a process's own entry."""
    node: Node | None = facts.process.entry
    for part in ("overrides", *path[:-1]):
        node = node.get(part) if isinstance(node, MappingNode) else None
    key = node.key_node(path[-1]) if isinstance(node, MappingNode) else None
    value = node.get(path[-1]) if isinstance(node, MappingNode) else None
    return (key, value) if key is not None and value is not None else None


def _taken_out(document: Document, top: Node | None, path: tuple[str, ...]) -> Edit | None:
    """The removal of the key at a path below a node, with the blocks that would be left empty."""
    node = top
    highest: tuple[MappingNode, str] | None = None
    for part in path:
        if not isinstance(node, MappingNode):
            return None
        if highest is None or len(node.pairs) > 1:
            highest = (node, part)
        node = node.get(part)
    if highest is None or (key := highest[0].key_node(highest[1])) is None:
        return None
    return delete_pair(document, highest[0], key)
