"""Folding: blocks that span lines, and runs of comments."""

from __future__ import annotations

from tests.dpone_lsp.features.check import folded
from tests.dpone_lsp.features.samples import BATCH


def test_blocks_entries_and_comments() -> None:
    found = folded(BATCH)
    assert "vars: ... owner: team" in found
    assert "- table: items ... mode: full_refresh" in found
    assert "[# one ... # three]" in found
    assert not [row for row in found if row.startswith("source:")]


def test_block_scalars_fold_and_a_lone_comment_does_not() -> None:
    found = folded("\nname: x\n# one\nsql: |\n  select 1\n  from t\n")
    assert found == ["sql: | ... from t"]
