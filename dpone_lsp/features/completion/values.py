"""Values that may be written at a spot: words of the key, modes and policies of this sink, names in use elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.edits import scalar_text
from dpone_lsp.features.completion.keys import endpoint_types
from dpone_lsp.features.completion.model import Item
from dpone_lsp.features.completion.spot import Spot
from dpone_lsp.features.cursor import path_inside_process
from dpone_lsp.rules import catalogue
from dpone_lsp.subject import Analysis
from dpone_si import vocabulary
from dpone_si.manifest.conventions import BUILTIN_NAMES
from dpone_si.manifest.documents import KINDS
from dpone_si.manifest.structure import FORMS, block_at, lookup

#: Keys whose values are names that recur in the same file.
_RECURRING = ("connection_id", "connection_ref", "connection_type", "task_group", "vault_path", "unique_key", "column")


def value_items(analysis: Analysis, spot: Spot) -> list[Item]:
    """Items for the value at the spot's path."""
    form = analysis.document.form
    path = spot.path
    if path in (("kind",),):
        return [Item(kind, kind, "value") for kind in KINDS]
    if path[:1] == ("convention",) or path[:1] == ("conventions",):
        return [Item(BUILTIN_NAMES[0], BUILTIN_NAMES[0], "value", "built in")]
    inner = path_inside_process(form, path)
    _, sink = endpoint_types(analysis, spot)
    if inner == ("sink", "strategy", "mode"):
        modes = vocabulary.MODES_BY_SINK.get(sink or "", vocabulary.MODES)
        return [
            Item(mode, mode, "value", rank=1 if mode in (vocabulary.AUTO, vocabulary.DEFAULT_MODE) else 2, topic=("strategy", "mode", mode))
            for mode in (vocabulary.AUTO, *modes)
        ]
    if inner == ("sink", "strategy", "merge_policy"):
        policies = vocabulary.MERGE_POLICIES_BY_SINK.get(sink or "", vocabulary.MERGE_POLICIES)
        return [Item(policy, policy, "value", topic=("strategy", "merge_policy", policy)) for policy in dict.fromkeys((vocabulary.AUTO, *policies))]
    items: list[Item] = []
    spec = lookup(form, path) if form in FORMS else None
    name = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
    if spec is not None:
        parent = block_at(form, tuple(part for part in path[:-1]))
        for word in spec.enum:
            items.append(Item(word, scalar_text(word), "value", rank=2, topic=(parent.name, name, word) if parent is not None else None))
        if "boolean" in spec.types:
            items.extend(Item(word, word, "value", rank=3) for word in ("true", "false"))
    if "depends_on" in path:
        items.extend(_selectors(analysis))
    elif name in _RECURRING:
        items.extend(_in_use(analysis, name, {item.label for item in items}))
    return items


def _selectors(analysis: Analysis) -> Iterator[Item]:
    for facts in analysis.processes:
        selector = facts.process.selector
        if selector:
            yield Item(f"#{selector}", f'"#{selector}"', "reference", "process of this file")
    workspace = analysis.workspace
    folder = analysis.document.path.rpartition("/")[0]
    for path in getattr(workspace, "manifests", list)()[:500]:
        if path != analysis.document.path and path.startswith(folder + "/"):
            relative = path[len(folder) + 1 :]
            yield Item(relative, relative, "reference", "all processes of that file", rank=6)
            for selector, _, _ in workspace.processes(path)[:20]:
                if selector:
                    yield Item(f"{relative}#{selector}", f'"{relative}#{selector}"', "reference", "process", rank=7)


def _in_use(analysis: Analysis, name: str, known: set[str]) -> Iterator[Item]:
    counts: dict[str, int] = {}
    for facts in analysis.processes[:500]:
        for end in ("source", "sink"):
            for path in (f"{end}.{name}", f"{end}.strategy.{name}", name):
                value = facts.process.data(path)
                for part in value if isinstance(value, list) else (value,):
                    if isinstance(part, str) and part and part not in known:
                        counts[part] = counts.get(part, 0) + 1
    for word, count in sorted(counts.items(), key=lambda item: -item[1]):
        yield Item(word, scalar_text(word), "reference", f"used by {count}", rank=4)


def rule_items(analysis: Analysis) -> list[Item]:
    """Names for a suppression comment: those with findings in this file first."""
    here = {finding.rule for finding in analysis.findings}
    return [
        Item(name, name, "value", entry.rule.summary, rank=1 if name in here else 5) for name, entry in sorted(catalogue().items())
    ]
