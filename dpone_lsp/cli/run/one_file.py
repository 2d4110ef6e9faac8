"""Commands about one manifest share how it is opened and how a process is chosen."""

from __future__ import annotations

from dpone_lsp.cli.errors import UsageError
from dpone_lsp.cli.run.check_file import Checker
from dpone_lsp.cli.run.search import Task, absolute_path
from dpone_lsp.cli.run.settings_choice import SettingsChoice
from dpone_lsp.model.analysis import Analysis
from dpone_si.manifest.model.facts import Facts
from dpone_si.wording import first


def open_manifest(path: str) -> Analysis:
    """The analysis of a manifest; raises `UsageError` when there is none at `path`."""
    found = Checker(SettingsChoice()).analysis(Task(absolute_path(path), True))
    if isinstance(found, str):
        raise UsageError(f"`{path}` is not a dpone manifest: {found}")
    return found


def chosen(analysis: Analysis, selector: str | None) -> list[Facts]:
    """The process with this selector or name, or all of them."""
    if selector is None:
        if not analysis.processes:
            raise UsageError(f"`{analysis.document.name}` holds no process")
        return analysis.processes
    facts = analysis.process(selector)
    if facts is None:
        from dpone_lsp.support.spelling import nearest

        titles = [one.process.title for one in analysis.processes]
        near = nearest(selector, titles)
        hint = f"Did you mean `{near}`? " if near else ""
        known = first(titles, 12)
        raise UsageError(
            f"there is no process `{selector}` in `{analysis.document.name}`. {hint}Known: {known or 'none'}"
        )
    return [facts]
