"""Show how far combinations of source, sink and strategy are certified, and write the matrix for the record."""

from __future__ import annotations

import argparse

from dpone_si.cli.answers import FINDINGS, OK, Answer, markdown_table
from dpone_si.errors import StrategyIntelligenceError

SUMMARY = "show or write the strategy certification matrix"
SCHEMA_VERSION = "dpone.si.certify.v1"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("--source-type", metavar="TYPE", help="only this source")
    parser.add_argument("--sink-type", metavar="TYPE", help="only this sink")
    parser.add_argument("--strategy", metavar="MODE", help="only this strategy")
    parser.add_argument("--artifact-dir", metavar="DIR", help="write the whole matrix there, as JSON and as Markdown")


def run(options: argparse.Namespace) -> Answer:
    """Exit code 1 when one combination is asked for and it is not supported."""
    from dpone_si.certification import (
        NOT_SUPPORTED,
        STATUS_TITLES,
        StrategyCertificationArtifactWriter,
        StrategyCertificationMatrixService,
    )

    matrix = StrategyCertificationMatrixService().build()
    asked = (options.source_type, options.sink_type, options.strategy)
    if all(asked):
        entries = [matrix.lookup_authored(*asked)]
    else:
        wanted = matrix.lookup_authored(*(word or "" for word in asked))
        pattern = (wanted.source_type, wanted.sink_type, wanted.strategy_mode)
        entries = [
            entry
            for entry in matrix.entries
            if all(
                not word or word == value
                for word, value in zip(pattern, (entry.source_type, entry.sink_type, entry.strategy_mode), strict=True)
            )
        ]
        if not entries:
            raise StrategyIntelligenceError(
                "the matrix has no such combination.", cure="Run `dpone-si certify` to see all of it."
            )
    written = (
        None
        if options.artifact_dir is None
        else StrategyCertificationArtifactWriter(options.artifact_dir).write(matrix)
    )
    files = [] if written is None else [str(written.json_path), str(written.markdown_path)]
    payload: dict[str, object] = {
        "schema_version": SCHEMA_VERSION,
        "entries": [entry.to_dict() for entry in entries],
        "files": files,
    }
    text = [
        f"{entry.source_type} -> {entry.sink_type}  {entry.strategy_mode}: {entry.status} "
        f"({STATUS_TITLES[entry.status]})"
        for entry in entries
    ]
    rows = [(f"`{e.source_type}`", f"`{e.sink_type}`", f"`{e.strategy_mode}`", f"`{e.status}`") for e in entries]
    markdown = ["# Strategy certification", "", *markdown_table(("source", "sink", "strategy", "status"), rows)]
    refused = all(asked) and entries[0].status == NOT_SUPPORTED
    text += [f"written {file}" for file in files]
    return Answer(FINDINGS if refused else OK, lambda: payload, lambda: text, lambda: markdown)
