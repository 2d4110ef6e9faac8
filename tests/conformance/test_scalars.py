"""Scalars mean to us what they mean to dpone's loader: YAML 1.1, in every spelling."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from dpone_lsp.analysis.analyze import analyze
from dpone_lsp.model.settings import Settings
from dpone_si.manifest.expansion.loading import DiskLoader
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax.tree import to_plain
from tests.conformance.compare import difference
from tests.generate.chance import Chance
from tests.oracle.client import OracleClient, OracleError

WORDS = (
    *(
        "y",
        "Y",
        "yes",
        "Yes",
        "YES",
        "yEs",
        "n",
        "N",
        "no",
        "No",
        "NO",
        "true",
        "True",
        "TRUE",
        "tRUE",
        "false",
        "False",
        "FALSE",
    ),
    *(
        "on",
        "On",
        "ON",
        "off",
        "Off",
        "OFF",
        "null",
        "Null",
        "NULL",
        "nULL",
        "~",
        "",
        "none",
        "None",
        "nil",
        "undefined",
    ),
)
NUMBERS = (
    *(
        "0",
        "-0",
        "+0",
        "1",
        "-1",
        "+12",
        "1_000",
        "1__0",
        "_1",
        "1_",
        "10_000_000",
        "0o17",
        "017",
        "0_17",
        "018",
        "09",
        "0x1F",
        "0X1F",
    ),
    *(
        "0xFF_FF",
        "0b101",
        "0b1_0",
        "0b2",
        "1:30",
        "1:30:00",
        "12:30:00",
        "1:60",
        "-1:30",
        "190:20:30",
        "1:2:3:4",
        "01:30",
        "1:5.5",
    ),
    *(
        "1.",
        "1.0",
        "-1.5",
        "+.5",
        ".5",
        ".5e3",
        "1e3",
        "1E3",
        "1.0e3",
        "1.0e+3",
        "1.0e-3",
        "1e+3",
        "1.5_0",
        "1_0.5",
        "12e03",
        "1.e+1",
    ),
    *(
        ".inf",
        ".Inf",
        ".INF",
        "-.inf",
        "+.inf",
        ".nan",
        ".NaN",
        ".NAN",
        "inf",
        "nan",
        "-",
        "+",
        ".",
        "..",
        "1.2.3",
        "1,000",
        "50k",
        "20%",
    ),
    *("685_230.15", "6.8523015e+5", "190:20:30.15", "0.1", "00.1", "1e400", "99999999999999999999999"),
)
DATES = (
    *(
        "2025-01-01",
        "2025-1-1",
        "2025-13-01",
        "2025-02-30",
        "2025-01-01T10:00:00",
        "2025-01-01 10:00:00",
        "2025-01-01t10:00:00Z",
    ),
    *(
        "2025-01-01T10:00:00.123456789",
        "2025-01-01 10:00:00 +02:00",
        "2025-01-01T10:00:00+2",
        "2025-01-01 10:00",
        "20250101",
        "25-01-01",
    ),
)
TEXTS = (
    *(
        "a",
        "a b",
        "a:b",
        "a#b",
        "a #b",
        "=",
        "<<",
        "<",
        "!",
        "a!",
        "'",
        "it's",
        "a'b",
        '"',
        "@",
        "`",
        "%",
        "&",
        "*",
        "-a",
        "- a",
        "?",
        "? a",
    ),
    *(
        ":",
        ":a",
        "a:",
        "{{ x }}",
        "x{{ b }}",
        "ünïcödé",
        "😀",
        "a\tb",
        "[",
        "]",
        "{",
        "}",
        ",",
        "a, b",
        "|",
        ">",
        "#",
        "!!str 1",
        "!!int '3'",
    ),
    *(
        "!!float 1",
        "!!bool yes",
        "!!null ''",
        "!!str yes",
        "! 12",
        "!!binary aGVsbG8=",
        "!!timestamp 2025-01-01",
        "!custom x",
        "!!set {a}",
    ),
    *(
        "!!set {a: 1, b}",
        "!!set {}",
        "!!set [a]",
        "!!omap [a: 1, b: 2]",
        "!!omap [{a: 1, b: 2}]",
        "!!omap [a]",
        "!!omap {a: 1}",
        "!!omap []",
    ),
    *(
        "!!pairs [a: 1, a: [2]]",
        "!!pairs [x]",
        "! '12'",
        '! "2025-01-01"',
        "! [a]",
        "! {a: 1}",
        "!!merge <<",
        "!!value x",
        "!!map {a: 1}",
    ),
    *(
        "<<",
        "[<<, 1]",
        "{a: <<}",
        "a << b",
        "[=]",
        "{=: 1}",
        "{[a]: 1}",
        "[{a: 1}: 1]",
        "{!!merge x: {a: 1}}",
        "{!!set {b}: 1}",
    ),
    *(
        "'yes'",
        '"yes"',
        "'1'",
        '"1.0"',
        "'~'",
        '"\\u00e9\\x41\\n"',
        "'a''b'",
        '"a\\\n  b"',
        "'2025-01-01'",
        '"\\q"',
        "'unterminated",
    ),
)
SPELLINGS = tuple(dict.fromkeys((*WORDS, *NUMBERS, *DATES, *TEXTS)))
PLACES = (
    "{}",
    "a: {}",
    "- {}",
    "a: {}  # note",
    "{{a: {}}}",
    "[{}]",
    "{}: 1",
    "a:\n  {}\n",
    "a: |\n  {}\n",
    "a: >-\n  {}\n  b\n",
)
MANIFEST = "name: orders\nsource: {type: postgres}\nsink: {type: postgres}\nx-note: "


@pytest.mark.parametrize("place", PLACES, ids=repr)
def test_every_spelling_that_dpone_reads(oracle: OracleClient, place: str) -> None:
    texts = [place.format(spelling) for spelling in SPELLINGS]
    if place == "{}: 1":
        texts = [text for text in texts if "nan" not in text.lower()]  # no two mappings with such a key are ever equal
    wrong = {text: found for text in texts if (found := disagreement(oracle, text))}
    assert wrong == {}


def test_every_spelling_that_dpone_refuses_is_an_error(oracle: OracleClient) -> None:
    refused = [text for spelling in SPELLINGS if _reading(oracle, text := f"{MANIFEST}{spelling}\n") is None]
    assert len(refused) > 20
    assert [text for text in refused if not _has_error(text)] == []


def test_random_words(oracle: OracleClient) -> None:
    alphabet = "01279_-+.:eExXobnTZ yi~"
    chance = Chance("words")
    words = {"".join(chance.one(alphabet) for _ in range(chance.number(1, 8))) for _ in range(1500)}
    wrong = {word: found for word in sorted(words) if (found := disagreement(oracle, f"a: {word}"))}
    assert wrong == {}


@pytest.mark.parametrize(
    "text",
    [
        "a: &x {b: 1}\nc: *x\n",
        "base: &b {x: 1, y: 2}\nd: {<<: *b, y: 3}\n",
        "b: &b {x: 1}\nc: &c {x: 2, z: 3}\nd:\n  <<: [*b, *c]\n  w: 4\n",
        "d: {x: 0, <<: {x: 1, y: 2}}\n",
        "a: 1\na: 2\n",
        "a: {b: 1}\na: {c: 2}\n",
        "yes: 1\ntrue: 2\n",
        "1: a\n1.0: b\n",
        "? a\n: 1\n? b\n",
        "%YAML 1.1\n---\na: no\n...\n",
        "%YAML 1.2\n---\na: no\n",
        "\ufeffa: 1\n",
        "a: 1\r\nb: |\r\n  x\r\n  y\r\n",
        "--- text\n",
        "",
        "# only a comment\n",
        "a:\n- 1\n-\n- {b: 2}\n",
        "a: 'first\n\n  second'\n",
        "a: first\n  second\n\n  third\n",
        "a: |2\n   x\n  y\n",
        "a: |+\n  x\n\n\nb: 1\n",
        "a: >\n  x\n  y\n\n    z\n  w\n",
        "<<: {a: 1}\nb: 2\n",
        "m: &m {a: 1}\nb: !!omap [*m, c: &q 1, d: *q]\ne: !!set {<<: *m}\n",
        "s: &s !!set {b}\nt: [*s, *s]\n",
        "a: [b:]\nc: [?]\n",
        "a: [?, b:, 'c:', \"]:]\"] # [x:]\nc: {? d, e:}\n",
    ],
    ids=repr,
)
def test_structures(oracle: OracleClient, text: str) -> None:
    assert disagreement(oracle, text) is None


@pytest.mark.parametrize(
    "text",
    [
        *(
            "a: [1]]\n",
            "a: {b: 1}}\n",
            "a: [1\n",
            "a: {b: 1\n",
            "a: 'x\n",
            "a: *nowhere\n",
            "a: 1\n---\nb: 2\n",
            "a:\n\tb: 1\n",
            "a: b: c\n",
        ),
        *(
            "? [a]\n: 1\n",
            "a: {{ x }}\n",
            "a: {<<: 1}\n",
            "a: %x\n",
            "a: @x\n",
            "a: b\n c: d\n",
            "- a\nb: 1\n",
            "a: !custom x\n",
            "a: \x07\n",
        ),
    ],
    ids=repr,
)
def test_what_dpone_cannot_read_is_an_error(oracle: OracleClient, text: str) -> None:
    assert _reading(oracle, text) is None
    assert _has_error(f"name: orders\nsource: {{type: postgres}}\nsink: {{type: postgres}}\n{text}")


def test_a_table_of_pairs(oracle: OracleClient) -> None:
    """Keys resolve as values do."""
    words = ("yes", "1", "1.5", "~", "2025-01-01", "a", "'1'")
    wrong = {
        text: found
        for key, value in product(words, words)
        if (found := disagreement(oracle, text := f"{key}: {value}\n"))
    }
    assert wrong == {}


def disagreement(oracle: OracleClient, text: str) -> str | None:
    """How our reading of a text differs from dpone's, or None; a text that dpone cannot read has nothing to compare."""
    reading = _reading(oracle, text)
    if reading is None:
        return None
    document = Document("/manifest.yaml", text)
    if document.tree.problems:
        return f"dpone reads {reading[0]!r}, we see {[problem.message for problem in document.tree.problems]}"
    root = document.root
    return difference(None if root is None else to_plain(root), reading[0])


def _reading(oracle: OracleClient, text: str) -> tuple[Any] | None:
    try:
        return (oracle.load_yaml(text),)
    except OracleError:
        return None


def _has_error(text: str) -> bool:
    document = Document("/manifest.yaml", text)
    return any(finding.severity == "error" for finding in analyze(document, DiskLoader(None), Settings()).findings)
