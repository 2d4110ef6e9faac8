"""What leaves a run (reports, caches, the logs of a CI server) shows no secret a manifest holds: it is covered with
stars.

A code frame prints the line a finding stands on, and any finding may stand beside a password. Covered text keeps its
length, so columns stay right. What cannot be covered without becoming wrong, the text of a fix, is left out by the
caller.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from dpone_lsp.model.settings import Settings
from dpone_lsp.support.secrets import DEFAULT_KEYS, covered, names_secret, prefilter, url_secrets
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax.text import SourceText
from dpone_si.manifest.syntax.tree import Node, ScalarNode

Spans = tuple[tuple[int, int], ...]
#: A key and what follows it on its line, for text the parser had to give up on.
_PAIR: Final = r"([A-Za-z_][\w-]{0,80})[\"']?[ \t]*:[ \t]+(?=\S)"


def secret_names(settings: Settings) -> tuple[str, ...]:
    """The words that make a key the name of a secret, with those the project adds."""
    return (*DEFAULT_KEYS, *settings.option(("plaintext-secret",), "keys", ()))


def shown_line(document: Document, line: int, names: tuple[str, ...]) -> str:
    """A zero-based line of a document with its secrets covered."""
    source = document.source
    start, end = source.line_span(line)
    text = source.text[start:end]
    for first, last in _secrets(document, names):
        if first < end and last > start:
            first, last = max(first, start) - start, min(last, end) - start
            text = text[:first] + "*" * (last - first) + text[last:]
    return text


def holds_secret(document: Document, text: str, names: tuple[str, ...]) -> bool:
    """Whether a text taken from a document repeats one of its secrets."""
    whole = document.source.text
    return any(
        secret in text for first, last in _secrets(document, names) if (secret := whole[first:last].strip("\"' \r\n"))
    )


def _secrets(document: Document, names: tuple[str, ...]) -> Spans:
    if document.role == "lock":
        # Its keys are names of processes, of which one may well be called `tokens`; its values are outcomes.
        return ()
    return _spans(document.source, document.tree.root, names, bool(document.tree.problems))


@lru_cache(maxsize=8)
def _spans(source: SourceText, root: Node | None, names: tuple[str, ...], broken: bool) -> Spans:
    text = source.text
    found: list[tuple[int, int]] = []
    if root is not None:
        found.extend((node.start, node.end) for node in covered(root, names))
    if root is not None and "://" in text:
        found.extend(_inside(one.node, one.part) for one in url_secrets(root))
    if broken and prefilter(text, names):
        for pair in re.finditer(_PAIR, text):
            if names_secret(pair.group(1), names):
                found.append((pair.end(), source.line_span(source.line_of(pair.end()))[1]))
    return tuple(sorted(set(found)))


def _inside(node: ScalarNode, part: tuple[int, int] | None) -> tuple[int, int]:
    return (node.start, node.end) if part is None else (node.start + part[0], node.start + part[1])
