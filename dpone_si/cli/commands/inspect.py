"""List what a run left behind: its reports and the artifacts of earlier replays. Reads only."""

from __future__ import annotations

import argparse

from dpone_si.cli.answers import FINDINGS, OK, Answer, markdown_table
from dpone_si.run_artifacts import REPLAY_DIR, RUNS_DIR

SUMMARY = "list the artifacts of a run"
SCHEMA_VERSION = "dpone.si.inspect.v1"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("run_id", metavar="RUN_ID")
    parser.add_argument("--runs-dir", default=RUNS_DIR, metavar="DIR", help=f"run reports (default: {RUNS_DIR})")
    parser.add_argument(
        "--artifact-dir", default=REPLAY_DIR, metavar="DIR", help=f"replay artifacts (default: {REPLAY_DIR})"
    )


def run(options: argparse.Namespace) -> Answer:
    """Exit code 1 when nothing of the run is found."""
    from dpone_si.run_artifacts import find_run_artifacts

    found = find_run_artifacts(options.run_id, runs_dir=options.runs_dir, replay_dir=options.artifact_dir)
    payload: dict[str, object] = {
        "schema_version": SCHEMA_VERSION,
        "run_id": found.run_id,
        "artifacts": [artifact.to_dict() for artifact in found.artifacts],
        "unreadable": list(found.unreadable),
    }
    rows = [
        (item.kind, item.path, item.status or "no status", item.created_at or "no date") for item in found.artifacts
    ]
    text = [f"{kind:<6} {path}  {status}  {created}" for kind, path, status, created in rows]
    text += [f"unreadable {path}" for path in found.unreadable]
    if not rows:
        text.append(f"Nothing of run {found.run_id} in {options.runs_dir} or {options.artifact_dir}.")
    markdown = [
        f"# Artifacts of run `{found.run_id}`",
        "",
        *markdown_table(("kind", "file", "status", "created"), rows),
    ]
    return Answer(OK if rows else FINDINGS, lambda: payload, lambda: text, lambda: markdown)
