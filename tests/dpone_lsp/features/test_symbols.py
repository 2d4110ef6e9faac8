"""Symbols: processes by name with their decision, blocks by key."""

from __future__ import annotations

from tests.dpone_lsp.features.check import outline
from tests.dpone_lsp.features.samples import BATCH, SINGLE


def test_blocks_lists_and_values() -> None:
    found = outline(SINGLE)
    assert found[0] == "value name (orders)"
    assert "block sink" in found
    assert "  block strategy" in found
    assert "    list unique_key (1)" in found


def test_processes_by_selector_with_their_decision() -> None:
    found = [line.strip() for line in outline(BATCH)]
    assert "process public.orders (incremental_merge · lightweight_delete_insert)" in found
    assert "process public.items (full_refresh)" in found


def test_items_without_a_process_go_by_what_names_them() -> None:
    found = [
        line.strip() for line in outline(SINGLE + "quality:\n  gates:\n    - {id: rows, type: row_count}\n    - 5\n")
    ]
    assert "block rows" in found


def test_a_text_without_an_outline() -> None:
    assert outline("") == []
    assert outline("just text") == []
