"""Markdown as plain text: nothing is lost but the marks."""

from __future__ import annotations

from dpone_lsp.features.plain_text import plain_text


def test_marks_go_and_words_stay() -> None:
    assert plain_text("# Title\n\n**bold** and `code`, a\\_b \\*") == "Title\n\nbold and code, a_b *"


def test_tables_become_lines() -> None:
    table = "| rung | | because |\n|---|---|---|\n| **merge** | **taken** | `a` is 1 \\| 2 |"
    assert plain_text(table) == "rung  because\nmerge  taken  a is 1 | 2"


def test_rulers_and_fences_go() -> None:
    assert plain_text("one\n\n---\n\ntwo\n```sh\ndpone resync # now\n```") == "one\n\ntwo\ndpone resync # now"
