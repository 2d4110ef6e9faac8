"""StrategyContext: what the advisor is told about one process, and the facts it compares."""

from __future__ import annotations

from dpone_si.records import record
from dpone_si.vocabulary import EVENT_TABLE_KINDS, advisor_endpoint, advisor_mode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


@record(frozen=True)
class StrategyContext:
    """The hints of one process, as its manifest or a caller states them.

    `estimated_rows` counts source rows. `changed_percent` and `delete_percent` are shares of them per run, 0.2 for 20
    %; dpone compares the bare number, so 20 passes every threshold that 0.2 passes. None means "not stated".
    `source_options` and `sink_options` are the option blocks as authored: they tell event tables, source windows and
    native routes. The two table names are only carried along.
    """

    source_type: str
    sink_type: str
    requested_mode: str = "auto"
    requested_merge_policy: str = "auto"
    unique_key: tuple[str, ...] = ()
    estimated_rows: int | None = None
    changed_percent: float | None = None
    delete_percent: float | None = None
    partition_column: str | None = None
    cdc_available: bool = False
    source_cursor: str | None = None
    source_table: str = ""
    target_table: str = ""
    source_options: Mapping[str, object] | None = None
    sink_options: Mapping[str, object] | None = None


def facts_of(context: StrategyContext) -> dict[str, object]:
    """The facts the ladder compares, by hint name (`dpone_si.vocabulary.HINT_KEYS`)."""
    options = context.source_options or {}
    return {
        "source_type": advisor_endpoint(context.source_type),
        "sink_type": advisor_endpoint(context.sink_type),
        "requested_mode": advisor_mode(context.requested_mode),
        "unique_key": context.unique_key,
        "estimated_rows": context.estimated_rows,
        "changed_percent": context.changed_percent,
        "delete_percent": context.delete_percent,
        "partition_column": context.partition_column,
        "cdc_available": context.cdc_available,
        "source_cursor": context.source_cursor,
        "source_window": bool(options) and _declares_window(options),
        "event_table": bool(options) and _declares_event_table(options),
    }


def _declares_window(options: Mapping[str, object]) -> bool:
    if options.get("source_custom_predicate") or options.get("custom_predicate"):
        return True
    return options.get("date_from") is not None and options.get("date_to") is not None


def _declares_event_table(options: Mapping[str, object]) -> bool:
    kind = options.get("table_kind") or options.get("source_kind") or ""
    return str(kind).strip().lower() in EVENT_TABLE_KINDS or bool(options.get("event_table"))
