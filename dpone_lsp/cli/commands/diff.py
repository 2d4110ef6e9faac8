"""`dpone-lint diff --against REV`: which processes change their outcome, why, and what that can do to the target.

`--engine-python A --against-engine B` asks the same of two installed versions of dpone.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module

from dpone_lsp.cli.arguments import Command, Option, parse
from dpone_lsp.cli.diff import formats
from dpone_lsp.cli.errors import UsageError
from dpone_lsp.cli.exit_codes import CLEAN, FINDINGS
from dpone_si.shipped import module_names

SUMMARY = "compare the decisions of all processes with another revision or another dpone"

#: As in `dpone_lsp.decisions.outcome`, whose import would cost the help a tenth of a second.
_CONSEQUENCES = ("row-loss", "duplicates", "full-reload", "cost", "neutral")
COMMAND = Command(
    "diff",
    SUMMARY,
    (
        Option(
            ("--against",),
            "the revision to compare the files with, such as origin/main; REV... means the common ancestor",
            "REV",
        ),
        Option(("--engine-python",), "decide with the dpone of this Python ...", "PYTHON"),
        Option(("--against-engine",), "... and compare with the decisions of this one's", "PYTHON"),
        Option(
            ("--format",),
            "how to print it",
            choices=("text", *(name for name in module_names(formats) if name != "text")),
            default="text",
        ),
        Option(("--output",), "write the report to this file", "FILE"),
        Option(
            ("--fail-on",),
            "exit with 1 from this consequence on",
            choices=(*_CONSEQUENCES, "never"),
            default="full-reload",
        ),
    ),
    "PATH",
    "only manifests at or below these (default: the whole repository)",
    most=None,
    epilog="Consequences, worst first: row-loss, duplicates, full-reload, cost, neutral.",
)


def main(arguments: list[str]) -> int:
    """Run the command."""
    options = parse(COMMAND, arguments)
    engines = (options.engine_python, options.against_engine)
    if options.against is None and engines == (None, None):
        raise UsageError("`--against REV` is needed, or `--engine-python PYTHON --against-engine PYTHON`")
    if options.against is not None and engines != (None, None):
        raise UsageError(
            "`--against` compares revisions and `--against-engine` compares versions of dpone: use one of them"
        )
    if options.against is None and None in engines:
        raise UsageError("`--engine-python` and `--against-engine` belong together")
    from dpone_lsp.cli.run.revision import repository

    for path in options.positional:
        if not os.path.exists(path):
            raise UsageError(f"`{path}` does not exist")
    below = tuple(os.path.realpath(path).replace(os.sep, "/") for path in options.positional)
    anchor = options.positional[0] if options.positional else "."
    if options.against is not None:
        from dpone_lsp.cli.diff.decision_diff import diff_revision
        from dpone_si.manifest.expansion.loading import registries_from_environment

        found = diff_revision(
            repository(anchor), options.against, below=below, registries=registries_from_environment()
        )
    else:
        from dpone_lsp.cli.diff.engines import diff_engines
        from dpone_si.manifest.expansion.loading import root_of

        root = os.path.realpath(
            root_of(os.path.join(os.path.abspath(anchor), "x") if os.path.isdir(anchor) else anchor)
        )
        found = diff_engines(root.replace(os.sep, "/"), options.engine_python, options.against_engine, below=below)
    against = options.against or options.against_engine
    text: str = import_module(f"{formats.__name__}.{options.format}").render(found, against)
    if options.output:
        from dpone_lsp.cli.report.output import write_output

        write_output(options.output, text)
    else:
        sys.stdout.write(text)
    if options.fail_on == "never":
        return CLEAN
    failing = _CONSEQUENCES[: _CONSEQUENCES.index(options.fail_on) + 1]
    if not any(change.kind in failing for change in found.changes):
        return CLEAN
    if options.format == "text":
        print(f"exit {FINDINGS} (--fail-on {options.fail_on})", file=sys.stderr)
    return FINDINGS
