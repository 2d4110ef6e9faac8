"""`dpone-lint render FILE`: the effective manifest of its processes, with origins when wanted."""

from __future__ import annotations

import argparse
import json
import sys

from dpone_lsp.cli.exit_codes import CLEAN
from dpone_lsp.cli.one_file import chosen, open_manifest

SUMMARY = "print what dpone runs: the effective manifest of each process"


def main(arguments: list[str]) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="dpone-lint render", description=SUMMARY)
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--process", metavar="SELECTOR", help="only this process (selector or name)")
    parser.add_argument("--origins", action="store_true", help="end each line with the layer, file and line it comes from")
    parser.add_argument("--format", choices=("yaml", "json"), default="yaml")
    options = parser.parse_args(arguments)
    analysis = open_manifest(options.file)
    processes = chosen(analysis, options.process)
    if options.format == "json":
        from dpone_lsp.features.effective import process_data

        rows = [process_data(facts.process, origins=options.origins) for facts in processes]
        sys.stdout.write(json.dumps({"version": 1, "processes": rows}, ensure_ascii=False, indent=2) + "\n")
        return CLEAN
    from dpone_lsp.features.effective import effective_yaml

    for number, facts in enumerate(processes):
        if len(processes) > 1:
            sys.stdout.write(("---\n" if number else "") + f"# {facts.process.title}\n")
        sys.stdout.write(effective_yaml(facts.process, origins=options.origins))
    return CLEAN
