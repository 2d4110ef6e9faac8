"""Patterns of users' manifests: ordinary ones are answered as `re` does, dangerous ones are not started."""

from __future__ import annotations

import re

import pytest

from dpone_lsp import safe_regex

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


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)+$",
        r"(a|a)*b",
        r"(?:a?){40}a{40}",
        r"(a+){32}b",
        r"(a{1,100}){1,100}b",
        r"(?:_a_+)*b",
        r"((a*))*b",
        "a?" * 40 + "a" * 40,
        "(a|a)" * 40 + "b",
        ".*" * 6 + "x",
    ],
)
def test_patterns_that_could_hang_are_not_started(pattern: str) -> None:
    """Each of these takes ages on a text that almost matches."""
    re.compile(pattern)
    assert safe_regex.found(pattern, "a" * 200) is None
    assert safe_regex.matches(pattern, "a" * 200) is None


@pytest.mark.parametrize("pattern", ["(", "[", "a)", "(?P<x", "*"])
def test_what_is_no_pattern_cannot_tell(pattern: str) -> None:
    """A fault is told in Python's words, and no answer is given."""
    assert safe_regex.fault(pattern)
    assert safe_regex.found(pattern, "a") is None


def test_long_texts_cannot_tell() -> None:
    """Beyond the limit nothing is started."""
    assert safe_regex.found("a+b", "a" * (safe_regex.MAX_TEXT + 1)) is None
