"""Reshape a batch without changing what it means: short entries to mappings, repeated keys to `defaults`, and back."""

from __future__ import annotations

from typing import Literal

from dpone_lsp.comments import comments
from dpone_lsp.edits import apply, delete_pair, value_span
from dpone_lsp.features.cursor import Cursor
from dpone_lsp.features.entries import into, name_text, write
from dpone_lsp.findings import Edit, Fix
from dpone_lsp.subject import Analysis
from dpone_si.manifest import layers
from dpone_si.manifest.documents import Document
from dpone_si.manifest.expand import expand
from dpone_si.manifest.processes import plain_process
from dpone_si.manifest.tree import MappingNode, Node, ScalarNode, to_plain

#: Blocks of a process that dpone merges by rules of their own.
_OWN_MERGE = ("quality", "runtime", "depends_on", "transforms")
#: A key is worth moving to `defaults` when at least this many entries write the same value.
REPEATED = 3


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
    """True when the effective manifest of every process is the same after the fix: the document is edited, expanded, and set back."""
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
    return any(edit.start <= start < edit.end and text[start:end] not in edit.text for start, end in comments(document) for edit in fix.edits)


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
    """A value written in an override that several entries repeat goes to `defaults`; entries that differ keep theirs."""
    path = _override_path(here)
    if path is None or not here.steps:
        return []
    wanted = to_plain(here.steps[-1].value)
    if isinstance(wanted, dict):
        return []
    same: list[tuple[MappingNode, Node]] = []
    for facts in analysis.processes:
        entry = facts.process.entry
        overrides = entry.get("overrides") if isinstance(entry, MappingNode) else None
        holder = _walk(overrides, path[:-1])
        node = holder.get(path[-1]) if holder is not None else None
        key = holder.key_node(path[-1]) if holder is not None else None
        if node is None or key is None or holder is None or to_plain(node) != wanted:
            continue
        same.append((holder, key))
    if len(same) < REPEATED or not _may_stand_in_defaults(analysis, ".".join(path), wanted, {key for _, key in same}):
        return []
    document = analysis.document
    into = _into_defaults(document, path, wanted)
    if into is None:
        return []
    edits = [into]
    for holder, key in same:
        edit = _remove(document, holder, key, path)
        if edit is None:
            return []
        edits.append(edit)
    return [Fix(f"Move `{'.'.join(path)}` to defaults ({len(same)} entries repeat it)", tuple(edits), "safe")]


def _may_stand_in_defaults(analysis: Analysis, path: str, wanted: object, moving: set[Node]) -> bool:
    """True when `defaults` may give the value at a path: whoever does not write it itself has it already.

    A layer between `defaults` and the entries would win over the one and lose to the other.
    """
    if path.partition(".")[0] in _OWN_MERGE:
        return False
    for facts in analysis.processes:
        value = facts.process.at(path)
        if value is None:
            return False
        own = value.layer.kind in (layers.OVERRIDES, layers.SCHEMA_DEFAULTS)
        if value.key in moving:
            if len(value.hits) > 1 and value.hits[1].layer.kind == layers.SCHEMA_DEFAULTS:
                return False
        elif not own and to_plain(value.node) != wanted:
            return False
    return True


def _inline(analysis: Analysis, here: Cursor) -> list[Fix]:
    """A scalar in `defaults` goes into every entry that does not set it."""
    steps = here.path
    if steps[:1] != ("defaults",) or len(steps) < 3 or not here.steps:
        return []
    path = tuple(str(part) for part in steps[1:])
    last = here.steps[-1]
    if not isinstance(last.value, ScalarNode) or not isinstance(last.collection, MappingNode) or last.key is None or len(analysis.processes) > 60:
        return []
    if path[0] in _OWN_MERGE:
        return []
    document = analysis.document
    removal = delete_pair(document, last.collection, last.key)
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
        edits.append(edit)
    count = len(edits) - 1
    title = f"Move `{'.'.join(path)}` into {count} entr{'y' if count == 1 else 'ies'}"
    return [Fix(title, tuple(edits), "safe")] if count else []


def _override_path(here: Cursor) -> tuple[str, ...] | None:
    path = here.path
    if len(path) >= 7 and path[0] == "schemas" and path[2] == "tables" and path[4] == "overrides" and all(isinstance(part, str) for part in path[5:]):
        return tuple(str(part) for part in path[5:])
    return None


def _walk(node: Node | None, path: tuple[str, ...]) -> MappingNode | None:
    for part in path:
        node = node.get(part) if isinstance(node, MappingNode) else None
    return node if isinstance(node, MappingNode) else None


def _into_defaults(document: Document, path: tuple[str, ...], value: object) -> Edit | None:
    root = document.mapping
    if root is None:
        return None
    return into(document, root, ("defaults", *path), value)


def _remove(document: Document, holder: MappingNode, key: Node, path: tuple[str, ...]) -> Edit | None:
    edit = delete_pair(document, holder, key)
    if edit is not None:
        return edit
    value = holder.get(path[-1])
    # The last key of its block: an empty mapping keeps the block a mapping.
    if value is None or len(holder.pairs) != 1:
        return None
    return Edit(document, holder.start, max(value.end, key.end), "{}")
