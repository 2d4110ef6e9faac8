"""Hover: what a key means and where its value comes from, the decision behind a strategy, what a template gives, a
rule's page.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from dpone_lsp.analysis.analyze import finished
from dpone_lsp.analysis.suppression_syntax import name_at
from dpone_lsp.features import cursor, decision
from dpone_lsp.features.effective import origin_of, place_text
from dpone_lsp.features.name_hover import named
from dpone_lsp.features.shared_layer_use import shared_layer_use
from dpone_lsp.features.wording import HIDDEN, code, is_secret, plain, tells_secret
from dpone_lsp.fixes.edits import flow_text
from dpone_lsp.model.analysis import Analysis
from dpone_lsp.rules.selection import all_rules, rule_called
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN, Value
from dpone_si.manifest.structure import FORMS, KeySpec, block_at, doc, doc_at, lookup
from dpone_si.manifest.syntax.tree import AliasNode, Node, ScalarNode
from dpone_si.manifest.templates.model import is_template
from dpone_si.wording import first, some

_DECISION_PATHS = ("sink.strategy", "sink.strategy.mode")
#: Words of a template: what stands between its braces, and the names in it.
_INSIDE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_NAME = re.compile(r"(?<![\w.'\"])[A-Za-z_]\w*")
#: Processes whose values are compared, and hidden layers that are listed.
MAX_COMPARED = 200
MAX_HIDDEN = 4
#: Decisions shown at once when a block is shared by processes that differ.
MAX_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Hover:
    """Markdown for a span of the document."""

    start: int
    end: int
    markdown: str


def hover(analysis: Analysis, offset: int) -> Hover | None:
    """What to say about the thing at an offset; None when there is nothing to say."""
    return finished(hover_steps(analysis, offset))


def hover_steps(analysis: Analysis, offset: int) -> Generator[None, None, Hover | None]:
    """`hover` in small steps: in a shared file all manifests that are built from it are looked into."""
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
    parts.append(_alias(analysis, node))
    parts.append(named(analysis, offset))
    parts.append(_values(analysis, here, path))
    parts.append((yield from shared_layer_use(analysis, here)))
    text = "\n\n---\n\n".join(part for part in parts if part)
    return Hover(*span, text) if text else None


def _alias(analysis: Analysis, node: Node) -> str:
    """What an alias stands for."""
    if not isinstance(node, AliasNode) or node.pointee is None:
        return ""
    return f"stands for `&{node.name}` of line {analysis.document.source.line_of(node.pointee.start) + 1}"


# --- keys -------------------------------------------------------------------------------------------------------------


def _key(analysis: Analysis, here: cursor.Cursor) -> str:
    """Meaning, type, default and allowed values of a key, from the typed structure; of a value, its own sentence."""
    form = analysis.document.form
    if form not in FORMS:
        return ""
    path = here.path
    spec = lookup(form, path)
    if spec is None:
        return ""
    named = path[: max((index + 1 for index, part in enumerate(path) if isinstance(part, str)), default=0)]
    lines = [f"**`{named[-1] if named else form}`** {_types(spec)}"]
    sentence = doc_at(form, path)
    if sentence:
        lines.extend(("", sentence))
    about = _word(form, here, spec)
    if about:
        lines.extend(("", about))
    facts = list(_facts(spec))
    if facts:
        lines.extend(("", " · ".join(facts)))
    if spec.deprecated:
        lines.extend(("", f"Deprecated: {spec.deprecated}"))
    if spec.misplaced:
        lines.extend(
            ("", f"It has no effect here{f'; it belongs under `{spec.elsewhere}`' if spec.elsewhere else ''}.")
        )
    return "\n".join(lines)


def _facts(spec: KeySpec) -> Iterator[str]:
    """What limits the value of a key, each in a few words."""
    if spec.required:
        yield "required by dpone" if spec.required_by_tool else "required"
    if spec.has_default and spec.default is not None:
        yield f"default {code(_yaml(spec.default))}"
    if spec.enum:
        yield _one_of(spec.enum, 14)
    if spec.minimum is not None or spec.maximum is not None:
        yield _between(spec.minimum, spec.maximum)
    for label, words in (("sources", spec.sources), ("sinks", spec.sinks), ("modes", spec.modes)):
        if words:
            yield f"for {label} " + ", ".join(f"`{word}`" for word in words)


def _word(form: str, here: cursor.Cursor, spec: KeySpec) -> str:
    """The sentence of the word that stands there, when the key knows a few words."""
    node = here.node
    if here.on_key or not isinstance(node, ScalarNode) or not here.path:
        return ""
    parent = block_at(form, here.path[:-1])
    sentence = doc(parent.name, str(here.path[-1]), node.text.strip()) if parent is not None and spec.enum else ""
    return f"`{node.text.strip()}`: {sentence}" if sentence else ""


def _one_of(words: tuple[str, ...], most: int) -> str:
    return "one of " + first([f"`{word}`" for word in words], most)


def _types(spec: KeySpec) -> str:
    return "(" + " or ".join(spec.types) + ")"


def _yaml(value: object) -> object:
    return flow_text(value) if isinstance(value, (bool, list, dict)) else value


def _between(least: float | None, most: float | None) -> str:
    if most is None:
        return f"at least {_number(least or 0)}"
    return f"at most {_number(most)}" if least is None else f"from {_number(least)} to {_number(most)}"


def _number(value: float) -> str:
    return f"{int(value):,}" if float(value).is_integer() else str(value)


# --- values -----------------------------------------------------------------------------------------------------------


def _values(analysis: Analysis, here: cursor.Cursor, path: str | None) -> str:
    """The effective value with the chain of its origins; what a template gives."""
    if path is None or any(isinstance(part, int) for part in here.path[-2:]):
        return _template(analysis, here)
    group = cursor.processes_at(analysis, here)
    if not group:
        return ""
    secret = is_secret(here.path)
    shown: dict[str, int] = {}
    first: Value | None = None
    absent = 0
    for facts in group[:MAX_COMPARED]:
        value = facts.process.at(path)
        if value is None:
            absent += 1
            continue
        first = first or value
        if value.is_mapping:
            continue
        text = (
            HIDDEN
            if secret or (isinstance(value.node, ScalarNode) and tells_secret(value.node.text))
            else _show(facts, value, path)
        )
        shown[text] = shown.get(text, 0) + 1
    if first is None:
        return ""
    lines: list[str] = []
    many = f" in {len(group)} processes" if len(group) > 1 else ""
    if len(shown) == 1 and (many or len(first.hits) > 1 or _is_rendered(first)):
        lines.append(f"effective value {next(iter(shown))}{many}")
    elif shown and len(shown) > 1:
        top = sorted(shown.items(), key=lambda item: (-item[1], item[0]))
        lines.append(f"effective values{many}: {some([f'{text} ({count})' for text, count in top], 5)}")
    lines.append(f"written at {plain(origin_of(first))}")
    for hit in first.hidden[:MAX_HIDDEN]:
        what = f"{code(hit.node.text)} of " if isinstance(hit.node, ScalarNode) and not secret else ""
        lines.append(f"hides {what}{plain(place_text(hit.layer, hit.node))}")
    if len(first.hidden) > MAX_HIDDEN:
        lines.append(f"and hides {len(first.hidden) - MAX_HIDDEN} more")
    if first.is_mapping:
        lines.extend(f"merged with {plain(place_text(layer, node))}" for layer, node in first.view.stack[1:4])
    return "\n\n".join(lines) if len(lines) > 1 or many else ""


def _template(analysis: Analysis, here: cursor.Cursor) -> str:
    """What a template outside a process gives: naming templates and variables, for the first few processes."""
    node = here.node
    if not isinstance(node, ScalarNode) or here.on_key or not is_template(node.text) or is_secret(here.path):
        return ""
    rows: list[str] = []
    group = cursor.processes_at(analysis, here) or analysis.processes[:3]
    hidden = tells_secret(node.text)
    for facts in group[:3]:
        if not facts.process.renders:
            continue
        value = facts.process.assuming().rendered(node.text, node)
        rows.append(
            f"- {code(facts.process.title)}: "
            f"{'cannot be told' if value is UNKNOWN else HIDDEN if hidden else code(value)}"
        )
        rows.extend(f"  - {line}" for line in _variables(facts, node.text))
    return "renders to\n\n" + "\n".join(rows) if rows else ""


def _variables(facts: Facts, text: str) -> list[str]:
    """The variables a template names, with their values in one process."""
    variables = facts.process.variables
    if variables is None:
        return []
    lines: list[str] = []
    for name in dict.fromkeys(_NAME.findall(" ".join(match.group() for match in _INSIDE.finditer(text)))):
        variable = variables.table.get(name)
        if variable is not None:
            value = (
                HIDDEN
                if is_secret((name,))
                else "cannot be told"
                if variable.value is UNKNOWN
                else code(variable.value)
            )
            lines.append(f"`{name}` is {value}")
    return lines[:6]


def _is_rendered(value: Value) -> bool:
    return isinstance(value.node, ScalarNode) and is_template(value.node.text)


def _show(facts: Facts, value: Value, path: str) -> str:
    if value.is_list:
        return code(flow_text([part if part is not UNKNOWN else "?" for part in _listed(facts, value)]))
    if value.data is UNKNOWN:
        node = value.node
        if isinstance(node, ScalarNode) and facts.process.renders:
            outside = facts.process.assuming().rendered(node.text, node, path)
            if outside is not UNKNOWN:
                return f"{code(outside)} (depends on the environment)"
        return "cannot be told from the text"
    return code(_yaml(value.data) if value.data is not None else "null")


def _listed(facts: Facts, value: Value) -> list[object]:
    data = facts.process.plain(value)
    return (
        [part if isinstance(part, (str, int, float, bool)) else "..." for part in data[:12]]
        if isinstance(data, list)
        else []
    )


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
        needs = f", needs {tools}" if tools else ""
        lines.append(f"**{plain(source)} → {plain(sink)}**{many}: path `{path.path_id}`{needs}. {path.summary}")
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
        counts = " · ".join(
            f"{count} `{text}`" for text, count in sorted(by_outcome.items(), key=lambda item: -item[1])
        )
        head = f"{len(group)} processes: {counts}\n\n---\n\n"
    return head + "\n\n---\n\n".join(shown)


# --- suppressions -----------------------------------------------------------------------------------------------------


def _rule_page(analysis: Analysis, offset: int) -> Hover | None:
    """The page of the rule a suppression comment names."""
    named = name_at(analysis.document.source, offset)
    if named is None:
        return None
    name, start, end = named
    entry = rule_called(name, all_rules(analysis.settings))
    return (
        None
        if entry is None
        else Hover(start, end, f"**{entry.rule.name}** ({entry.rule.code})\n\n{entry.page.strip()}")
    )
