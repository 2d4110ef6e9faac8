"""Lenses: the decision per process, a summary where processes share a block, and who inherits from a file."""

from __future__ import annotations

from tests.dpone_lsp.features.check import lensed
from tests.dpone_lsp.features.samples import BATCH, SINGLE


def test_a_single_manifest_carries_them_at_its_strategy() -> None:
    assert lensed(SINGLE) == [
        "strategy: | incremental_merge · lightweight_delete_insert | dpone.explainDecision orders",
        "strategy: | effective manifest | dpone.effectiveManifest orders",
        "strategy: | replay plan | dpone.replayPlan orders",
    ]


def test_defaults_sum_up_and_entries_decide() -> None:
    found = lensed(BATCH)
    assert found[:3] == [
        "defaults: | 1 full_refresh · 1 incremental_merge | dpone.explainDecision",
        "defaults: | inherited by 2 processes",
        "defaults: | effective manifest | dpone.effectiveManifest",
    ]
    assert "- table: items | full_refresh | dpone.explainDecision public.items" in found


def test_tables_on_one_line_are_told_apart() -> None:
    head = BATCH[: BATCH.index("    tables:")]
    found = lensed(head + "    tables: [orders, items]\n")
    outcome = "incremental_merge · lightweight_delete_insert | dpone.explainDecision"
    assert [row for row in found if row.startswith("tables:")] == [
        f"tables: [orders, items] | public.orders: {outcome} public.orders",
        f"tables: [orders, items] | public.items: {outcome} public.items",
    ]
    many = lensed(head + "    tables: [a, b, c, d]\n")
    assert [row for row in many if row.startswith("tables:")] == ["tables: [a, b, c, d] | 4 incremental_merge"]


def test_a_preset_says_who_inherits() -> None:
    manifest = "kind: dpone.batch.v1\nconvention: house.yaml\nschemas: {public: {tables: [orders, items]}}\n"
    found = lensed("defaults:\n  name: x\n", path="house.yaml", files={"a.yaml": manifest, "b.yaml": manifest})
    assert found == ["defaults: | inherited by 4 processes in 2 files | dpone.blastRadius"]


def test_files_that_are_not_ours_carry_none() -> None:
    assert lensed("services:\n  web: {image: nginx}\n") == []
