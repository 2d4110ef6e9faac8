"""Patterns of users' manifests: ordinary ones are answered as `re` does, dangerous ones take no longer than others."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dpone_lsp.support import safe_regex
from dpone_lsp.support.regex_automaton import Automaton, parsed

LANDING = r"^landing__[a-z][a-z0-9_]*__[a-z][a-z0-9_]*$"


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (LANDING, "landing__shop__main"),
        (LANDING, "raw"),
        (r"^[a-z]+(?:_[a-z0-9]+)*$", "one_two_3"),
        (r"^[a-z]+(?:_[a-z0-9]+)*$", "One-two"),
        (r"(raw|landing)_\w{2,5}", "landing_ab"),
        (r"[]a]+b", "]a]b"),
        (r"(?i:RAW)+", "rawraw"),
    ],
)
def test_ordinary_patterns_match_as_re_does(pattern: str, text: str) -> None:
    """The start of the text is what counts."""
    assert safe_regex.matches(pattern, text) is (re.match(pattern, text) is not None)


def test_found_reads_lines() -> None:
    """`^` means the start of any line."""
    assert safe_regex.found(r"^Owner:\s*.+$", "Source: x\nOwner: team") is True
    assert safe_regex.found(r"^Owner:\s*.+$", "Source: x") is False


#: Each of these takes ages with `re` on a text that almost matches, or before it has even begun.
EVIL = (
    r"(a+)+$", r"(a|a)*b", r"(?:a?){40}a{40}", r"(a+){32}b", r"(a{1,100}){1,100}b", r"(?:a_*a*)*b", r"((a*))*b", "a?" * 40 + "a" * 40, "(a|a)" * 40 + "b",
    ".*" * 6 + "x", r"(?x)(a+) +$", r"(a+)(?#x)+$", r"(?#[)(a+)+$(?#])", r"(?:A\x41+)*$", r"(?i:(?:a|A)+)+$", r"(?:){1000000000}", r"(?:(?=a)){1000000000}b",
    r"(?:\b|a){900000000}c", r"(x)?(?:a\1?)*$", r"(?:a\N{LATIN SMALL LETTER A}+)*$", r"(a*)*\1b", r"(?>(a+)+)$", r"(?:(a+)|b)*+$", r"(?=(a+)+$)b", r"(?<!(?:aa|aa))(a|a)*b",
    "(?i)" + r"[\x00-\U0010ffff]" * 40, "(" * 400 + "a" + ")*" * 400 + "b", "(a" * 300 + ")*" * 300, "a{0,9}" * 150 + "b", "(?:" * 90 + "a" + "){3}" * 90, "a{4000000000}",
)  # fmt: skip


class Clock:
    """Counts the calls between Python and the pattern: `re` itself cannot be counted, so its share is bounded by the text it is given."""

    calls = 0

    def __call__(self, frame: object, event: str, argument: object) -> None:
        self.calls += 1


@pytest.mark.parametrize("pattern", EVIL, ids=lambda pattern: pattern[:30])
@pytest.mark.parametrize("text", ["a" * 1000, "a" * 40, "aA" * 300 + "!", "", "_" * 900])
def test_no_pattern_hangs(pattern: str, text: str) -> None:
    """Bounded work, whatever the answer; in the time `re` takes for the first of these a universe ends."""
    clock = Clock()
    sys.setprofile(clock)
    try:
        safe_regex.found(pattern, text)
        safe_regex.matches(pattern, text)
        safe_regex.fault(pattern)
        safe_regex.answerable(pattern)
    finally:
        sys.setprofile(None)
    assert clock.calls < 2_000_000


ATOMS = st.sampled_from(
    [
        "a",
        "b",
        "_",
        ".",
        r"\w",
        r"\d",
        "[a-c]",
        "[^a]",
        "^",
        "$",
        r"\b",
        r"\B",
        r"\A",
        r"\Z",
        "(?i:A)",
        r"\s",
        "\n",
        r"[\d_]",
        "(?!b)",
        "(?<=a)",
        "(?<!a)",
        "(?=a)",
    ]
)


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    quantifier = st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "{2,}", "*?", "+?", "??", "{,2}"])
    return st.one_of(
        st.builds("{}{}".format, inner, inner),
        st.builds("(?:{}|{})".format, inner, inner),
        st.builds("({}){}".format, inner, quantifier),
        st.builds("(?={}){}".format, inner, inner),
        st.builds("(?{}:{})".format, st.sampled_from(["i", "s", "m", "-i", "a"]), inner),
    )


@settings(deadline=None, max_examples=500, suppress_health_check=list(HealthCheck))
@given(
    st.recursive(ATOMS, grown, max_leaves=5),
    st.text("abA_1 \né", max_size=8),
    st.sampled_from(["", "(?i)", "(?s)", "(?m)"]),
)
def test_the_automaton_answers_as_re_does(pattern: str, text: str, flags: str) -> None:
    """On texts so short that `re` comes to an end with any pattern."""
    pattern = flags + pattern
    if safe_regex.fault(pattern) is not None:
        return
    for many in (0, int(re.MULTILINE)):
        automaton = Automaton(parsed(pattern, many))
        assert automaton.occurs(text) is (re.search(pattern, text, many) is not None)
        assert automaton.matches(text) is (re.match(pattern, text, many) is not None)
    assert safe_regex.matches(pattern, text) in (None, re.match(pattern, text) is not None)
    assert safe_regex.found(pattern, text) in (None, re.search(pattern, text, re.MULTILINE) is not None)


@pytest.mark.parametrize("pattern", [r"(a+)+$", r"^(?:raw|stg)_(?:[a-z]+_)*[a-z]+$", r"^(?!tmp_)(?:[a-z]+_?)+$"])
def test_repetitions_of_repetitions_are_answered(pattern: str) -> None:
    assert safe_regex.matches(pattern, "raw_shop_orders") is (re.match(pattern, "raw_shop_orders") is not None)
    assert safe_regex.found(pattern, "aaaa") is (re.search(pattern, "aaaa") is not None)


@pytest.mark.parametrize("pattern", ["(", "[", "a)", "(?P<x", "*"])
def test_what_is_no_pattern_cannot_tell(pattern: str) -> None:
    """A fault is told in Python's words, and no answer is given."""
    assert safe_regex.fault(pattern)
    assert safe_regex.found(pattern, "a") is None


def test_long_texts_cannot_tell() -> None:
    """Beyond the limit nothing is started."""
    assert safe_regex.found("a+b", "a" * (safe_regex.MAX_TEXT + 1)) is None
