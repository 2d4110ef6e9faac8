"""Replay partitions or keys of a failed run through staging. Plans unless approved with --yes."""

from __future__ import annotations

import argparse

from dpone_si.cli.answers import Answer
from dpone_si.cli.replaying import register_replay, replay

SUMMARY = "replay the scope of a failed run (plan by default)"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("--run-id", required=True, metavar="RUN_ID", help="the id of the failed run")
    register_replay(parser)


def run(options: argparse.Namespace) -> Answer:
    """Replays from staging validation on."""
    return replay(options, action="resync", run_id=options.run_id, failed_stage="finalize")
