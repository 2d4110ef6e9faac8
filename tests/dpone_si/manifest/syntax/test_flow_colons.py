"""Colons inside plain values of flow collections: dpone's reader takes them, whatever the parser underneath says."""

from __future__ import annotations

import pytest

from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax.tree import to_plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{url: http://shop:8080/x, other: c:d}", {"url": "http://shop:8080/x", "other": "c:d"}),
        ("[a:b, c]", ["a:b", "c"]),
        ("{cutoff: 12:30:00}", {"cutoff": 45000}),
        (
            "a: {u: http://x, q: 'c:d', \"k\":1}\nb: |\n  x:y\nc: e:f\n",
            {"a": {"u": "http://x", "q": "c:d", "k": 1}, "b": "x:y\n", "c": "e:f"},
        ),
    ],
)
def test_a_colon_inside_a_plain_value_is_part_of_it(text: str, expected: object) -> None:
    document = Document("/m.yaml", text)
    assert document.tree.problems == ()
    assert document.root is not None
    assert to_plain(document.root) == expected


def test_an_edit_elsewhere_keeps_the_colons() -> None:
    document = Document("/m.yaml", "a: {u: http://x}\nb: 1\nc: 2\n")
    document.revise("a: {u: http://x}\nb: 1\nc: 25\n")
    assert document.root is not None
    assert to_plain(document.root) == {"a": {"u": "http://x"}, "b": 1, "c": 25}


def test_a_real_fault_is_still_one() -> None:
    assert [problem.code for problem in Document("/m.yaml", "a: {x: ::y}\n").tree.problems] == ["syntax-error"]
