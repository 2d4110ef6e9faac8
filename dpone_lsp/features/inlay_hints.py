"""Inlay hints: what `auto` compiles to, what an override inherits, what dpone takes for an absent key, what a
template gives.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal

from dpone_lsp.features import cursor, decision
from dpone_lsp.features.effective import TAKEN, built_in, origin_of
from dpone_lsp.features.wording import code, is_secret, plain, tells_secret
from dpone_lsp.model.analysis import Analysis
from dpone_lsp.support.secrets import without_passwords
from dpone_si import vocabulary
from dpone_si.manifest.model.facts import Facts, facts_of
from dpone_si.manifest.model.layers import UNKNOWN, Value
from dpone_si.manifest.model.processes import Process
from dpone_si.manifest.structure import FORMS, doc_at
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode
from dpone_si.manifest.templates.model import is_template
from dpone_si.wording import some

Kind = Literal["decision", "inherited", "builtin", "templates"]
KINDS: Final[frozenset[Kind]] = frozenset(("decision", "inherited", "builtin", "templates"))
#: More hints of one kind than this are not shown in one range.
MOST: Final = 100
#: Longer values are cut.
LONGEST: Final = 40
#: Processes named in a tooltip per outcome.
NAMED: Final = 5
#: Processes a shared template is rendered for.
SAMPLES: Final = 3
#: Block of a process -> keys worth showing when a weaker layer gives them.
_INHERITED: Final = {"sink.strategy": ("mode", "unique_key"), "sink": ("type",)}


@dataclass(frozen=True, slots=True)
class InlayHint:
    """Text shown behind an offset; `tooltip` makes the Markdown shown on hovering it, '' for none."""

    offset: int
    label: str
    tooltip: Callable[[], str]
    kind: Kind


def inlay_hints(analysis: Analysis, start: int, end: int, kinds: Collection[Kind] = KINDS) -> list[InlayHint]:
    """The hints of these kinds between two offsets, in the order of the text."""
    made: list[InlayHint] = []
    if "decision" in kinds:
        made.extend(_limited(_decisions(analysis, start, end)))
    if "inherited" in kinds:
        made.extend(_limited(_inherited(analysis, start, end)))
    if "builtin" in kinds:
        made.extend(_limited(_builtin(analysis, start, end)))
    if "templates" in kinds:
        made.extend(_limited(_templates(analysis, start, end)))
    made.sort(key=lambda hint: hint.offset)
    return made


def _limited(hints: Iterator[InlayHint]) -> Iterator[InlayHint]:
    for _, hint in zip(range(MOST), hints, strict=False):
        yield hint


# --- decisions --------------------------------------------------------------------------------------------------------


def _decisions(analysis: Analysis, start: int, end: int) -> Iterator[InlayHint]:
    by_node: dict[Node, list[Process]] = {}
    for process in analysis.expansion.processes:
        value = process.at("sink.strategy.mode")
        if value is not None and value.layer.document is analysis.document:
            by_node.setdefault(value.node, []).append(process)
    for node, processes in by_node.items():
        if not start <= node.end <= end:
            continue
        group = [facts for process in processes if (facts := facts_of(process)).requested_mode == vocabulary.AUTO]
        label = _outcomes(group)
        if label:
            yield InlayHint(node.end, label, partial(_decided, group), "decision")


def _decided(group: list[Facts]) -> str:
    """The decision of one process; of several, who comes to which outcome."""
    if len(group) == 1:
        return decision.markdown(group[0])
    titles: dict[str, list[str]] = {}
    for facts in group:
        titles.setdefault(decision.short(facts) or "cannot be told from the text", []).append(facts.process.title)
    rows = sorted(titles.items(), key=lambda row: (-len(row[1]), row[0]))
    return "\n".join(f"- {text}: {some([code(name) for name in names], NAMED)}" for text, names in rows)


def _outcomes(group: list[Facts]) -> str:
    counts: dict[str, int] = {}
    for facts in group:
        text = decision.short(facts)
        if text is not None:
            counts[text] = counts.get(text, 0) + 1
    if not counts:
        return ""
    if len(counts) == 1:
        text, count = next(iter(counts.items()))
        return f"⟶ {text}" if count == len(group) else f"⟶ {text} ({count} of {len(group)})"
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    more = f", {len(ordered) - 3} more" if len(ordered) > 3 else ""
    return "⟶ " + ", ".join(f"{count} {text}" for text, count in ordered[:3]) + more


# --- what is not written where one looks ------------------------------------------------------------------------------


def _inherited(analysis: Analysis, start: int, end: int) -> Iterator[InlayHint]:
    """Behind a block that a process overrides in part: the keys that come from a weaker layer; a sink type all have
    is no news.
    """
    one_sink: bool | None = None
    for process in analysis.expansion.processes:
        entry = process.entry
        if (
            entry is None
            or len(process.stack) < 2
            or process.document is not analysis.document
            or entry.start > end
            or entry.end < start
        ):
            continue
        for block, names in _INHERITED.items():
            value = process.at(block)
            if value is None or not isinstance(value.node, MappingNode) or not _within(value.key, entry, start, end):
                continue
            if block == "sink" and one_sink is None:
                one_sink = len({facts.sink_type for facts in analysis.processes}) < 2
            if block == "sink" and one_sink:
                continue
            found = [
                (name, inner)
                for name in names
                if (inner := process.at(f"{block}.{name}")) is not None and not _within(inner.node, entry)
            ]
            parts = [f"{name}: {_short(process, inner)}" for name, inner in found if inner.data is not UNKNOWN]
            if parts:
                yield InlayHint(value.key.end + 1, "· " + ", ".join(parts), partial(_origins, found), "inherited")


def _origins(found: list[tuple[str, Value]]) -> str:
    return "\n\n".join(f"`{name}` is inherited: {plain(origin_of(inner))}" for name, inner in found)


def _builtin(analysis: Analysis, start: int, end: int) -> Iterator[InlayHint]:
    """Behind a block: what dpone takes for its key that no layer writes."""
    seen: set[Node] = set()
    for process in analysis.expansion.processes:
        for taken in TAKEN:
            block, _, name = taken.rpartition(".")
            value = process.at(block)
            if (
                value is None
                or not isinstance(value.node, MappingNode)
                or value.layer.document is not analysis.document
            ):
                continue
            # Shared blocks are told once, where they begin: at the weakest layer in this document.
            own = [
                hit
                for hit in value.hits
                if hit.layer.document is analysis.document and isinstance(hit.node, MappingNode)
            ]
            key = own[-1].key if own else value.key
            if key in seen or not start <= key.end <= end or process.at(taken) is not None:
                continue
            seen.add(key)
            path = (*("defaults",), *block.split("."), name) if process.form == "batch" else (*block.split("."), name)
            yield InlayHint(
                key.end + 1,
                f"· {name}: {built_in(taken)} (dpone's default)",
                partial(_sentence, process.form, path),
                "builtin",
            )


def _sentence(form: str, path: tuple[str, ...]) -> str:
    return doc_at(form, path) if form in FORMS else ""


def _within(node: Node, entry: Node, start: int | None = None, end: int | None = None) -> bool:
    inside = entry.start <= node.start <= entry.end
    return inside and (start is None or end is None or start <= node.end <= end)


def _short(process: Process, value: Value) -> str:
    data = process.plain(value)
    text = ", ".join(str(part) for part in data) if isinstance(data, list) else str(data)
    return _clip(text)


# --- templates --------------------------------------------------------------------------------------------------------


def _templates(analysis: Analysis, start: int, end: int) -> Iterator[InlayHint]:
    """Behind a template: what it gives, for the processes it is rendered for."""
    if not analysis.expansion.processes or "{{" not in analysis.document.source.text[start:end]:
        return
    processes = analysis.processes
    for node, path in _scalars(analysis.document.root, (), start, end):
        if (
            not is_template(node.text)
            or is_secret(path)
            or analysis.document.source.line_of(node.start) != _last_line(analysis, node)
        ):
            continue
        here = cursor.at(analysis.document, node.start)
        group = cursor.processes_at(analysis, here) or (
            processes if path[:1] in (("naming",), ("vars",)) or "naming" in path else []
        )
        shown = _rendered(group, node, here.process_path())
        if shown:
            label, values = shown
            yield InlayHint(node.end, label, partial(_values, values), "templates")


def _values(values: dict[str, str]) -> str:
    return "\n".join(f"- {code(title)}: {code(value)}" for value, title in values.items())


def _rendered(group: list[Facts], node: ScalarNode, path: str | None) -> tuple[str, dict[str, str]] | None:
    """The label, and the title of the first process that has each value."""
    values: dict[str, str] = {}
    if tells_secret(node.text):
        return None
    for facts in group[:SAMPLES]:
        process = facts.process
        if not process.renders:
            return None
        value = process.assuming().rendered(node.text, node, path or "")
        if value is not UNKNOWN and value is not None and not isinstance(value, (dict, list)):
            values.setdefault(without_passwords(str(value)), process.title)
    if not values or set(values) == {node.text}:
        return None
    more = ", …" if len(group) > SAMPLES and len(values) > 1 else ""
    return "= " + ", ".join(_clip(value) for value in values) + more, values


def _scalars(
    node: Node | None, path: tuple[str | int, ...], start: int, end: int
) -> Iterator[tuple[ScalarNode, tuple[str | int, ...]]]:
    """The scalar values between two offsets, each with its path; only what overlaps is visited."""
    if isinstance(node, ScalarNode):
        if start <= node.end <= end:
            yield node, path
    elif isinstance(node, MappingNode):
        for key, value in node.pairs:
            if value.start <= end and value.end >= start:
                yield from _scalars(value, (*path, getattr(key, "text", "?")), start, end)
    elif isinstance(node, SequenceNode):
        for index, item in enumerate(node.items):
            if item.start <= end and item.end >= start:
                yield from _scalars(item, (*path, index), start, end)


def _last_line(analysis: Analysis, node: ScalarNode) -> int:
    return analysis.document.source.line_of(max(node.end - 1, node.start))


def _clip(text: str) -> str:
    text = text.replace("\n", "⏎")
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
