"""Reads the hints of the advisor out of plain option blocks, the way a dpone run does; used by the compiler and by
whoever explains a decision.

Reading never fails. A value dpone could not read becomes a `HintProblem` and the hint counts as not stated.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar, cast

from dpone_si.advisor.context import StrategyContext
from dpone_si.records import record
from dpone_si.vocabulary import AUTO, DEFAULT_MODE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Block = Mapping[str, object]

N = TypeVar("N", int, float)


@record(frozen=True)
class HintProblem:
    """A hint that cannot be read: its name, the dotted manifest key, the authored value, what is wrong, what to
    write.
    """

    hint: str
    key: str
    value: object
    message: str
    cure: str


@record(frozen=True)
class HintReading:
    """The context as far as it could be read, and every hint that could not."""

    context: StrategyContext
    problems: tuple[HintProblem, ...]


def read_hints(
    *,
    source_type: str,
    sink_type: str,
    strategy: Block,
    source_options: Block,
    sink_options: Block,
    source_table: str = "",
    target_table: str = "",
) -> HintReading:
    """The context of a process whose `sink.strategy`, `source.options` and `sink.options` are these blocks.

    Endpoint types are passed on as they are: a run has them folded by the loader before it comes here.
    """
    problems: list[HintProblem] = []
    context = StrategyContext(
        source_type=source_type,
        sink_type=sink_type,
        requested_mode=str(strategy.get("mode") or DEFAULT_MODE),
        requested_merge_policy=str(strategy.get("merge_policy") or AUTO),
        unique_key=key_columns(strategy.get("unique_key") or source_options.get("unique_key")),
        estimated_rows=_number("estimated_rows", int, source_options, problems),
        changed_percent=_number("changed_percent", float, source_options, problems),
        delete_percent=_number("delete_percent", float, source_options, problems),
        partition_column=_partition_column(strategy, source_options),
        cdc_available=bool(source_options.get("cdc_enabled", False)),
        source_cursor=cast("str | None", source_options.get("incremental_column")),
        source_table=source_table,
        target_table=target_table,
        source_options=source_options,
        sink_options=sink_options,
    )
    return HintReading(context, tuple(problems))


def key_columns(value: object) -> tuple[str, ...]:
    """The columns of an authored unique key: a comma-separated text, a list, or any other single value as text."""
    if value is None:
        return ()
    if isinstance(value, str):
        parts: list[object] = [*value.split(",")]
    elif isinstance(value, (list, tuple)):
        parts = [*cast("list[object]", value)]
    else:
        return (str(value),)
    return tuple(text for part in parts if (text := str(part).strip()))


def _partition_column(strategy: Block, source_options: Block) -> str | None:
    column = source_options.get("partition_column")
    if column:
        return cast("str", column)
    partition = strategy.get("partition")
    authored = cast("Block", partition).get("column") if isinstance(partition, Mapping) else None
    return str(authored) if authored else None


def _number(hint: str, convert: Callable[[str], N], options: Block, problems: list[HintProblem]) -> N | None:
    value = options.get(hint)
    if value is None or value == "":
        return None
    try:
        return convert(cast("str", value))
    except (TypeError, ValueError, OverflowError):
        key = f"source.options.{hint}"
        wanted = "a whole number such as 1500000" if convert is int else "a share such as 0.2 for 20 %"
        problems.append(
            HintProblem(hint, key, value, f"{value!r} is not a number, and dpone stops at it.", f"Write {wanted}.")
        )
        return None
