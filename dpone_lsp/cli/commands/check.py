"""`dpone-lint [check] PATHS`: find the faults of manifests and print them."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module

from dpone_lsp.cli.exit_codes import CLEAN, FINDINGS
from dpone_lsp.cli.main import UsageError
from dpone_lsp.findings import SEVERITIES

SUMMARY = "check manifests (the default command)"


def main(arguments: list[str]) -> int:
    """Run the command."""
    options = parser().parse_args(arguments)
    if options.version:
        from dpone_lsp import __version__

        print(f"dpone-lint {__version__}")
        return CLEAN
    from dpone_lsp.cli.runner import check_paths, open_analyses
    from dpone_lsp.settings import Settings

    settings = Settings(
        select=tuple(options.select or ()), ignore=tuple(options.ignore or ()), tier=options.tier or "default"
    )
    paths = options.paths or ["."]
    if options.fix or options.unsafe_fixes or options.diff or options.fix_only:
        from dpone_lsp.cli import fixing

        fixed = fixing.fix_all(open_analyses(paths, settings), settings, unsafe=options.unsafe_fixes)
        if options.diff:
            sys.stdout.write(fixing.diff(fixed))
            return FINDINGS if fixed.texts and not options.exit_zero else CLEAN
        written = fixing.write(fixed)
        for problem in fixed.problems:
            print(f"dpone-lint: {problem}", file=sys.stderr)
        print(f"{len(fixed.applied)} fixes applied in {written} files", file=sys.stderr)
        if options.fix_only:
            return FINDINGS if fixed.problems else CLEAN
    run = check_paths(paths, settings, jobs=options.jobs, cache=not options.no_cache)
    if options.verbose:
        for path, reason in run.skipped:
            print(f"skipped {path}: {reason}", file=sys.stderr)
    try:
        module = import_module(f"dpone_lsp.cli.formats.{options.format}")
    except ModuleNotFoundError:
        raise UsageError(f"there is no format `{options.format}`") from None
    text = module.render(run, options)
    if text:
        sys.stdout.write(text)
    limit = SEVERITIES.index(options.fail_on)
    if options.exit_zero:
        return CLEAN
    return FINDINGS if any([*SEVERITIES].index(row.severity) <= limit for row in run.rows) else CLEAN


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    made = argparse.ArgumentParser(prog="dpone-lint", description="Check dpone load manifests.")
    made.add_argument("paths", nargs="*", metavar="PATH", help="manifests or folders (default: the current folder)")
    made.add_argument("--format", default="text", help="output format: text, json")
    made.add_argument("--select", action="append", metavar="RULE", help="run only these rules (name, code or group)")
    made.add_argument("--ignore", action="append", metavar="RULE", help="do not run these rules")
    made.add_argument("--tier", choices=("default", "strict"), help="strict adds the rules for the careful")
    made.add_argument("--fix", action="store_true", help="apply the safe fixes, then report what is left")
    made.add_argument("--unsafe-fixes", action="store_true", help="apply fixes that change an outcome too")
    made.add_argument("--fix-only", action="store_true", help="apply fixes and report nothing")
    made.add_argument("--diff", action="store_true", help="print what --fix would change, and change nothing")
    made.add_argument("--fail-on", choices=SEVERITIES, default="warning", help="lowest severity that makes the exit code 1")
    made.add_argument("--exit-zero", action="store_true", help="always exit with 0 when the run itself worked")
    made.add_argument("--show", choices=SEVERITIES, default="warning", help="lowest severity the text format prints")
    made.add_argument("--color", choices=("auto", "always", "never"), default=os.environ.get("DPONE_LINT_COLOR", "auto"))
    made.add_argument("--jobs", type=int, metavar="N", help="worker processes for runs over many files (default: one per core)")
    made.add_argument("--no-cache", action="store_true", help="do not use or write results of earlier runs")
    made.add_argument("--verbose", "-v", action="store_true", help="say why files are skipped")
    made.add_argument("--version", action="store_true", help="print the version")
    return made
