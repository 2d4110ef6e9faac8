"""``reconciliation``: finding rows that were deleted in the source."""

from __future__ import annotations

from typing import Literal

from dpone_si.manifest.structure.authoring import Shape, block, key


@block(closed=True)
class ReconciliationGuards(Shape):
    """Limits on how much one run may delete."""

    max_delete_ratio: float = key(
        "Largest share of target rows that one run may mark as deleted.", default=0.05, ge=0, le=1
    )
    max_delete_rows: int = key("Largest number of target rows that one run may mark as deleted.", default=100000, ge=0)


@block(closed=True)
class EmptySnapshot(Shape):
    """What happens when the source has no keys at all."""

    policy: Literal["fail"] = key("The load fails rather than delete everything.", default="fail")


@block(closed=True)
class Reconciliation(Shape):
    """Comparison of all source keys with the target; postgres to mssql incremental_merge with xmin only."""

    enabled: bool = key("Whether the comparison runs.", default=True)
    mode: Literal["key_snapshot"] = key("How deletes are found: by a snapshot of all keys.", default="key_snapshot")
    cadence: Literal["every_run"] = key("How often the comparison runs.", default="every_run")
    consistency: Literal["same_source_snapshot"] = key(
        "That keys and rows come from one source snapshot.", default="same_source_snapshot"
    )
    delete_policy: Literal["soft_delete"] = key(
        "What happens to rows that are gone: they are marked.", default="soft_delete"
    )
    empty_snapshot: EmptySnapshot = key("What happens when the source has no keys at all.", nullable=True)
    guards: ReconciliationGuards = key("Limits on how much one run may delete.", nullable=True)
