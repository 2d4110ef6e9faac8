"""``sink.options.normalization``: child tables from nested values."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key

PATH_POLICY = {
    "child_table": "The values become rows of a child table.",
    "preserve_json": "The values stay JSON.",
    "ignore": "The values are dropped.",
    "quarantine": "Rows with such values are set aside.",
}
CHILD_DELETES = ("none", "replace_parent_children", "snapshot_reconcile")


@block()
class NestedPath(Shape):
    """What happens to one nested path."""

    policy: str = key("What happens to the values.", default="child_table", values=PATH_POLICY)
    table: str = key("Name of the child table.")
    unique_key: str | list[str] = key("Key of the child rows.")
    delete_policy: str = key("What happens to child rows that are gone.", default="none", values=CHILD_DELETES)


@block()
class SplitPath(Shape):
    """One nested path with its child table."""

    path: str = key("The nested path.", required=True)
    policy: str = key("What happens to the values.", default="child_table", values=PATH_POLICY)
    table: str = key("Name of the child table.")
    unique_key: str | list[str] = key("Key of the child rows.")
    delete_policy: str = key("What happens to child rows that are gone.", default="none", values=CHILD_DELETES)


@block()
class NestedGuardrails(Shape):
    """Limits on what one row may become."""

    max_child_tables: int = key("Most child tables that one load may make.", ge=1)
    max_rows_per_root: int = key("Most child rows of one row.", ge=1)
    max_array_length: int = key("Longest list that is taken apart.", ge=1)
    on_explosion: str = key("What breaking a limit does.", default="fail", values=("fail", "warn"))


@block()
class RawLanding(Shape):
    """A copy of the raw values."""

    enabled: bool = key("Whether a copy is kept.", default=False)
    table_suffix: str = key("End of the copy's table name.", default="__raw")
    payload_column: str = key("Column with the raw value.", default="payload")


@block()
class ChildSnapshotStore(Shape):
    """Where keys of child rows are remembered."""

    enabled: bool = key("Whether keys are remembered.", default=False)
    backend: str = key("Form of the store.", default="json", values=("json", "postgres", "mssql", "bigquery"))
    type: str = key("Other spelling of backend.")
    table: str = key("Table of the store.", default="etl_state.__dpone__child_snapshots")
    path: str = key("File of the store.")
    connection_id: str = key("Connection of the store.")


@block()
class NestedAtomicity(Shape):
    """How parent and child tables are loaded together."""

    mode: str = key(
        "What is promised about parent and child tables together.",
        default="staging_commit",
        values=("single_transaction", "staging_commit", "compensating_cleanup", "eventual_consistency"),
    )
    on_failure: str = key(
        "What a failure leaves behind.", default="rollback_staged", values=("rollback_staged", "mark_failed")
    )


@block()
class ChildQuality(Shape):
    """Checks of child rows."""

    duplicate_child_key: str = key("What a repeated key does.", default="fail", values=("fail", "warn", "skip"))
    orphan_child_rows: str = key("What a child without parent does.", default="fail", values=("fail", "warn", "skip"))


@block()
class Nested(Shape):
    """Child tables from nested values."""

    enabled: bool = key("Whether child tables are made.", default=False, common=True)
    table_separator: str = key("What joins the parts of a child table's name.", default="__")
    scalar_list_value_column: str = key("Column for values of plain lists.", default="value")
    nested_level: int = key("How deep values are taken apart.", default=32, ge=1)
    max_depth: int = key("Other spelling of nested_level.", default=32, ge=1)
    preserve_nested_json: bool = key("Keep the JSON beside the child tables.", default=False)
    include_empty_tables: bool = key("Make child tables without rows.", default=False)
    paths: dict[str, str | NestedPath] = key("What happens to single paths.")
    split_paths: list[SplitPath] = key("Single paths, as a list.")
    guardrails: NestedGuardrails = key("Limits on what one row may become.")
    raw_landing: bool | RawLanding = key("A copy of the raw values.")
    hierarchy_contract: dict[str, object] = key("The expected child tables and their columns.")
    materialization: str = key("Where child rows are gathered.", default="memory", values=("memory", "spill_to_disk"))
    spill_output_dir: str = key("Directory for spill_to_disk.")
    spill_output_format: str = key(
        "Format for spill_to_disk.", default="jsonl", values=("jsonl", "ndjson", "json_each_row", "tsv")
    )
    spill_format: str = key("Other spelling of spill_output_format.")
    child_snapshot_store: ChildSnapshotStore = key("Where keys of child rows are remembered.")
    snapshot_store: ChildSnapshotStore = key("Other spelling of child_snapshot_store.")
    atomicity: NestedAtomicity = key("How parent and child tables are loaded together.")
    child_quality: ChildQuality = key("Checks of child rows.")


@block(open=True)
class Normalization(Shape):
    """Child tables from nested values."""

    nested: bool | Nested = key("Child tables from nested values.", common=True)
