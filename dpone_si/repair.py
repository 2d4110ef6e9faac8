"""RepairPlanService: the ordered steps after a failed run, with commands a shell and the dpone parsers accept."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from dpone_si.errors import RepairRequestError
from dpone_si.models import RepairPlan, RepairStep
from dpone_si.vocabulary import AUTO, MODES, SINK_TYPES, canonical_mode, loader_endpoint, sink_endpoint

SAFE_STAGES = ("extract", "stage")
"""A run that failed here never touched its target, so resuming it can be automated."""

STATE_BACKENDS = ("bigquery", "postgres", "mssql")
"""The state backends `dpone state inspect` can read."""


@dataclass(frozen=True, slots=True)
class RepairRequest:
    """What is known about the failed run.

    `partition_values` are the partitions it was about to replace. `state_backend` says where its state is kept; empty
    means in the sink, when the sink can keep state.
    """

    run_id: str
    source_type: str
    sink_type: str
    strategy_mode: str
    failed_stage: str
    partition_values: tuple[str, ...] = ()
    state_backend: str = ""


class RepairPlanService:
    """Plans repairs; it reads nothing and executes nothing, and equal requests give equal plans."""

    def plan(self, request: RepairRequest) -> RepairPlan:
        """The plan: inspect, validate staging, replay, reconcile, commit; raises RepairRequestError.

        The replay command only plans: approving it (`--yes`) is the reader's decision.
        """
        strategy = _checked_strategy(request)
        if strategy == "partition_replace":
            replay = RepairStep("replay_partition_replace", _partition_sentence(request), _resync(request))
        else:
            replay = RepairStep(
                "resume_from_failed_stage",
                f"Resume at stage {request.failed_stage} once staging is validated; earlier stages are not repeated.",
                _resume(request, strategy),
            )
        diagnostics = (_inspect(request), _validate(request))
        steps = (
            *diagnostics,
            replay,
            RepairStep(
                "quality_reconcile", "Compare counts and checksums of source and target before committing state."
            ),
            RepairStep(
                "commit_state_after_success",
                "Move the cursor, CDC or Kafka state forward only after the finalizer and the comparison succeeded.",
            ),
        )
        commands = tuple(step.command for step in (replay, *diagnostics) if step.command)
        safe = strategy != "partition_replace" and request.failed_stage in SAFE_STAGES
        return RepairPlan(request.run_id, safe, steps, commands)


def _inspect(request: RepairRequest) -> RepairStep:
    return RepairStep(
        "inspect_run_artifacts",
        "Read what the run and earlier replays of it left behind: reports, load ids, state before and after.",
        shlex.join(["dpone-si", "inspect", *_positional(request.run_id)]),
    )


def _validate(request: RepairRequest) -> RepairStep:
    backend = request.state_backend or sink_endpoint(request.sink_type)
    if backend not in STATE_BACKENDS:
        return RepairStep(
            "validate_staging_artifacts",
            "Check staging files, staging tables and their row counts before any replay.",
        )
    words = ["dpone", "state", "inspect", "--backend", backend, "--state-type", "run_state"]
    return RepairStep(
        "validate_staging_artifacts",
        "Check staging files, staging tables and their row counts, and the recorded state, before any replay.",
        shlex.join([*words, *_positional(request.run_id)]),
    )


def _partition_sentence(request: RepairRequest) -> str:
    if sink_endpoint(request.sink_type) == "kafka":
        return (
            "A Kafka topic has no partitions to replace: a replay only appends the events again, and readers must keep "
            "the last of a key."
            " Decide whether that is wanted; with incremental_merge the run can be resumed instead."
        )
    if request.partition_values:
        return "Replace only these partitions, through staging; all others stay untouched."
    return "Replace only the partitions of the run, through staging; add one `--partition VALUE` for each of them."


def _resync(request: RepairRequest) -> str:
    partitions = [f"--partition={value}" for value in request.partition_values]
    return shlex.join(
        ["dpone", "resync", f"--run-id={request.run_id}", *_route(request, "partition_replace"), *partitions]
    )


def _resume(request: RepairRequest, strategy: str) -> str:
    words = ["dpone", "resume", f"--from-stage={request.failed_stage}", *_route(request, strategy)]
    return shlex.join([*words, *_positional(request.run_id)])


def _route(request: RepairRequest, strategy: str) -> list[str]:
    sink = sink_endpoint(request.sink_type) or request.sink_type
    return ["--source-type", loader_endpoint(request.source_type), "--sink-type", sink, "--strategy", strategy]


def _positional(value: str) -> list[str]:
    # A leading dash would be read as a flag.
    return ["--", value] if value.startswith("-") else [value]


def _checked_strategy(request: RepairRequest) -> str:
    for key in ("run_id", "source_type", "failed_stage"):
        _require_word(key, getattr(request, key))
    values = request.partition_values
    if not isinstance(values, (tuple, list)):  # pyright: ignore[reportUnnecessaryIsInstance]
        # A single text would be taken apart into its characters.
        raise RepairRequestError(
            f"{values!r} is no tuple of values.", key="partition_values", cure="Write it as a tuple: `(value,)`."
        )
    for value in values:
        _require_word("partition_values", value)
    sink = sink_endpoint(request.sink_type)
    if sink is None:
        raise RepairRequestError(
            f"{request.sink_type!r} is no sink of dpone.", key="sink_type", cure=f"Use one of {', '.join(SINK_TYPES)}."
        )
    strategy = canonical_mode(request.strategy_mode)
    if strategy is None or strategy == AUTO or not request.strategy_mode:
        raise RepairRequestError(
            f"{request.strategy_mode!r} is no strategy a run can have used.",
            key="strategy_mode",
            cure=f"Use one of {', '.join(MODES)}; `dpone-si advise` tells what auto stands for.",
        )
    return strategy


def _require_word(key: str, value: object) -> None:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise RepairRequestError(
            f"{value!r} cannot be used in a command.", key=key, cure="Give a text without line breaks or tabs."
        )
