"""Semantic tokens: what a YAML grammar cannot see: templates, selectors, endpoint types, modes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from dpone_lsp.features.names import names_here
from dpone_lsp.model.analysis import Analysis
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, overlapping
from dpone_si.manifest.templates.model import is_template

#: Token types, in the order of the legend.
LEGEND: Final = ("variable", "type", "enumMember", "function", "macro")
#: Keys whose values are words of dpone.
_WORD_KEYS: Final = {"type": "type", "mode": "enumMember", "merge_policy": "enumMember", "inner_mode": "enumMember"}


@dataclass(frozen=True, slots=True)
class Token:
    """A span on one line with a type of the legend."""

    start: int
    end: int
    type: str


def tokens(analysis: Analysis, span: tuple[int, int] | None = None) -> list[Token]:
    """The tokens of a document, or of the part between two offsets, in order, not overlapping."""
    root = analysis.document.root
    if root is None or not analysis.is_ours:
        return []
    found = list(_words(root, span))
    for one in names_here(analysis, span, ("variable", "selector")):
        if one.end > one.start:
            found.append(Token(one.start, one.end, "variable" if one.kind == "variable" else "function"))
    if span is not None:
        found = [token for token in found if token.start < span[1] and token.end > span[0]]
    found.sort(key=lambda token: (token.start, -token.end))
    kept: list[Token] = []
    text = analysis.document.source.text
    for token in found:
        if (not kept or token.start >= kept[-1].end) and "\n" not in text[token.start : token.end]:
            kept.append(token)
    return kept


def _words(root: Node, span: tuple[int, int] | None) -> Iterator[Token]:
    """Endpoint types and modes, written as plain words."""
    for node in overlapping(root, span):
        if not isinstance(node, MappingNode):
            continue
        for key, value in node.pairs:
            kind = _WORD_KEYS.get(key.text) if isinstance(key, ScalarNode) else None
            if kind is None or not isinstance(value, ScalarNode) or value.style != "" or not value.text:
                continue
            if not is_template(value.text) and "\n" not in value.text:
                yield Token(value.start, value.end, kind)
