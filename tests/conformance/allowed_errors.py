"""Which rules may report an error on a file that dpone accepts, and what proves them right.

An error on an accepted file is a false alarm, our worst fault, unless dpone itself trips over the same thing later or rows are
lost or doubled without a word. `CONFIRMED` names, for each rule of the first kind, the questions to dpone's runtime and planner of
which one must object to the very process (the names of `tests/oracle/worker_runtime.py`, and `plan`). `SILENT` gives, for
each rule of the second kind, the harm that dpone does not see; `rule -> sink` is for one sink only. A rule in neither
table, under its name or an alias, must not report errors on accepted files.
"""

from __future__ import annotations

from collections.abc import Mapping

PLAN = "plan"
SOURCE, SINK = "source-is-built", "sink-is-built"
KNOWN = ("source-knows-the-strategy", "sink-knows-the-strategy")
POLICIES = "policies-hold"
CHUNKS = ("chunks-can-be-planned", "sink-knows-the-strategy", POLICIES)
DELETES = "delete-policy-is-known"
QUALITY, OPTIONS = "quality-is-understood", "options-are-understood"

CONFIRMED: Mapping[str, tuple[str, ...]] = {
    "api-type-unknown": (SOURCE,),
    "auto-cdc-apply-unsupported-sink": KNOWN,
    "backfill-chunk-key-missing": CHUNKS,
    "backfill-inner-mode-unknown": CHUNKS,
    "backfill-inverted-range": CHUNKS,
    "backfill-kind-invalid": CHUNKS,
    "backfill-lock-backend": CHUNKS,
    "backfill-publication-direct": CHUNKS,
    "backfill-retry-policy": CHUNKS,
    "backfill-step-unit": CHUNKS,
    "backfill-too-many-chunks": CHUNKS,
    "backfill-workers-range": CHUNKS,
    "backfill-unknown-key": CHUNKS,
    "backfill-uuid-buckets": CHUNKS,
    "backfill-word-unknown": CHUNKS,
    "block-not-mapping": (PLAN,),
    "byte-size-text": (PLAN, "storage-is-understood"),
    "cdc-apply-sink-unsupported": KNOWN,
    "connection-id-missing": (SOURCE, SINK),
    "connection-type-missing": (SOURCE, SINK),
    "connection-type-unknown": (SOURCE, SINK),
    "duplicate-policy-unsupported": (POLICIES,),
    "endpoint-not-a-sink": (SINK,),
    "endpoint-not-a-source": (SOURCE,),
    "endpoint-type-unknown": (SOURCE, SINK),
    "hook-shape": ("hooks-are-understood",),
    "kafka-backfill-inner-mode": KNOWN,
    "kafka-mode-unsupported": KNOWN,
    "kafka-topic-missing": KNOWN,
    "merge-policy-needs-opt-in": (POLICIES,),
    "merge-policy-unknown": (POLICIES, *KNOWN),
    "merge-policy-unsupported": (POLICIES, *KNOWN),
    "micro-batch-commit-unprotected": (POLICIES,),
    "mssql-fillfactor-range": (PLAN,),
    "mssql-native-wire": (PLAN, "route-is-open"),
    "mssql-state-atomicity": (PLAN,),
    "mssql-state-provisioning": (PLAN,),
    "only-new-rows-without-key": (POLICIES,),
    "partition-column-missing": (POLICIES,),
    "partition-expression-unsafe": (POLICIES,),
    "partition-max-invalid": (POLICIES,),
    "partition-native-mode-unknown": (POLICIES,),
    "partition-not-mapping": (POLICIES, PLAN),
    "physical-design-apply": (PLAN,),
    "physical-design-columns": (PLAN,),
    "physical-design-enabled-type": (PLAN,),
    "physical-design-mode": (PLAN,),
    "physical-reconciliation-mode": (PLAN,),
    "quality-check-type": (QUALITY,),
    "quality-checks-and-gates": (QUALITY,),
    "quality-empty": (QUALITY,),
    "quality-gate-duplicate-id": (QUALITY,),
    "quality-gate-type": (QUALITY,),
    "quality-gate-unknown-field": (QUALITY,),
    "quality-min-rows-threshold": (QUALITY,),
    "quality-mode": (QUALITY,),
    "quality-severity": (QUALITY,),
    "quality-side": (QUALITY,),
    "quality-threshold-type": (QUALITY,),
    "quality-tolerance-mode": (QUALITY,),
    "quality-unknown-field": (QUALITY,),
    "replace-predicate-missing": (POLICIES,),
    "scd2-delete-policy": (DELETES,),
    "schema-contract-column-key": (PLAN,),
    "schema-contract-column-shape": (PLAN,),
    "schema-contract-enforcement": (PLAN,),
    "snapshot-diff-delete-policy": (DELETES,),
    "state-disabled-incremental": ("state-store-is-built",),
    "state-type-unknown": ("state-store-is-built",),
    "strategy-mode-spelling-normalised": (POLICIES,),
    "unique-key-missing": (POLICIES, *KNOWN),
    "unknown-value": (OPTIONS,),
    "vault-path-missing": (SOURCE, SINK),
    "wrong-type": (PLAN, OPTIONS, QUALITY, POLICIES, SOURCE, SINK, "state-store-is-built", *KNOWN, *CHUNKS),
    "yaml-unquoted-date": CHUNKS,
}

