"""Semantic tokens: what a YAML grammar cannot see."""

from __future__ import annotations

from tests.dpone_lsp.features.check import coloured
from tests.dpone_lsp.features.samples import BATCH, mark


def test_types_modes_variables_and_selectors() -> None:
    assert coloured(BATCH) == [
        "owner: variable",
        "owner: variable",
        "src_table: variable",
        "postgres: type",
        "clickhouse: type",
        "src_table: variable",
        "incremental_merge: enumMember",
        "orders: function",
        "items: function",
        "public.orders: function",
        "full_refresh: enumMember",
    ]


def test_a_part_of_a_document() -> None:
    part = mark(
        BATCH,
        ("  source: {type: postgres", "  [[source: {type: postgres"),
        ("mode: incremental_merge", "mode:]] incremental_merge"),
    )
    assert coloured(part) == ["postgres: type", "clickhouse: type", "src_table: variable"]


def test_files_that_are_not_ours_are_left_alone() -> None:
    assert coloured("spec:\n  type: ClusterIP\n  mode: auto\n") == []
