"""`dpone-lint lock`: write the outcome of every process below a folder into `dpone-lint.lock`, or check it."""

from __future__ import annotations

import argparse
import os
import sys

from dpone_lsp.cli.errors import UsageError
from dpone_lsp.cli.exit_codes import CLEAN, FINDINGS

SUMMARY = "record what every process comes down to, so that a change of outcome is reviewed"


def main(arguments: list[str]) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="dpone-lint lock", description=SUMMARY)
    parser.add_argument("path", nargs="?", default=".", metavar="PATH", help="anywhere in the workspace (default: the current folder)")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 when the lock is not up to date")
    options = parser.parse_args(arguments)
    from dpone_lsp.cli.output import write_output
    from dpone_lsp.decision_lock import FILE_NAME, render
    from dpone_lsp.outcomes import outcome_of
    from dpone_lsp.workspace import Workspace, find_yaml, root_of

    if not os.path.exists(options.path):
        raise UsageError(f"`{options.path}` does not exist")
    anchor = os.path.join(os.path.abspath(options.path), "x") if os.path.isdir(options.path) else options.path
    root = root_of(anchor)
    workspace = Workspace([root])
    rows = []
    for path in find_yaml(root):
        expansion = workspace.expansion(path.replace(os.sep, "/"))
        for process in expansion.processes if expansion is not None else []:
            rows.append((os.path.relpath(path, root).replace(os.sep, "/"), process.title, outcome_of(process)))
    text = render(rows)
    target = os.path.join(root, FILE_NAME)
    try:
        with open(target, encoding="utf-8") as file:
            current = file.read()
    except (OSError, UnicodeDecodeError):
        current = ""
    if options.check:
        if current != text:
            print(f"{FILE_NAME} is not up to date: `dpone-lint lock` writes it, `dpone-lint diff` shows what changed", file=sys.stderr)
            return FINDINGS
        return CLEAN
    if current != text:
        write_output(target, text)
    print(f"{len(rows)} outcomes in {FILE_NAME}" + ("" if current != text else " (unchanged)"))
    return CLEAN
