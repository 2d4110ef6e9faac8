"""Variables: the keys of `vars`, and their uses in templates, in a manifest and in the shared files it is built
from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dpone_lsp.features.names.model import Occurrence, Span
from dpone_lsp.model.analysis import Analysis
from dpone_si.manifest.model.documents import MANIFESTS, Document, is_builtin
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode, overlapping
from dpone_si.manifest.templates.model import is_template, tags

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
#: The variables by which an entry of a registry is found.
_LOOKED_UP = ("src_system", "src_database")
#: Files a variable is followed through.
_MOST = 2000


def variables(document: Document, span: Span = None) -> Iterator[Occurrence]:
    """The variables a document declares and the names its templates read."""
    text, root = document.source.text, document.root
    if root is None:
        return
    for mapping in _vars_blocks(document):
        for key, _ in mapping.pairs:
            if isinstance(key, ScalarNode) and (span is None or (key.start <= span[1] and span[0] <= key.end)):
                quoted = key.style in ("'", '"')
                yield Occurrence("variable", key.text, document, key.start + quoted, key.end - quoted, True)
    if "{{" not in text and "{%" not in text:
        return
    for node in overlapping(root, span):
        if isinstance(node, ScalarNode) and is_template(node.text):
            yield from _reads(document, node)


def _reads(document: Document, node: ScalarNode) -> Iterator[Occurrence]:
    text = document.source.text
    for inside, closed in tags(text, node.start, node.end):
        body = _QUOTED.sub(lambda match: " " * len(match.group()), text[inside:closed])
        after = 0
        for word in IDENTIFIER.finditer(body):
            between, after = body[after : word.start()].rstrip(), word.end()
            if between.endswith((".", "|")):
                continue
            at = inside + word.start()
            yield Occurrence("variable", word.group(), document, at, at + len(word.group()), False)


def variable_everywhere(analysis: Analysis, name: str) -> list[Occurrence]:
    """Every place of a variable: followed from file to shared file and back as long as the name occurs there."""
    found: list[Occurrence] = []
    waiting: dict[str, Document] = {analysis.document.path: analysis.document, **analysis.expansion.used}
    seen: set[str] = set()
    while waiting and len(seen) < _MOST:
        path, document = waiting.popitem()
        seen.add(path)
        here = [one for one in variables(document) if one.name == name]
        found.extend(here)
        if here:
            waiting.update(
                (other, made)
                for other, made in _around(analysis, document)
                if other not in seen and other not in waiting
            )
    return found


def read_by_dpone(analysis: Analysis, name: str) -> bool:
    """True when dpone itself reads a variable by this name: a built-in convention, or the look-up in a registry."""
    root = analysis.expansion.root
    if name in _LOOKED_UP and root is not None and (root.get("registry") or root.get("registries")):
        return True
    built = [layer.document for layer, _ in root.stack if layer.document.is_builtin] if root is not None else []
    return any(one.name == name for document in built for one in variables(document))


def _around(analysis: Analysis, document: Document) -> Iterator[tuple[str, Document]]:
    """The files a manifest is built from, or the manifests that are built from a shared file."""
    workspace = analysis.workspace
    if document.form in MANIFESTS:
        summary = workspace.summaries.get(document.path)
        paths = sorted(summary.uses) if summary is not None else []
    else:
        paths = workspace.dependents(document.path)
    for path in paths:
        other = workspace.document(path) if not is_builtin(path) else None
        if isinstance(other, Document):
            yield path, other


def _vars_blocks(document: Document) -> Iterator[MappingNode]:
    """The `vars` of a document, of its schemas and of its tables."""
    root = document.mapping
    if root is None or "vars" not in document.source.text:
        return
    yield from _vars_of(root)
    schemas = root.get("schemas")
    for _, value in schemas.pairs if isinstance(schemas, MappingNode) else ():
        yield from _vars_of(value.target)
        tables = value.target.get("tables") if isinstance(value.target, MappingNode) else None
        for item in tables.items if isinstance(tables, SequenceNode) else ():
            yield from _vars_of(item.target)


def _vars_of(holder: Node) -> Iterator[MappingNode]:
    block = holder.get("vars") if isinstance(holder, MappingNode) else None
    if isinstance(block, MappingNode):
        yield block
