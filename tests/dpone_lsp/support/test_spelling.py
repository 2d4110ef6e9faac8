"""Did you mean: near words are found, far ones are not."""

from __future__ import annotations

import pytest

from dpone_lsp.support.spelling import distance, nearest

MODES = ("full_refresh", "incremental_merge", "incremental_append", "partition_replace", "replace", "scd2", "backfill")
KEYS = ("mode", "unique_key", "merge_policy", "only_new_rows", "partition", "window", "cdc", "diff")


@pytest.mark.parametrize(
    ("word", "choices", "expected"),
    [
        ("uniqe_key", KEYS, "unique_key"),
        ("unique-key", KEYS, "unique_key"),
        ("UniqueKey", KEYS, "unique_key"),
        ("only_new_row", KEYS, "only_new_rows"),
        ("mdoe", KEYS, "mode"),
        ("incremental_mrege", MODES, "incremental_merge"),
        ("replaced", MODES, "replace"),
        ("scd", MODES, "scd2"),
        ("owner", KEYS, None),
        ("cdd", ("abc",), None),
        ("", KEYS, None),
        ("x", ("y", "z"), None),
        ("team_contact", KEYS, None),
    ],
)
def test_nearest(word: str, choices: tuple[str, ...], expected: str | None) -> None:
    assert nearest(word, choices) == expected


def test_a_shared_beginning_decides_between_equals() -> None:
    assert nearest("tabel", ("label", "table")) == "table"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("abcd", "abdc", 1), ("abcd", "abcd", 0), ("abcd", "wxyz", None), ("ab", "abcde", None)],
)
def test_distance(one: str, other: str, expected: int | None) -> None:
    assert distance(one, other, 2) == expected
