"""The request for a replay: what to replay, which rows a live backend may touch, and what makes it unusable."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import cast

from dpone_si.replay.sink_names import normalize_sink
from dpone_si.replay_errors import ReplayRequestError
from dpone_si.vocabulary import AUTO, MODES, canonical_mode

REPLAY_ACTIONS = ("resync", "resume")
SCOPES = ("partitions", "keys")


@dataclass(frozen=True, slots=True)
class ReplayExecutionRequest:
    """What to replay and, for a live backend, exactly which rows it may touch.

    `partitions` are values of `partition_column`; every one of them is replayed, in the given order, or none is.
    `scope` says what a finalizer deletes: `partitions` empties the named partitions (rows absent from staging go),
    `keys` removes only target rows whose `unique_key` is in staging. Empty means: `partitions` for the strategy
    `partition_replace`, `keys` for `incremental_merge`, and a refusal for every other strategy.
    `columns` empty means all columns of the target, read from its catalogue. `allow_empty` names the partitions that
    are meant to end up empty. `other_writers` says that rows outside the scope may change meanwhile, so their count
    is not compared. `load_id` picks one load when a run has several open loads of the same target.
    """

    action: str
    run_id: str
    source_type: str
    sink_type: str
    strategy_mode: str
    failed_stage: str = "finalize"
    partitions: tuple[str, ...] = ()
    yes: bool = False
    partition_column: str = ""
    unique_key: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    scope: str = ""
    allow_empty: tuple[str, ...] = ()
    other_writers: bool = False
    load_id: str = ""


def check_request(request: ReplayExecutionRequest) -> None:
    """Raise ReplayRequestError, naming the field and the cure, when `request` cannot be replayed by any backend."""
    _check_kinds(request)
    if request.action not in REPLAY_ACTIONS:
        raise ReplayRequestError(
            f"{request.action!r} is no replay action.", key="action", cure=f"Use one of {', '.join(REPLAY_ACTIONS)}."
        )
    normalize_sink(request.sink_type)
    for key, value in (
        ("run_id", request.run_id),
        ("source_type", request.source_type),
        ("strategy_mode", request.strategy_mode),
        ("failed_stage", request.failed_stage),
        *(("partitions", value) for value in request.partitions),
        *(("allow_empty", value) for value in request.allow_empty),
    ):
        if not value.strip():
            raise ReplayRequestError("The value is empty.", key=key, cure=f"Give {key} a value.")
        if any(ord(char) < 32 or ord(char) == 127 for char in value):
            raise ReplayRequestError(
                f"{value!r} holds a control character.", key=key, cure="Remove the control character."
            )
    if canonical_mode(request.strategy_mode) in (None, AUTO):
        raise ReplayRequestError(
            f"{request.strategy_mode!r} is no strategy a run can have used.",
            key="strategy_mode",
            cure=f"Use one of {', '.join(MODES)}; `dpone-si advise` tells what auto stands for.",
        )
    repeated = sorted({value for value in request.partitions if request.partitions.count(value) > 1})
    if repeated:
        raise ReplayRequestError(
            f"Partition {repeated[0]!r} is named more than once.", key="partitions", cure="Name each partition once."
        )
    if request.scope and request.scope not in SCOPES:
        raise ReplayRequestError(
            f"{request.scope!r} is no replay scope.", key="scope", cure=f"Use one of {', '.join(SCOPES)}."
        )


def _check_kinds(request: ReplayExecutionRequest) -> None:
    # What passes here by accident touches other rows: a text would be taken apart into its characters, and `yes="no"`
    # is approval.
    for field in fields(request):
        value: object = getattr(request, field.name)
        kind = str(field.type)
        if kind.startswith("tuple"):
            items = cast("tuple[object, ...]", value) if isinstance(value, (tuple, list)) else (None,)
            fits, wanted = all(isinstance(item, str) for item in items), "a tuple of texts, such as `('2024-01-01',)`"
        elif kind == "bool":
            fits, wanted = isinstance(value, bool), "True or False"
        else:
            fits, wanted = isinstance(value, str), "a text"
        if not fits:
            raise ReplayRequestError(f"{value!r} is not {wanted}.", key=field.name, cure=f"Give {wanted}.")
