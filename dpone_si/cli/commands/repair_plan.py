"""Plan the repair of a failed run: ordered steps with commands that only plan; nothing is executed."""

from __future__ import annotations

import argparse

from dpone_si.cli.answers import OK, Answer, code_block
from dpone_si.errors import RepairRequestError
from dpone_si.wording import first

SUMMARY = "plan the repair of a failed run"
SCHEMA_VERSION = "dpone.si.repair_plan.v1"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("run_id", metavar="RUN_ID", help="the id of the failed run")
    parser.add_argument("--manifest", metavar="FILE", help="take types and strategy from this manifest")
    parser.add_argument("--process", metavar="NAME", help="the process of the manifest, if it has several")
    parser.add_argument("--source-type", metavar="TYPE")
    parser.add_argument("--sink-type", metavar="TYPE")
    parser.add_argument("--strategy", metavar="MODE", help="the strategy the run used")
    parser.add_argument(
        "--failed-stage", default="finalize", metavar="STAGE", help="where it failed (default: finalize)"
    )
    parser.add_argument("--partition", action="append", metavar="VALUE", help="a partition the run replaces; repeat it")
    parser.add_argument(
        "--state-backend", default="", choices=("bigquery", "postgres", "mssql"), help="where the state is kept"
    )


def run(options: argparse.Namespace) -> Answer:
    """The plan; a run that cannot be described is a usage error."""
    from dpone_si.repair import RepairPlanService, RepairRequest

    source, sink, strategy = _route(options)
    plan = RepairPlanService().plan(
        RepairRequest(
            run_id=options.run_id,
            source_type=source,
            sink_type=sink,
            strategy_mode=strategy,
            failed_stage=options.failed_stage,
            partition_values=tuple(options.partition or ()),
            state_backend=options.state_backend,
        )
    )
    safe = "may be automated" if plan.safe_to_auto_resume else "needs a person's approval"
    text = [f"Repair of run {plan.run_id}: {safe}."]
    for number, step in enumerate(plan.steps, 1):
        text.append(f"{number}. {step.action}: {step.description}")
        if step.command:
            text.append(f"     {step.command}")
    markdown = [f"# Repair of run `{plan.run_id}`", "", f"This repair {safe}.", ""]
    for number, step in enumerate(plan.steps, 1):
        markdown += [f"{number}. **{step.action}** {step.description}", ""]
        markdown += [*code_block([step.command]), ""] if step.command else []
    return Answer(OK, lambda: {"schema_version": SCHEMA_VERSION, **plan.to_dict()}, lambda: text, lambda: markdown)


def _route(options: argparse.Namespace) -> tuple[str, str, str]:
    source, sink, strategy = options.source_type, options.sink_type, options.strategy
    if options.manifest is not None:
        from dpone_si.advisor import StrategyAdvisor
        from dpone_si.manifest_reader import StrategyManifestReader

        reader = StrategyManifestReader()
        if options.process is None:
            _require_one_process([process.title for process in reader.read(options.manifest).processes])
        decision = StrategyAdvisor().advise(reader.read_context(options.manifest, process=options.process))
        source = source or ("api" if decision.source_type == "rest" else decision.source_type)
        sink, strategy = sink or decision.sink_type, strategy or decision.strategy_mode
    if not (source and sink and strategy):
        raise RepairRequestError(
            "the route of the run is not known.", cure="Give --source-type, --sink-type and --strategy, or --manifest."
        )
    return source, sink, strategy


def _require_one_process(titles: list[str]) -> None:
    if len(titles) > 1:
        raise RepairRequestError(
            f"the manifest has {len(titles)} processes, and a run belongs to one.",
            cure=f"Name it with --process: {first(titles, 10)}.",
        )