SILENT: Mapping[str, str] = {
    "backfill-block-with-other-mode": "the chunks the author asked for are never made",
    "batch-duplicate-selector": "the second process cannot be addressed, so a run by selector loads the first one twice",
    "batch-table-fragment-ignored": "the table is loaded without the source, sink or state written for it",
    "batch-tables-not-list": "a text is read letter by letter, one table for each character",
    "batch-size-negative": "the value reaches the driver, which reads nothing or fails",
    "changed-percent-scale": "20 means 2000 % to the advisor, so `auto` decides as if every row had changed",
    "depends-on-self": "the edge is dropped",
    "depends-on-unknown-selector": "the edge is dropped and the load may run before its input exists",
    "kafka-partition-replace": "the mode is replaced by incremental_merge, so old rows of a partition stay",
    "low-cardinality-mode": "the load fails when the target table is made, once its columns are known",
    "legacy-reconciliation-tech-columns": "deleted rows are marked in columns that do not exist",
    "overwrite-type-unknown": "the table is truncated in place where a swap was asked for",
    "partition-unknown-key": "the setting is dropped",
    "plaintext-secret": "the secret is in the repository",
    "root-block-ignored": "the block is dropped for every process",
    "scoped-source-global-delete": "rows outside the predicate are deleted from the target",
    "secret-in-url": "the secret is in the repository",
    "sink-missing": "dpone loads into a table without a name",
    "snapshot-with-cursor": "rows that did not change are taken for deleted",
    "source-missing": "dpone reads from a table without a name",
    "strategy-not-mapping": "a list is taken apart as pairs or counts as nothing, so the strategy written in it is lost",
    "table-missing": "dpone reads or writes a table without a name",
    "technical-columns-bad-mode": "the load fails when the target table is prepared",
    "template-in-single-manifest": "the braces reach the database as they stand",
    "template-undefined-silent": "the value becomes null",
    "unique-key-duplicate-columns": "the join on the key is ambiguous",
    "unique-key-in-sink-options-auto": "`auto` does not see the key and reloads everything",
    "unique-key-missing -> kafka": "every event is written without a key, so none ever replaces an older one",
    "unknown-key": "a key that is nearly a known one is dropped, and the default takes its place",
    "window-lookback-too-many-chunks": "the run refuses the window when it cuts it",
    "yaml-boolean-trap": "a table or column named True or False is used",
    "yaml-duplicate-key": "the first of the two values is dropped",
    "yaml-quoted-boolean": "the text counts as true",
}
