"""Completion in comments, where there is nothing to complete, and in texts that are broken already."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from dpone_lsp.features.completion import completion
from dpone_lsp.testing.fixtures import analysis_of
from dpone_si.manifest.syntax.parse import parse
from tests.dpone_lsp.features.completing import EXAMPLES, SINGLE, labels
from tests.generate.generator import generate

# --- suppressions -----------------------------------------------------------------------------------------------------


def test_names_of_rules() -> None:
    text = SINGLE + "  strategy: {mode: full_refesh} # dpone: ignore[<|>\n"
    assert labels(text)[0] == "strategy-mode-unknown"
    assert "unknown-key" in labels("# dpone: ignore-file[duplicate-key, un<|>\n")
    assert set(labels("# dpone: <|>\n")) == {"ignore", "ignore-file"}


# --- silence ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "name: x # a comment <|>\n",
        "# <|>\n",
        "name: x\ndescription: some words <|>\n",
        "name: x\ndescription: |\n  text <|>\n",
        "name: x\ndescription: |\n  text\n  <|>\n",
        "name: x\ndescription: &a |\n  <|>\n",
        "name: x\ndescription: >-\n  a: <|>\nsource: {}\n",
        'name: x\ndescription: "one\n  two <|>\n  three"\nsource: {}\n',
        "name: x\ndescription: 'a, <|>'\nsource: {}\n",
        "name: auto <|>\nsource: {}\n",
        "name: x\nsource:\n\t<|>\n",
        "---<|>\nname: x\n",
        "name: x\nsink:\n  strategy:\n    mode: auto <|>\n",
        "name: x\nsink: <|>\n  type: kafka\n",
        "name: x\nsource: {type: postgres} <|>\n",
        "name: x\nsource: {options: <|>{batch_size: 5}}\n",
        "name: x\nsink: {strategy: {unique_key: <|>[id]}}\n",
        "- {src_system: a, host: b}\n<|>",
        "# a list\n- {src_system: a, host: b}\n\n<|>\n- {src_system: c}\n",
        "x-a: &a {type: kafka}\nname: x\nsink: {<<|><: *a}\n",
    ],
)
def test_nothing_where_there_is_nothing_to_complete(text: str) -> None:
    assert labels(text) == []


# --- never a broken text ----------------------------------------------------------------------------------------------


def _texts() -> Iterator[tuple[str, str]]:
    for path in sorted(EXAMPLES.rglob("*.yaml")):
        yield path.name, path.read_text(encoding="utf-8")
    for seed in range(14):
        for name, text in generate(seed).files.items():
            if name.endswith((".yaml", ".yml")) and "\ufeff" not in text:
                yield f"{seed}:{name}", text


def _variants(text: str, rng: random.Random) -> Iterator[tuple[str, int, bool]]:
    """The text with a cursor; with the rest of the cursor's line gone; with a new blank line of some indentation."""
    offset = rng.randrange(len(text) + 1)
    yield text, offset, True
    end = min([at for at in (text.find("\n", offset), text.find("\r\n", offset)) if at >= 0] or [len(text)])
    yield text[:offset] + text[end:], offset, False
    start = text.rfind("\n", 0, offset) + 1
    margin = rng.choice([0, 1, 2, 2, 3, 4, 4, 6, 8, 10])
    yield text[:start] + " " * margin + ("\r\n" if "\r\n" in text else "\n") + text[start:], start + margin, True


def test_no_item_breaks_a_text() -> None:
    """At random places of our examples and of generated manifests, also half-typed, no item adds a syntax problem."""
    rng = random.Random(5)
    tried = 0
    for label, original in _texts():
        for _ in range(6):
            for text, offset, whole in _variants(original, rng):
                found = completion(analysis_of(text), offset)
                if found is None:
                    continue
                start, end = found.spot.start, max(found.spot.end, offset)
                source = parse(text).source
                assert 0 <= start <= offset <= end <= len(text)
                assert source.line_of(start) == source.line_of(end)
                if found.spot.flow and not whole:
                    continue  # the closing bracket went with the rest of the line
                problems = len(parse(text).problems)
                for item in rng.sample(found.items, min(5, len(found.items))):
                    new = item.plain.replace("\n", "\r\n" if "\r\n" in text else "\n")
                    after = text[:start] + new + text[end:]
                    tried += 1
                    assert len(parse(after).problems) <= problems, (
                        f"{label}: {item.label} at\n{text[:offset]}<|>{text[offset:]}"
                    )
    assert tried > 450
