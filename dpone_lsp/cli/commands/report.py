"""`dpone-lint report`: one page about all manifests: findings by rule and team, routes, decisions, outliers, fragile
processes.
"""

from __future__ import annotations

import sys

from dpone_lsp.cli.arguments import Command, Option, parse
from dpone_lsp.cli.exit_codes import CLEAN
from dpone_si.wording import count_of

SUMMARY = "one page about all manifests: findings, routes, decisions, outliers, fragile processes"

COMMAND = Command(
    "report",
    SUMMARY,
    (
        Option(("--output",), "where to write it (standard output unless said otherwise)", "FILE"),
        Option(("--format",), "a self-contained page, or data", choices=("html", "json"), default="html"),
        Option(("--config",), "use this settings file instead of the nearest one", "FILE"),
        Option(("--exclude",), "leave out what matches this glob when folders are searched", "GLOB", repeated=True),
    ),
    "PATH",
    "manifests or folders (default: the current folder)",
    most=None,
)


def main(arguments: list[str]) -> int:
    """Run the command."""
    options = parse(COMMAND, arguments)
    from dpone_lsp.cli.fleet.fleet import survey
    from dpone_lsp.cli.run.check_file import Checker
    from dpone_lsp.cli.run.search import Search, refuse, tasks_of
    from dpone_lsp.cli.run.settings_choice import Overrides, SettingsChoice

    choice = SettingsChoice(Overrides(exclude=tuple(options.exclude)), file=options.config)
    fleet = survey(tasks_of(options.positional or ["."], Search(choice.excluded, told=refuse)), Checker(choice))
    if options.format == "json":
        from dpone_lsp.cli.fleet.fleet_json import render
    else:
        from dpone_lsp.cli.fleet.fleet_html import render
    text = render(fleet)
    if options.output is None:
        sys.stdout.write(text)
        return CLEAN
    from dpone_lsp.cli.report.output import write_output

    write_output(options.output, text)
    processes = len(fleet.loads)
    print(
        f"{count_of(processes, 'process', 'processes')} of {fleet.manifests} manifests in {options.output}",
        file=sys.stderr,
    )
    return CLEAN
