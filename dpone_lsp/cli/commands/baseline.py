"""`dpone-lint baseline PATHS`: record today's findings so that only new ones fail; running it again prunes the mended ones."""

from __future__ import annotations

import argparse
import os

from dpone_lsp.cli.exit_codes import CLEAN

SUMMARY = "record old findings, so that only new ones fail"


def main(arguments: list[str]) -> int:
    """Run the command."""
    from dpone_lsp.cli.baseline import FILE_NAME, record
    from dpone_lsp.cli.output import write_output
    from dpone_lsp.cli.runner import check_paths
    from dpone_lsp.settings import Settings

    parser = argparse.ArgumentParser(prog="dpone-lint baseline", description=SUMMARY)
    parser.add_argument("paths", nargs="*", metavar="PATH")
    parser.add_argument("--output", default=FILE_NAME, metavar="FILE", help=f"where to write it (default: {FILE_NAME})")
    options = parser.parse_args(arguments)
    run = check_paths(options.paths or ["."], Settings())
    rows = [row for row in run.rows if row.severity in ("error", "warning")]
    base = os.path.dirname(os.path.abspath(options.output))
    write_output(options.output, record(rows, base))
    print(f"{len(rows)} findings recorded in {options.output}; use it with: dpone-lint --baseline {options.output}")
    return CLEAN
