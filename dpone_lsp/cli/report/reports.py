"""Reports of a run: which formats go where, and how they are written."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from dpone_lsp.cli.arguments import module_called
from dpone_lsp.cli.errors import UsageError
from dpone_lsp.cli.run.result import Run
from dpone_si.records import record

FORMATS = "dpone_lsp.cli.formats"


@record(frozen=True)
class Target:
    """One report: a format and the file it goes to; '' is standard output."""

    format: str
    file: str


def formats() -> list[str]:
    """Names of the formats: the modules of the package `formats`."""
    from dpone_si.shipped import module_names

    return module_names(import_module(FORMATS))


def targets_of(asked: Iterable[str], output: str | None) -> list[Target]:
    """`--format text --format sarif=out.sarif` and `--output FILE`. Raises `UsageError` for what cannot be meant."""
    targets: list[Target] = []
    for text in asked or ("text",):
        name, _, file = text.partition("=")
        _check_format(name)
        targets.append(Target(name, file))
    if output is not None:
        plain = [number for number, target in enumerate(targets) if not target.file]
        if len(plain) != 1:
            raise UsageError(
                "`--output FILE` needs one format without a file of its own. Write --format FORMAT=FILE for the others"
            )
        targets[plain[0]] = Target(targets[plain[0]].format, output)
    if sum(1 for target in targets if not target.file) > 1:
        names = " and ".join(target.format for target in targets if not target.file)
        raise UsageError(
            f"{names} cannot both go to standard output: give one of them a file, as in --format "
            f"{targets[-1].format}=FILE"
        )
    files = [os.path.abspath(target.file) for target in targets if target.file]
    twice = next((file for file in files if files.count(file) > 1 and not file.startswith("/dev/")), None)
    if twice is not None:
        raise UsageError(f"two formats would be written to `{os.path.basename(twice)}`")
    return targets


def _check_format(name: str) -> None:
    if module_called(FORMATS, name) is None:
        from dpone_lsp.support.spelling import nearest

        known = formats()
        near = nearest(name, known)
        hint = f"Did you mean `{near}`? " if near else ""
        raise UsageError(f"there is no format `{name}`. {hint}Formats: {', '.join(known)}")


def write_reports(run: Run, targets: Iterable[Target], options: Any) -> None:
    """Render and write every report, files first: a closed pipe must not cost the files. Raises `UsageError`."""
    ordered = sorted(targets, key=lambda target: not target.file)
    for target in ordered:
        render: Callable[[Run, Any], str] = import_module(f"{FORMATS}.{target.format}").render
        if not target.file:
            sys.stdout.write(render(run, options))
            continue
        from dpone_lsp.cli.report.output import write_output

        options.to_file = True
        write_output(target.file, render(run, options))
        options.to_file = False
