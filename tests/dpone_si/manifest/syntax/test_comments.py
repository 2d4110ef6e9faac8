"""Where a `#` opens a comment, and where it is a part of a text."""

from __future__ import annotations

import pytest

from dpone_si.manifest.syntax.comments import comment_start, comments
from dpone_si.manifest.syntax.parse import parse
from dpone_si.manifest.syntax.text import SourceText


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\n", []),
        ("# one\na: 1  # two\n\n  # three\n", ["# one", "# two", "# three"]),
        ("\ufeff# one\na: 1\n", ["# one"]),
        ("a: b#c\n", []),
        ('a: "b # c"\n', []),
        ('a: "b # c"  # one\n', ["# one"]),
        ("a: 'b # c' # one # two\n", ["# one # two"]),
        ('{"a # b": 1, c: "# d"} # one\n', ["# one"]),
        ("a: |\n  b\n  # c\nd: 1 # one\n", ["# one"]),
        ('a: "b\n  # c\n  d" # one\n', ["# one"]),
        ("a: [ # one\n", ["# one"]),
    ],
)
def test_comments_of_a_text(text: str, expected: list[str]) -> None:
    source = SourceText(text)
    assert [text[start:end] for start, end in comments(source, parse(source).root)] == expected


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("a: 1", None),
        ("# x", 0),
        ("a: 1 # x", 5),
        ('a: "# x', None),
        ('a: "x" # y', 7),
        ("a: it's # y", 8),
        ("a#b", None),
    ],
)
def test_comment_of_a_line_that_need_not_parse(before: str, expected: int | None) -> None:
    assert comment_start(before) == expected
