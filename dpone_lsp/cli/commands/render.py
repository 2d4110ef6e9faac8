"""`dpone-lint render FILE`: the effective manifest of its processes, with origins when wanted."""

from __future__ import annotations

import sys

from dpone_lsp.cli.arguments import Command, Option, parse
from dpone_lsp.cli.exit_codes import CLEAN

SUMMARY = "print what dpone runs: the effective manifest of each process"

COMMAND = Command(
    "render",
    SUMMARY,
    (
        Option(("--process",), "only this process (selector or name)", "SELECTOR"),
        Option(("--origins",), "end each line with the layer, file and line it comes from"),
        Option(("--format",), "how to print it", choices=("yaml", "json"), default="yaml"),
    ),
    "FILE",
    "a manifest",
    1,
    1,
)


def main(arguments: list[str]) -> int:
    """Run the command."""
    options = parse(COMMAND, arguments)
    from dpone_lsp.cli.one_file import chosen, open_manifest

    analysis = open_manifest(options.positional[0])
    processes = chosen(analysis, options.process)
    if options.format == "json":
        import json

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
