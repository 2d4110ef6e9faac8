"""Names and their uses: anchors and aliases, template variables, selectors in `depends_on`. One list of occurrences feeds definition,
references, highlights and rename.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from dpone_lsp.features import cursor
from dpone_lsp.subject import Analysis
from dpone_si.manifest.documents import Document
from dpone_si.manifest.templates import RESERVED, is_template, tags
from dpone_si.manifest.tree import AliasNode, MappingNode, Node, ScalarNode, walk

Kind = Literal["anchor", "variable", "selector"]
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place of a name. `declares` tells the place that brings it into being."""

    kind: Kind
    name: str
    document: Document
    start: int
    end: int
    declares: bool


def occurrence_at(analysis: Analysis, offset: int) -> Occurrence | None:
    """The occurrence at an offset, innermost first."""
    found = [one for one in occurrences(analysis) if one.document is analysis.document and one.start <= offset <= one.end]
    return min(found, key=lambda one: one.end - one.start) if found else None


def all_of(analysis: Analysis, one: Occurrence) -> list[Occurrence]:
    """Every occurrence of the same name, in document order."""
    return sorted(
        (other for other in occurrences(analysis) if (other.kind, other.name) == (one.kind, one.name)),
        key=lambda other: (other.document is not analysis.document, other.document.path, other.start),
    )


def occurrences(analysis: Analysis) -> list[Occurrence]:
    """All names of a document and of the layers it is built from."""
    found: list[Occurrence] = []
    document = analysis.document
    root = document.root
    if root is None:
        return found
    for node in walk(root):
        _anchor(document, node, found)
    if analysis.expansion.variables is not None or analysis.document.form in ("batch", "preset"):
        for other in (document, *analysis.expansion.used.values()):
            _variables(other, found)
    _selectors(analysis, found)
    return found


def _anchor(document: Document, node: Node, found: list[Occurrence]) -> None:
    text = document.source.text
    if isinstance(node, AliasNode):
        found.append(Occurrence("anchor", node.name, document, node.start + 1, node.end, False))
    elif node.anchor is not None:
        # A scalar's mark begins at its anchor, a block collection's after it.
        at = text.rfind("&" + node.anchor, max(node.start - 400, 0), node.start + len(node.anchor) + 2)
        if at >= 0:
            found.append(Occurrence("anchor", node.anchor, document, at + 1, at + 1 + len(node.anchor), True))


def _variables(document: Document, found: list[Occurrence]) -> None:
    root = document.root
    if root is None:
        return
    declared: set[str] = set(RESERVED)
    for mapping in _vars_blocks(document):
        for key, _ in mapping.pairs:
            if isinstance(key, ScalarNode):
                declared.add(key.text)
                found.append(Occurrence("variable", key.text, document, key.start, key.end, True))
    text = document.source.text
    for node in walk(root):
        if isinstance(node, ScalarNode) and is_template(node.text):
            begin, end = node.start, node.end
            for inside, closed in tags(text, begin, end):
                body = _QUOTED.sub(lambda match: " " * len(match.group()), text[inside:closed])
                after = 0
                for word in _IDENTIFIER.finditer(body):
                    between, after = body[after : word.start()].rstrip(), word.end()
                    if between.endswith((".", "|")):
                        continue
                    at = inside + word.start()
                    found.append(Occurrence("variable", word.group(), document, at, at + len(word.group()), False))


def _vars_blocks(document: Document) -> list[MappingNode]:
    root = document.mapping
    blocks: list[MappingNode] = []
    if root is None:
        return blocks

    def add(holder: Node | None) -> None:
        if isinstance(holder, MappingNode):
            block = holder.get("vars")
            if isinstance(block, MappingNode):
                blocks.append(block)

    add(root)
    schemas = root.get("schemas")
    if isinstance(schemas, MappingNode):
        for _, value in schemas.pairs:
            add(value.target)
            tables = value.target.get("tables") if isinstance(value.target, MappingNode) else None
            for item in getattr(tables, "items", []):
                add(item.target)
    return blocks


def _selectors(analysis: Analysis, found: list[Occurrence]) -> None:
    text = analysis.document.source.text
    for facts in analysis.processes:
        process = facts.process
        selector = process.selector
        if selector is None:
            continue
        place = _selector_node(process.entry)
        if place is not None:
            found.append(Occurrence("selector", selector, analysis.document, place.start, place.end, True))
        for layer, node in process.appended_items("depends_on"):
            target = node if isinstance(node, ScalarNode) else node.get("path") if isinstance(node, MappingNode) else None
            if not isinstance(target, ScalarNode) or not isinstance(target.value, str) or layer.document is not analysis.document:
                continue
            name, sign, wanted = target.value.partition("#")
            if sign and not name:
                at = text.find(wanted, target.start, target.end) if wanted else -1
                if at >= 0:
                    one = Occurrence("selector", wanted, analysis.document, at, at + len(wanted), False)
                    if one not in found:
                        found.append(one)


def _selector_node(entry: Node | None) -> Node | None:
    """The node that names a process: its `id`, else its table, else its name."""
    if isinstance(entry, ScalarNode):
        return entry
    if isinstance(entry, MappingNode):
        for key in ("id", "table", "name"):
            node = entry.get(key)
            if isinstance(node, ScalarNode):
                return node
    return None


def renameable(analysis: Analysis, offset: int) -> Occurrence | None:
    """The occurrence at an offset when renaming it is safe: anchors, own variables, and selectors given by `id`."""
    one = occurrence_at(analysis, offset)
    if one is None:
        return None
    if one.kind == "variable" and (one.name in RESERVED or not any(other.declares for other in all_of(analysis, one))):
        return None
    if one.kind == "selector":
        facts = analysis.process(one.name)
        entry = facts.process.entry if facts is not None else None
        named = isinstance(entry, MappingNode) and ("id" in entry.entries or (facts is not None and facts.process.form == "flow"))
        return one if named else None
    return one


def valid_name(kind: Kind, name: str) -> bool:
    """True when a new name can be written without quotes or breaking a template."""
    if kind == "variable":
        return _IDENTIFIER.fullmatch(name) is not None and name not in RESERVED
    if kind == "anchor":
        return re.fullmatch(r"[A-Za-z0-9_-]+", name) is not None
    return re.fullmatch(r"[A-Za-z0-9_.][A-Za-z0-9_.-]*", name) is not None


def definition_place(analysis: Analysis, offset: int) -> list[tuple[Document, int, int]]:
    """Where the thing at an offset is defined: a name's declaration, or the value an override replaces."""
    one = occurrence_at(analysis, offset)
    if one is not None:
        return [(other.document, other.start, other.end) for other in all_of(analysis, one) if other.declares and other is not one]
    here = cursor.at(analysis.document, offset)
    path = here.process_path()
    node = here.node
    if path is None or node is None:
        return []
    for facts in cursor.processes_at(analysis, here)[:1]:
        value = facts.process.at(path)
        if value is None:
            continue
        hits = [hit for hit in value.hits if hit.node is not node and hit.key is not node and not hit.layer.document.path.startswith("builtin:")]
        return [(hit.layer.document, hit.key.start, hit.key.end) for hit in hits[:1]]
    return []
