"""A replay request as the shell command that asks for it."""

from __future__ import annotations

import shlex

from dpone_si.replay.request import ReplayExecutionRequest


def replay_command(request: ReplayExecutionRequest) -> str:
    """The shell command that runs this replay, with every value quoted.

    dpone 0.88.0 accepts every flag of a plain request; what only this project knows is a command of `dpone-si`.
    """
    resume = request.action == "resume"
    partitions = [f"--partition={value}" for value in request.partitions]
    scope = [*_scope_flags(request), *(partitions if resume else [])]
    words = ["dpone-si" if scope else "dpone", request.action]
    words += ["--from-stage", request.failed_stage] if resume else [f"--run-id={request.run_id}"]
    words += [
        "--source-type",
        request.source_type,
        "--sink-type",
        request.sink_type,
        "--strategy",
        request.strategy_mode,
    ]
    words += [*([] if resume else partitions), *scope, "--yes"]
    if resume:
        words += ["--", request.run_id] if request.run_id.startswith("-") else [request.run_id]
    return shlex.join(words)


def _scope_flags(request: ReplayExecutionRequest) -> list[str]:
    """The flags for what a live backend of this project asks beyond dpone's own."""
    single = {"--partition-column": request.partition_column, "--scope": request.scope, "--load-id": request.load_id}
    many = {"--unique-key": request.unique_key, "--column": request.columns, "--allow-empty": request.allow_empty}
    flags = [f"{flag}={value}" for flag, value in single.items() if value]
    flags += [f"{flag}={value}" for flag, values in many.items() for value in values]
    return flags + (["--other-writers"] if request.other_writers else [])
