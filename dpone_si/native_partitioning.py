"""How a SQL Server to ClickHouse load is cut into parts: how many, along which column, and how many travel at a time.

Read from `source.options.partitioning` and its older spellings. What earlier runs have observed of the parts may stand
in `partitioning.adaptive.observations`; the advice for the next run that follows from it changes nothing of this one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, cast

from dpone_si.native_options import Block, stated

#: Words that switch something on; every other value leaves it off.
_ON: Final = frozenset(("1", "true", "yes", "y", "on"))
_FAILED: Final = frozenset(("failed", "error"))
_COLLECT, _RETRY, _SKEW = "collect_partition_observability", "split_retry_partition", "split_skewed_partition"
_SENTENCES: Final = {
    _COLLECT: "There are no observations of earlier runs yet: this run collects them.",
    _RETRY: "Parts failed or had to be repeated: cut those into smaller ones in the next run.",
    _SKEW: "Some parts hold far more rows than the smallest one: cut those into smaller ones in the next run.",
}
#: How many times the rows of the smallest part make one too big, into how many pieces a failed one is cut, fewest rows
#: of a part.
_SKEW_RATIO, _SPLIT, _LEAST_ROWS = 3.0, 2, 1000


@dataclass(frozen=True, slots=True)
class AdaptiveAdvice:
    """What the next run should do otherwise. `actions_by_partition` names the parts by their id."""

    enabled: bool
    recommended_target_rows_per_partition: int | None
    recommended_max_partitions: int
    recommended_export_workers: int
    recommended_load_workers: int
    actions: tuple[str, ...]
    actions_by_partition: Mapping[str, str]

    def to_dict(self) -> dict[str, object]:
        """Plain data for JSON, with a sentence for each action."""
        return {
            "enabled": self.enabled,
            "recommended_target_rows_per_partition": self.recommended_target_rows_per_partition,
            "recommended_max_partitions": self.recommended_max_partitions,
            "recommended_export_workers": self.recommended_export_workers,
            "recommended_load_workers": self.recommended_load_workers,
            "actions": list(self.actions),
            "actions_by_partition": dict(self.actions_by_partition),
            "warnings": [_SENTENCES[action] for action in self.actions],
        }


@dataclass(frozen=True, slots=True)
class PartitioningPlan:
    """The parts of one load; without a column it is one part, and there is no advice for it."""

    strategy: str = "single"
    column: str | None = None
    #: "auto" (the database is asked), "manual", or "none" when nothing is cut.
    bounds_mode: str = "none"
    target_rows_per_partition: int | None = None
    max_partitions: int = 1
    export_workers: int = 1
    load_workers: int = 1
    adaptive: AdaptiveAdvice | None = None

    def to_dict(self) -> dict[str, object]:
        """Plain data for JSON."""
        return {
            "strategy": self.strategy,
            "column": self.column,
            "bounds_mode": self.bounds_mode,
            "target_rows_per_partition": self.target_rows_per_partition,
            "max_partitions": self.max_partitions,
            "export_workers": self.export_workers,
            "load_workers": self.load_workers,
            "adaptive": {"enabled": False} if self.adaptive is None else self.adaptive.to_dict(),
        }


def plan_partitioning(source_options: Block, sink_options: Block) -> PartitioningPlan:
    """The parts of a load with these options. Never fails: a number that is none counts as absent (`native_options`
    tells of it).
    """
    block = _mapping(source_options.get("partitioning"))
    column = block.get("column")
    column = source_options.get("partition_column") if column is None else column
    if not column:
        return PartitioningPlan()
    own = (("source.options", source_options),)
    number = max(1, _whole(stated(own, "partitioning.num_partitions")[1], 1))
    export = max(1, _whole(stated(own, "partitioning.export_workers")[1], 2 if number > 1 else 1))
    load = max(1, _whole(stated(own, "partitioning.load_workers")[1], export))
    at_sink = sink_options.get("parallel_load_workers") if block.get("load_workers") is None else None
    plan = PartitioningPlan(
        strategy=str(block.get("strategy") or "range"),
        column=str(column),
        bounds_mode="auto" if block.get("bounds") == "auto" else "manual",
        target_rows_per_partition=_number(block.get("target_rows_per_partition")),
        max_partitions=max(1, _whole(block.get("max_partitions") or None, number)),
        export_workers=export,
        load_workers=load if at_sink is None else max(1, _whole(at_sink, load)),
    )
    return replace(plan, adaptive=_advice(_mapping(block.get("adaptive")), plan, load))


# --- advice for the next run ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Observed:
    """What an earlier run has seen of one part."""

    partition: str
    rows: int
    failed: bool


def _advice(block: Block, plan: PartitioningPlan, load_workers: int) -> AdaptiveAdvice:
    enabled = str(block.get("enabled")).strip().lower() in _ON
    observed = list(_observed(block.get("observations"))) if enabled else []
    too_big = _too_big(observed, block)
    told = [(one.partition, _RETRY if one.failed else _SKEW) for one in observed if one.failed or one.rows > too_big]
    # What was seen of a part last is its action; the size of all parts follows everything that was seen.
    by_partition = dict(told)
    actions = tuple(sorted(set(by_partition.values())))
    return AdaptiveAdvice(
        enabled=enabled,
        recommended_target_rows_per_partition=_smaller(
            block, plan.target_rows_per_partition, {action for _, action in told}
        ),
        recommended_max_partitions=max(1, _whole(block.get("max_partitions") or None, plan.max_partitions)),
        recommended_export_workers=max(1, _whole(block.get("export_workers") or None, plan.export_workers)),
        recommended_load_workers=max(1, _whole(block.get("load_workers") or None, load_workers)),
        actions=(_COLLECT,) if enabled and not observed else actions,
        actions_by_partition=by_partition,
    )


def _observed(value: object) -> Iterator[_Observed]:
    for item in cast("Iterable[object]", value) if isinstance(value, Iterable) else ():
        if isinstance(item, Mapping):
            entry = cast("Block", item)
            failed = str(entry.get("status")).lower() in _FAILED or _whole(entry.get("retry_count") or None, 0) > 0
            yield _Observed(
                str(entry.get("partition_id") or entry.get("id") or ""),
                _whole(entry.get("row_count") or None, 0),
                failed,
            )


def _too_big(observed: list[_Observed], block: Block) -> float:
    """A part with more rows than this is cut into smaller ones."""
    try:
        ratio = max(1.0, float(cast("str", block.get("max_skew_ratio") or _SKEW_RATIO)))
    except (TypeError, ValueError, OverflowError):
        ratio = _SKEW_RATIO
    return ratio * max(1, min((one.rows for one in observed), default=0))


def _smaller(block: Block, target: int | None, actions: set[str]) -> int | None:
    """The rows that a part should hold after what was observed."""
    target = _whole(block.get("target_rows_per_partition") or None, 0) or target
    pieces = max(1, _whole(block.get("retry_split_factor") or None, _SPLIT)) if _RETRY in actions else 1
    pieces = max(pieces, 2) if _SKEW in actions else pieces
    if not target or pieces == 1:
        return target
    return max(1, _whole(block.get("min_rows_per_partition") or None, _LEAST_ROWS), target // pieces)


def _number(value: object) -> int | None:
    try:
        return None if value is None else int(cast("str", value))
    except (TypeError, ValueError, OverflowError):
        return None


def _whole(value: object, otherwise: int) -> int:
    found = _number(value)
    return otherwise if found is None else found


def _mapping(value: object) -> Block:
    return cast("Block", value) if isinstance(value, Mapping) else {}
