"""LoadStrategy: the concrete load modes as an enumeration; `auto` is not one of them, it is compiled into one."""

from __future__ import annotations

from enum import Enum


class LoadStrategy(Enum):
    """How a load changes its target; the values are the words of `sink.strategy.mode`."""

    FULL_REFRESH = "full_refresh"
    INCREMENTAL_MERGE = "incremental_merge"
    INCREMENTAL_APPEND = "incremental_append"
    REPLACE = "replace"
    PARTITION_REPLACE = "partition_replace"
    SNAPSHOT_DIFF = "snapshot_diff"
    SCD2 = "scd2"
    CDC_APPLY = "cdc_apply"
    BACKFILL = "backfill"
