"""Every value of every rule page's examples replaced by one nobody writes: the rules and their fixes stand it, whatever they expect there."""

from __future__ import annotations

import pytest

from dpone_lsp.rules import scan
from dpone_lsp.rules.page import parse_page
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode
from tests.fuzz.exercise import analysed

#: Numbers that Python will not read, or that are none; texts and blocks where something else is wanted.
HOSTILE = {
    "digits beyond Python's limit": "9" * 5_000,
    "the same in quotes": '"' + "9" * 5_000 + '"',
    "digits beyond a float": '"' + "9" * 400 + '"',
    "digits of another script": '"١٢٣"',
    "superscripts": '"²³"',
    "not a number": ".nan",
    "endless": "-.inf",
    "too large": "1.0e+999",
    "nothing": "null",
    "an empty text": '""',
    "no": "no",
    "a date": "2024-02-30",
    "a template": '"{{ nobody[1:].x ~ (1 // 0) }}"',
    "a list of everything": "[null, .nan, [], {}, x, 1, 2024-01-01, no]",
    "a mapping of everything": "{1: x, null: {}, no: [], x: {x: {x: []}}, 2024-01-01: 1}",
}
_MOST = 40_000


@pytest.fixture(autouse=True)
def raise_on_internal_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DPONE_LSP_RAISE", "1")


@pytest.mark.parametrize("what", HOSTILE)
def test_a_value_nobody_writes(what: str) -> None:
    seen: set[tuple[str, ...]] = set()
    for name, entry in sorted(scan().items()):
        for example in parse_page(entry.page).examples:
            document = Document("/nowhere/at/all/shop.batch.yaml", example.text)
            if example.encoding or example.breaks or document.root is None or len(example.text) > _MOST:
                continue
            for path, node in _values(document.root, ()):
                # The pages repeat themselves: one value of each kind of manifest is enough.
                kind = (document.form, *path)
                if kind in seen and name.replace("-", "_") not in "_".join(path):
                    continue
                seen.add(kind)
                text = example.text[: node.start] + HOSTILE[what] + example.text[node.end :]
                try:
                    analysed(text)
                except Exception as error:
                    raise AssertionError(f"{name}: {'.'.join(path)}\n{text[:3000]}") from error


def _values(node: Node, path: tuple[str, ...]) -> list[tuple[tuple[str, ...], Node]]:
    found: list[tuple[tuple[str, ...], Node]] = []
    if isinstance(node, MappingNode):
        for key, value in node.pairs:
            found.extend(_values(value, (*path, key.text if isinstance(key, ScalarNode) else "?")))
    elif isinstance(node, SequenceNode):
        for item in node.items:
            found.extend(_values(item, (*path, "*")))
    elif isinstance(node, ScalarNode) and node.style in ("", "'", '"'):
        found.append((path, node))
    if path and isinstance(node, (MappingNode, SequenceNode)) and getattr(node, "flow", False):
        found.append((path, node))
    return found
