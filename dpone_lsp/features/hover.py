"""Hover: what a key means and where its value comes from, the decision behind a strategy, what a template gives, a rule's page."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dpone_lsp.features import cursor, decision
from dpone_lsp.features.effective import origin_of, place_text
from dpone_lsp.rules import catalogue
from dpone_lsp.subject import Analysis
from dpone_si.manifest.layers import UNKNOWN, Value
from dpone_si.manifest.reader import Facts
from dpone_si.manifest.structure import FORMS, KeySpec, doc_at, lookup
from dpone_si.manifest.templates import is_template
from dpone_si.manifest.tree import ScalarNode

_DECISION_PATHS = ("sink.strategy", "sink.strategy.mode")
#: Decisions shown at once when a block is shared by processes that differ.
MAX_SHOWN = 3
_SUPPRESSION = re.compile(r"#\s*dpone:\s*ignore(?:-file)?\[([^\]\n]*)\]?")
#: Keys whose value is a secret by its name are never repeated in a hover.
_SECRET = re.compile(r"pass(word)?|secret|token|api_key|credential|private_key|authorization", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Hover:
    """Markdown for a span of the document."""

    start: int
    end: int
    markdown: str


def hover(analysis: Analysis, offset: int) -> Hover | None:
    """What to say about the thing at an offset; None when there is nothing to say."""
    suppression = _rule_page(analysis, offset)
    if suppression is not None:
        return suppression
    here = cursor.at(analysis.document, offset)
    node = here.node
    if node is None or not here.steps or not analysis.is_ours:
        return None
    source = analysis.document.source
    line_end = source.line_span(source.line_of(node.start))[1]
    span = (node.start, max(node.start, min(node.end, line_end)))
    path = here.process_path()
    parts: list[str] = []
    if path in _DECISION_PATHS:
        parts.append(_decisions(analysis, here))
    elif path in ("source", "source.type", "sink", "sink.type"):
        parts.append(_route(analysis, here))
    parts.append(_key(analysis, here))
    parts.append(_values(analysis, here, path))
    text = "\n\n---\n\n".join(part for part in parts if part)
    return Hover(*span, text) if text else None


# --- keys -------------------------------------------------------------------------------------------------------------


def _key(analysis: Analysis, here: cursor.Cursor) -> str:
    """Meaning, type, default and allowed values of a key, from the typed structure."""
    form = analysis.document.form
    if form not in FORMS:
        return ""
    path = here.path
    spec = lookup(form, path)
    sentence = doc_at(form, path)
    name = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
    if spec is None:
        return ""
    lines = [f"**`{name}`** {_types(spec)}"]
    if sentence:
        lines.extend(("", sentence))
    facts: list[str] = []
    if spec.required:
        facts.append("required")
    if spec.has_default and spec.default is not None:
        facts.append(f"default `{spec.default}`")
    if spec.enum:
        facts.append("one of " + ", ".join(f"`{word}`" for word in spec.enum[:14]) + (", ..." if len(spec.enum) > 14 else ""))
    if spec.minimum is not None or spec.maximum is not None:
        facts.append(f"from {_number(spec.minimum)} to {_number(spec.maximum)}")
    for label, words in (("sources", spec.sources), ("sinks", spec.sinks), ("modes", spec.modes)):
        if words:
            facts.append(f"for {label} " + ", ".join(f"`{word}`" for word in words))
    if facts:
        lines.extend(("", " · ".join(facts)))
    if spec.deprecated:
        lines.extend(("", f"Deprecated: {spec.deprecated}"))
    if spec.misplaced:
        lines.extend(("", f"It has no effect here{f'; it belongs under {spec.elsewhere}' if spec.elsewhere else ''}."))
    return "\n".join(lines)


def _types(spec: KeySpec) -> str:
    return "(" + " or ".join(spec.types) + ")"


def _number(value: float | None) -> str:
    if value is None:
        return "any"
    return f"{int(value):,}" if float(value).is_integer() else str(value)


# --- values -----------------------------------------------------------------------------------------------------------


def _values(analysis: Analysis, here: cursor.Cursor, path: str | None) -> str:
    """The effective value with its origin and what it hides; what a template gives."""
    if path is None or any(isinstance(part, int) for part in here.path[-2:]):
        return _template(analysis, here)
    group = cursor.processes_at(analysis, here)
    if not group:
        return ""
    name = path.rpartition(".")[2]
    shown: dict[str, int] = {}
    first: Value | None = None
    for facts in group[:200]:
        value = facts.process.at(path)
        if value is None:
            continue
        first = first or value
        if value.is_mapping or value.is_list:
            continue
        text = "(hidden: it looks like a secret)" if _SECRET.search(name) else _show(facts, value)
        shown[text] = shown.get(text, 0) + 1
    if first is None:
        return ""
    lines: list[str] = []
    if shown and (len(group) > 1 or len(first.hits) > 1 or _is_rendered(first)):
        if len(shown) == 1:
            lines.append(f"effective value {next(iter(shown))}")
        else:
            top = sorted(shown.items(), key=lambda item: -item[1])[:5]
            lines.append("effective values: " + ", ".join(f"{text} ({count})" for text, count in top))
    lines.append(f"written at {origin_of(first)}")
    for hit in first.hidden[:4]:
        if isinstance(hit.node, ScalarNode) and not _SECRET.search(name):
            lines.append(f"hides `{_clip(hit.node.text)}` of {place_text(hit.layer, hit.node)}")
        else:
            lines.append(f"hides {place_text(hit.layer, hit.node)}")
    return "\n\n".join(lines) if len(lines) > 1 or len(group) > 1 else ""


def _template(analysis: Analysis, here: cursor.Cursor) -> str:
    """What a template outside a process gives: naming templates and variables, for the first few processes."""
    node = here.node
    if not isinstance(node, ScalarNode) or here.on_key or not is_template(node.text):
        return ""
    rows: list[str] = []
    for facts in cursor.processes_at(analysis, here)[:3] or analysis.processes[:3]:
        if not facts.process.renders:
            continue
        value = facts.process.assuming().rendered(node.text, node)
        rows.append(f"- `{facts.process.title}`: {'cannot be told' if value is UNKNOWN else f'`{_clip(value)}`'}")
    return "renders to\n\n" + "\n".join(rows) if rows else ""


def _is_rendered(value: Value) -> bool:
    return isinstance(value.node, ScalarNode) and is_template(value.node.text)


def _show(facts: Facts, value: Value) -> str:
    if value.data is UNKNOWN:
        node = value.node
        if isinstance(node, ScalarNode) and facts.process.renders:
            outside = facts.process.assuming().rendered(node.text, node)
            if outside is not UNKNOWN:
                return f"`{_clip(outside)}` (depends on the environment)"
        return "cannot be told from the text"
    return f"`{_clip(value.data)}`"


def _clip(value: object) -> str:
    text = str(value).replace("`", "'").replace("\n", "⏎")
    return text if len(text) <= 80 else text[:77] + "..."


# --- routes and decisions ---------------------------------------------------------------------------------------------


def _route(analysis: Analysis, here: cursor.Cursor) -> str:
    """The routes of the processes here: fast path and the tools it needs."""
    from dpone_si.native_paths import NativeFastPathCatalog

    routes: dict[tuple[str, str], int] = {}
    for facts in cursor.processes_at(analysis, here):
        if facts.source_type and facts.sink_type:
            pair = (facts.source_type, facts.sink_type)
            routes[pair] = routes.get(pair, 0) + 1
    lines: list[str] = []
    catalog = NativeFastPathCatalog()
    for (source, sink), count in list(routes.items())[:4]:
        path = catalog.resolve(source, sink)
        tools = ", ".join(path.required_tools)
        many = f" ({count} processes)" if count > 1 else ""
        lines.append(f"**{source} → {sink}**{many}: path `{path.path_id}`" + (f", needs {tools}" if tools else "") + f". {path.summary}")
    return "\n\n".join(lines)


def _decisions(analysis: Analysis, here: cursor.Cursor) -> str:
    group = cursor.processes_at(analysis, here)
    by_outcome: dict[str, int] = {}
    shown: list[str] = []
    for facts in group:
        text = decision.short(facts)
        if text is None:
            continue
        if text not in by_outcome and len(shown) < MAX_SHOWN:
            shown.append(decision.markdown(facts))
        by_outcome[text] = by_outcome.get(text, 0) + 1
    if not by_outcome:
        return ""
    head = ""
    if len(group) > 1:
        counts = " · ".join(f"{count} `{text}`" for text, count in sorted(by_outcome.items(), key=lambda item: -item[1]))
        head = f"{len(group)} processes: {counts}\n\n---\n\n"
    return head + "\n\n---\n\n".join(shown)


# --- suppressions -----------------------------------------------------------------------------------------------------


def _rule_page(analysis: Analysis, offset: int) -> Hover | None:
    """The page of the rule a suppression comment names."""
    source = analysis.document.source
    begin, end = source.line_span(source.line_of(offset))
    line = source.text[begin:end]
    if "dpone:" not in line:
        return None
    for match in _SUPPRESSION.finditer(line):
        at = match.start(1)
        for name in match.group(1).split(","):
            start = begin + at + (len(name) - len(name.lstrip()))
            stop = start + len(name.strip())
            if start <= offset <= stop:
                for entry in catalogue().values():
                    if name.strip() in (entry.rule.name, entry.rule.code, *entry.rule.aliases):
                        return Hover(start, stop, f"**{entry.rule.name}** ({entry.rule.code})\n\n{entry.page.strip()}")
            at += len(name) + 1
    return None
