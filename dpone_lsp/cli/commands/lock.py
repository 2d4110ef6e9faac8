"""`dpone-lint lock`: write the outcome of every process of the workspace into `dpone-lint.lock`, or check it."""

from __future__ import annotations

import os
import sys

from dpone_lsp.cli.arguments import Command, Option, parse
from dpone_lsp.cli.errors import UsageError
from dpone_lsp.cli.exit_codes import CLEAN, FINDINGS
from dpone_si.wording import count_of

SUMMARY = "record what every process comes down to, so that a change of outcome is reviewed"

COMMAND = Command(
    "lock",
    SUMMARY,
    (
        Option(("--check",), "write nothing; exit with 1 when the lock is not up to date"),
        Option(("--quiet", "-q"), "do not list what changes"),
    ),
    "PATH",
    "anywhere in the workspace (default: the current folder)",
    most=1,
)


def main(arguments: list[str]) -> int:
    """Run the command."""
    options = parse(COMMAND, arguments)
    path = options.positional[0] if options.positional else "."
    if not os.path.exists(path):
        raise UsageError(f"`{path}` does not exist")
    from dpone_lsp.cli.locking import changes, kept, outcomes_below, read_lock
    from dpone_lsp.cli.report.output import write_output
    from dpone_lsp.decisions.lock import render
    from dpone_lsp.decisions.lock_file import FILE_NAME
    from dpone_si.manifest.expansion.loading import root_of

    root = root_of(os.path.join(os.path.abspath(path), "x") if os.path.isdir(path) else path).replace(os.sep, "/")
    target = f"{root}/{FILE_NAME}"
    rows, refused = outcomes_below(root)
    current, known, problem = read_lock(target)
    rows += kept(known, refused)
    text = render(rows)
    told = changes(known, rows)
    locked = {path for path, _, _ in rows}
    for path, why in refused.items():
        if path in locked:
            print(f"`{path}` cannot be read by dpone ({why}): its entries stay as they are", file=sys.stderr)
    if not options.quiet and (current or options.check):
        sys.stdout.writelines(f"{line}\n" for line in told)
    if options.check:
        if current == text:
            return CLEAN
        what = problem or f"{FILE_NAME} is not up to date"
        print(
            f"{what}. `dpone-lint lock` writes it, `dpone-lint diff --against REV` says why decisions changed",
            file=sys.stderr,
        )
        return FINDINGS
    if current != text:
        write_output(target, text)
    state = "unchanged" if current == text else f"{len(told)} changed" if current else "new"
    print(f"{count_of(len(rows), 'outcome')} in {FILE_NAME} ({state})")
    return CLEAN
