"""LoadConfig: everything a run needs to know about one process, resolved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dpone_si.load_strategy import LoadStrategy
from dpone_si.records import field, record
from dpone_si.vocabulary import AUTO, DEFAULT_BATCH_SIZE, DEFAULT_EXPORT_FORMAT

Block = Mapping[str, Any]


@record(frozen=True)
class LoadConfig:
    """One load, resolved.

    `options` is the deep merge of source and sink options (the sink wins) plus what the runtime looks up there: the two
    blocks as authored, canonical endpoint types, strategy details, and the decision under `strategy_intelligence`.
    `batch_size` counts rows. `reconciliation_policy` is set for the typed policy, `reconciliation` for the plain
    switch.
    """

    source_conn_id: str
    target_conn_id: str
    source_schema: str
    source_table: str | None
    target_schema: str | None
    target_table: str | None
    source_database: str | None = None
    target_database: str | None = None
    staging_schema: str = "staging"
    staging_database: str | None = None
    load_strategy: LoadStrategy = LoadStrategy.FULL_REFRESH
    unique_key: str | list[str] | None = None
    only_new_rows: bool = False
    micro_batch_commit: bool = False
    overwrite_type: str | None = None
    merge_policy: str = AUTO
    duplicate_policy: str = "fail"
    allow_non_recommended_policy: bool = False
    mutations_sync: int | None = None
    partition: Block = field(default_factory=dict[str, Any])
    dedup_expression: str | None = None
    dedup_target: str = "stg"
    with_dedup: bool = False
    custom_predicate: str | None = None
    portable_scope: Block | None = None
    batch_size: int = DEFAULT_BATCH_SIZE
    log_sample_rows: int = 5
    export_format: str = DEFAULT_EXPORT_FORMAT
    compress_export: bool = False
    reconciliation: bool = False
    reconciliation_policy: Block | None = None
    tech_schema: str = "tech"
    options: Block = field(default_factory=dict[str, Any])
