"""Lines and columns of a text: the short way for a stretch within one line tells what the long way tells."""

from __future__ import annotations

import pytest

from dpone_si.manifest.syntax.text import SourceText


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
@pytest.mark.parametrize("text", ["", "a", "a: 1\nb: 2\n", "a: 1\r\nb: 2", "a\rb\r\n\nc", "é: 😀x\nb: 2\n", "\n\n"])
def test_both_ends_are_the_positions_of_each(text: str, encoding: str) -> None:
    source = SourceText(text)
    for start in range(-1, len(text) + 2):
        for end in range(-1, len(text) + 2):
            both = source.position(start, encoding), source.position(end, encoding)
            assert source.positions(start, end, encoding) == both, (start, end)
