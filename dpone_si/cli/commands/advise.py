"""Explain the load strategy of every process of a manifest: what it compiles to, why, and what would change it."""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator
from functools import partial
from typing import cast

from dpone_si.cli.answers import FINDINGS, OK, Answer, code_block, markdown_table
from dpone_si.vocabulary import AUTO

SUMMARY = "explain the load strategy of each process of a manifest"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("path", metavar="FILE", help="a single, batch or flow manifest")
    parser.add_argument("--process", metavar="NAME", help="only this process, by selector or name")
    what_if = parser.add_argument_group("what if", "state hints that replace those of the manifest")
    what_if.add_argument("--estimated-rows", type=rows, metavar="ROWS", help="rows of the source")
    what_if.add_argument(
        "--changed-percent", type=share, metavar="SHARE", help="share of rows changed per run, 0.2 for 20 %%"
    )
    what_if.add_argument("--delete-percent", type=share, metavar="SHARE", help="share of rows deleted per run")
    what_if.add_argument(
        "--cdc-available", action=argparse.BooleanOptionalAction, help="whether change events are available"
    )
    parser.add_argument(
        "--benchmarks",
        action="append",
        metavar="PATH",
        help="benchmark files or folders whose batch sizes the plan starts from",
    )


def rows(text: str) -> int:
    """The argument of `--estimated-rows`."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no number of rows; write one such as 1500000")
    return int(text)


def share(text: str) -> float:
    """The argument of `--changed-percent` and `--delete-percent`."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is no share of rows; write one such as 0.2 for 20 %")
    return value


def run(options: argparse.Namespace) -> Answer:
    """Exit code 1 when a load cannot run as written."""
    from dpone_si.advisor import StrategyAdvisor
    from dpone_si.benchmark_artifacts import learn_from
    from dpone_si.service import StrategyIntelligenceService

    defaults = learn_from(options.benchmarks) if options.benchmarks else None
    advice = StrategyIntelligenceService(advisor=StrategyAdvisor(batch_defaults=defaults)).advise_manifest(
        options.path,
        process=options.process,
        estimated_rows=options.estimated_rows,
        changed_percent=options.changed_percent,
        delete_percent=options.delete_percent,
        cdc_available=options.cdc_available,
    )
    code = FINDINGS if advice.blocked else OK
    return Answer(code, advice.to_dict, partial(_text, advice), partial(_markdown, advice))


TYPE_CHECKING = False
if TYPE_CHECKING:
    from dpone_si.manifest_reader import Position, ReadingProblem
    from dpone_si.models import StrategyDecision
    from dpone_si.service import ManifestAdvice, ProcessAdvice, ProcessOutcome


def _text(advice: ManifestAdvice) -> Iterator[str]:
    for problem in advice.problems:
        yield f"problem  {_problem(problem)}"
    for process in advice.processes:
        yield ""
        yield f"{process.title}  ({_place(process.position, advice.path)})"
        for problem in process.problems:
            yield f"  problem  {_problem(problem)}"
        if process.outcome is not None:
            for label, line in _facts(process.outcome):
                yield f"  {label:<8} {line}"
    yield ""
    yield _summary(advice)


def _markdown(advice: ManifestAdvice) -> Iterator[str]:
    yield f"# Strategies of `{advice.path}`"
    yield ""
    yield _summary(advice)
    for problem in advice.problems:
        yield f"- **problem** {_problem(problem)}"
    for process in advice.processes:
        yield from _markdown_process(advice, process)


def _markdown_process(advice: ManifestAdvice, process: ProcessAdvice) -> Iterator[str]:
    yield ""
    yield f"## {process.title}"
    yield ""
    yield f"`{_place(process.position, advice.path)}`"
    yield ""
    for problem in process.problems:
        yield f"- **problem** {_problem(problem)}"
    outcome = process.outcome
    if outcome is None:
        return
    yield f"**{_headline(outcome.decision)}**"
    yield ""
    yield from markdown_table(
        ("rung", "", "because"),
        [
            (step.rung.name, "**taken**" if step.taken else "no", step.sentence().removeprefix("taken: "))
            for step in outcome.decision.trace.steps
            if step.relevant
        ],
    )
    yield ""
    for label, line in _facts(outcome):
        if label not in {"result", "not", "else", "repair"}:
            yield f"- {label}: {line}"
    if outcome.repair is not None:
        yield ""
        yield "If the load fails at its finalizer:"
        yield ""
        yield from code_block(outcome.repair.commands)


def _facts(outcome: ProcessOutcome) -> Iterator[tuple[str, str]]:
    from dpone_si.certification import STATUS_TITLES

    decision = outcome.decision
    yield "result", _headline(decision)
    for signal in decision.reasons:
        yield "why", signal.message
    for step in decision.trace.passed_over:
        yield "not", f"{step.rung.name}: {step.sentence()}"
    runner_up = decision.trace.runner_up
    if runner_up is not None and decision.requested_mode == AUTO:
        yield "else", f"{runner_up.rung.name} would give {runner_up.rung.strategy}"
    for signal in decision.warnings:
        yield "warning", f"{signal.code} [{signal.severity}] {' '.join(filter(None, (signal.message, signal.action)))}"
    for signal in decision.safety_gates:
        yield "gate", f"{signal.code} [{signal.severity}] {signal.message}"
    for margin in outcome.margins:
        yield "flips", margin.sentence()
    for change in outcome.changes:
        yield "what if", f"{change.aspect}: {_value(change.before)} -> {_value(change.after)}"
    batching = decision.adaptive_batching
    workers = "1 worker" if batching.parallel_workers == 1 else f"{batching.parallel_workers} workers"
    yield (
        "batches",
        f"{batching.initial_batch_size:,} rows, {workers}{', adapting during the run' if batching.enabled else ''}",
    )
    yield "path", f"{decision.native_fast_path}, needs {', '.join(outcome.fast_path.required_tools)}"
    status = outcome.certification.status
    yield "status", f"{status}, {STATUS_TITLES[status]}"
    if outcome.repair is not None:
        yield "repair", outcome.repair.commands[0]


def _headline(decision: StrategyDecision) -> str:
    asked = decision.requested_mode
    strategy = decision.strategy_mode if decision.strategy_mode == asked else f"{asked} -> {decision.strategy_mode}"
    policy = f", merge policy {decision.merge_policy}" if decision.merge_policy else ""
    return f"{strategy}{policy} ({decision.source_type} to {decision.sink_type})"


def _problem(problem: ReadingProblem) -> str:
    place = problem.position
    head = "" if place is None else f"{place.path}:{place.line}:{place.column} "
    key = f"{problem.key}: " if problem.key else ""
    return f"{head}{key}{' '.join(filter(None, (problem.message, problem.cure)))}"


def _place(position: Position | None, path: str) -> str:
    return path if position is None else f"{position.path}:{position.line}"


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, cast("tuple[object, ...]", value))) or "none"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _summary(advice: ManifestAdvice) -> str:
    blocked = sum(process.blocked for process in advice.processes)
    count = len(advice.processes)
    processes = "1 process" if count == 1 else f"{count} processes"
    problems = f", {len(advice.problems)} problems of the file" if advice.problems else ""
    return (
        f"{processes}, {blocked} cannot run as written{problems}."
        if blocked or problems
        else f"{processes}, no objection to the strategies."
    )
