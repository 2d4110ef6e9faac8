"""Resume a failed run at the stage it failed in. Plans unless approved with --yes."""

from __future__ import annotations

import argparse

from dpone_si.cli.answers import Answer
from dpone_si.cli.replaying import register_replay, replay

SUMMARY = "resume a failed run at its failed stage (plan by default)"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("run_id", metavar="RUN_ID", help="the id of the failed run")
    parser.add_argument("--from-stage", default="finalize", metavar="STAGE", help="where it failed (default: finalize)")
    register_replay(parser)


def run(options: argparse.Namespace) -> Answer:
    """Resumes from the given stage."""
    return replay(options, action="resume", run_id=options.run_id, failed_stage=options.from_stage)
