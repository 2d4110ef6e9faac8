"""`dpone-lint baseline PATHS`: record today's findings so that only new ones fail; `--prune` drops the mended ones
and adds none.
"""

from __future__ import annotations

import os

from dpone_lsp.cli.arguments import Command, Option, parse
from dpone_lsp.cli.baseline import FILE_NAME, counts_of, pruned, read, text_of
from dpone_lsp.cli.exit_codes import CLEAN
from dpone_lsp.model.severity import SEVERITIES
from dpone_si.wording import count_of

SUMMARY = "record old findings, so that only new ones fail"

COMMAND = Command(
    "baseline",
    SUMMARY,
    (
        Option(("--output",), "where the baseline stands", "FILE", default=FILE_NAME),
        Option(("--prune",), "only drop what is mended: nothing new is recorded"),
        Option(("--show",), "lowest severity that is recorded", choices=SEVERITIES, default="warning"),
        Option(("--config",), "use this settings file instead of the nearest one", "FILE"),
    ),
    "PATH",
    "manifests or folders (default: the current folder); entries of other files are kept",
    most=None,
)


def main(arguments: list[str]) -> int:
    """Run the command."""
    options = parse(COMMAND, arguments)
    from dpone_lsp.cli.report.output import write_output
    from dpone_lsp.cli.run.cache import default_folder
    from dpone_lsp.cli.run.progress import progress_bar
    from dpone_lsp.cli.run.runner import check_paths
    from dpone_lsp.cli.run.settings_choice import SettingsChoice

    path = options.output
    base = os.path.dirname(os.path.abspath(path))
    old = read(path) if options.prune or os.path.exists(path) else None
    bar = progress_bar()
    try:
        run = check_paths(
            options.positional or ["."], SettingsChoice(file=options.config), cache=default_folder(), progress=bar
        )
    finally:
        if bar is not None:
            bar.close()
    loud = SEVERITIES[: SEVERITIES.index(options.show) + 1]
    now = counts_of((row for row in run.rows if row.severity in loud), base)
    kept, gone = (None, 0) if old is None else pruned(old, now, run, base)
    counts = now if kept is None else kept if options.prune else kept | now
    write_output(path, text_of(counts))
    total = sum(counts.values())
    told = f"; {gone} mended {'one is' if gone == 1 else 'ones are'} dropped" if gone else ""
    print(f"{count_of(total, 'finding')} recorded in {path}{told}. Use it with: dpone-lint --baseline {path}")
    return CLEAN
