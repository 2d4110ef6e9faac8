"""Selection: from the word outwards, each step larger than the one before."""

from __future__ import annotations

import itertools

from tests.dpone_lsp.features.check import selected
from tests.dpone_lsp.features.samples import SINGLE, mark


def test_value_pair_block_document() -> None:
    found = selected(mark(SINGLE, ("incremental_merge", "incremental<|>_merge")))
    assert found[:2] == ["incremental_merge", "mode: incremental_merge"]
    assert found[-1] == SINGLE.lstrip("\n")
    assert all(inner in outer and len(inner) < len(outer) for inner, outer in itertools.pairwise(found))


def test_a_key_comes_before_its_pair() -> None:
    assert selected(mark(SINGLE, ("unique_key", "unique<|>_key")))[:2] == ["unique_key", "unique_key: [id]"]


def test_an_item_of_a_flow_list() -> None:
    assert selected(mark(SINGLE, ("[id]", "[i<|>d]")))[:2] == ["id", "[id]"]
