"""Code lenses: the decision of each process, a summary where processes share a block, and doors to plans and
documents.
"""

from __future__ import annotations

from dataclasses import dataclass

from dpone_lsp.features.decision import short
from dpone_lsp.model.analysis import Analysis
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import DEFAULTS, SCHEMA_DEFAULTS
from dpone_si.manifest.syntax.tree import MappingNode, Node
from dpone_si.wording import count_of

#: Beyond this many processes only the shared blocks carry lenses.
MAX_LENSES = 400
#: More processes than this on one line are summed up.
MAX_ROW = 3


@dataclass(frozen=True, slots=True)
class Lens:
    """A title above a span. `command` is a server command, '' for plain text; `process` its argument."""

    start: int
    end: int
    title: str
    command: str = ""
    process: str | None = None


def lenses(analysis: Analysis) -> list[Lens]:
    """The lenses of a document, in order."""
    found: list[Lens] = []
    processes = analysis.processes
    for start, group in _by_line(analysis, processes[:MAX_LENSES]).items():
        found.extend(_of_process(start, group[0]) if len(group) == 1 else _of_row(start, group))
    found.extend(_of_shared(analysis, processes))
    found.extend(_of_file(analysis))
    return sorted(found, key=lambda lens: lens.start)


def _by_line(analysis: Analysis, processes: list[Facts]) -> dict[int, list[Facts]]:
    """The first place on each line where processes are decided, and those processes."""
    source = analysis.document.source
    lines: dict[int, tuple[int, list[Facts]]] = {}
    for facts in processes:
        process = facts.process
        entry = process.entry
        if entry is None or short(facts) is None:
            continue
        start = entry.start
        if entry is analysis.document.root:
            value = process.at("sink.strategy") or process.at("sink")
            if value is None or value.layer.document is not analysis.document:
                continue
            start = value.key.start
        lines.setdefault(source.line_of(start), (start, []))[1].append(facts)
    return dict(lines.values())


def _of_process(start: int, facts: Facts) -> list[Lens]:
    title = facts.process.title
    return [
        Lens(start, start, short(facts) or "", "dpone.explainDecision", title),
        Lens(start, start, "effective manifest", "dpone.effectiveManifest", title),
        Lens(start, start, "replay plan", "dpone.replayPlan", title),
    ]


def _of_row(start: int, group: list[Facts]) -> list[Lens]:
    """Tables between brackets: each with its name, and no more than the line can hold."""
    shown = [
        Lens(start, start, f"{facts.process.title}: {short(facts)}", "dpone.explainDecision", facts.process.title)
        for facts in group[:MAX_ROW]
    ]
    return shown if len(group) <= MAX_ROW else [Lens(start, start, _summary(group))]


def _of_shared(analysis: Analysis, processes: list[Facts]) -> list[Lens]:
    """`38 incremental_merge · 2 partition_replace`, `inherited by 40 processes` and their effective manifest at
    defaults.
    """
    groups: dict[Node, list[Facts]] = {}
    for facts in processes:
        for layer, node in facts.process.stack:
            if layer.kind in (DEFAULTS, SCHEMA_DEFAULTS) and layer.document is analysis.document:
                groups.setdefault(node, []).append(facts)
    found: list[Lens] = []
    for node, group in groups.items():
        key = _key_of(analysis, node)
        if key is None or len(group) < 2:
            continue
        summary = _summary(group)
        if summary:
            found.append(Lens(key.start, key.end, summary, "dpone.explainDecision"))
        found.append(Lens(key.start, key.end, f"inherited by {len(group)} processes"))
        found.append(Lens(key.start, key.end, "effective manifest", "dpone.effectiveManifest"))
    return found


def _of_file(analysis: Analysis) -> list[Lens]:
    """`inherited by 37 processes in 12 files` at the top of a file others are built from."""
    inheritance = getattr(analysis.workspace, "inheritance", None)
    processes, files = inheritance(analysis.document.path) if inheritance is not None else (0, 0)
    root = analysis.document.root
    if not processes or root is None:
        return []
    title = f"inherited by {count_of(processes, 'process', 'processes')} in {count_of(files, 'file')}"
    return [Lens(root.start, root.start, title, "dpone.blastRadius")]


def _summary(group: list[Facts]) -> str:
    counts: dict[str, int] = {}
    for facts in group:
        mode = facts.mode
        if mode is not None:
            counts[mode] = counts.get(mode, 0) + 1
    return " · ".join(f"{count} {mode}" for mode, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _key_of(analysis: Analysis, node: Node) -> Node | None:
    """The key a defaults block hangs at."""
    root = analysis.document.mapping
    if root is None:
        return None
    if root.get("defaults") is node:
        return root.key_node("defaults")
    schemas = root.get("schemas")
    if isinstance(schemas, MappingNode):
        for _, value in schemas.pairs:
            block = value.target
            if isinstance(block, MappingNode) and block.get("defaults") is node:
                return block.key_node("defaults")
    return None
