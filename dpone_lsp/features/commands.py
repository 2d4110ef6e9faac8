"""Commands any client can call: each takes one JSON object and answers with one. Nothing here talks to a database.

Every function is a command: its name in camelCase behind `dpone.` is what clients call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import unified_diff
from typing import Any, Final

from dpone_lsp.features import cursor, decision
from dpone_lsp.features.effective import authored_yaml, effective_yaml
from dpone_lsp.features.replay_plan import STAGES, replay_command, replay_markdown
from dpone_lsp.features.what_if import WhatIfError, what_if
from dpone_lsp.model.analysis import Analysis
from dpone_lsp.rules import catalogue
from dpone_lsp.rules.selection import all_rules, rule_called
from dpone_si.manifest.model.facts import Facts

Json = dict[str, Any]
Arguments = Mapping[str, Any]


class CommandError(ValueError):
    """A command that cannot be answered; the text says why and what to do."""


def effective_manifest(analysis: Analysis, arguments: Arguments, offset: int | None) -> Json:
    """The effective manifest of one process (all of them when none is named), each line with its origin."""
    chosen = _processes(analysis, arguments, offset)
    parts = [f"# {facts.process.title}\n" + effective_yaml(facts.process, origins=True) for facts in chosen]
    title = chosen[0].process.title if len(chosen) == 1 else analysis.document.name
    return {
        "title": f"{title} (effective)",
        "language": "yaml",
        "text": "---\n".join(parts),
        "processes": _titles(analysis),
    }


def authored_diff(analysis: Analysis, arguments: Arguments, offset: int | None) -> Json:
    """What the author wrote for a process beside what dpone runs; the text is a unified diff."""
    process = _processes(analysis, arguments, offset)[0].process
    authored, effective = authored_yaml(process), effective_yaml(process)
    rows = unified_diff(
        authored.splitlines(), effective.splitlines(), "authored", "effective", lineterm="", n=len(effective)
    )
    return {
        "title": f"{process.title}: authored ↔ effective",
        "language": "diff",
        "authored": authored,
        "effective": effective,
        "text": "\n".join(rows) + "\n",
    }


def explain_decision(analysis: Analysis, arguments: Arguments, offset: int | None) -> Json:
    """The decision of the processes at a position, with the ladder."""
    chosen = _processes(analysis, arguments, offset)[:10]
    text = "\n\n---\n\n".join(decision.markdown(facts) for facts in chosen)
    return {"title": "Decision", "language": "markdown", "text": text}


def what_if_(analysis: Analysis, arguments: Arguments, offset: int | None) -> Json:
    """The outcome under other hints."""
    facts = _processes(analysis, arguments, offset)[0]
    changes = arguments.get("changes") or {}
    if not isinstance(changes, Mapping):
        raise CommandError("`changes` is an object of hints")
    try:
        return what_if(facts, changes)
    except WhatIfError as error:
        raise CommandError(str(error)) from None


def replay_plan(analysis: Analysis, arguments: Arguments, offset: int | None) -> Json:
    """The replay dry-run of a process for a failure stage."""
    facts = _processes(analysis, arguments, offset)[0]
    stage = _stage(arguments)
    return {
        "title": f"Replay plan: {facts.process.title}",
        "language": "markdown",
        "text": replay_markdown(facts, stage),
        "stage": stage,
        "stages": list(STAGES),
        "command": replay_command(facts, stage),
    }


def replay_command_(analysis: Analysis, arguments: Arguments, offset: int | None) -> Json:
    """The replay command alone, to copy."""
    facts = _processes(analysis, arguments, offset)[0]
    command = replay_command(facts, _stage(arguments))
    return {"command": command, "title": "Replay command", "language": "shellscript", "text": command}


def certification(analysis: Analysis, arguments: Arguments, offset: int | None) -> Json:
    """How well the routes of the processes at a position are proven."""
    chosen = _processes(analysis, arguments, offset)
    rows = [
        f"- `{facts.process.title}`: {facts.decision.source_type} → {facts.decision.sink_type}, "
        f"{facts.decision.strategy_mode}. {decision.certification(facts.decision)}"
        for facts in chosen
        if facts.decision is not None
    ]
    return {
        "title": "Certification",
        "language": "markdown",
        "text": "\n".join(rows) or "Nothing can be told from the text.",
    }


def process_at(analysis: Analysis, arguments: Arguments, offset: int | None) -> Json | None:
    """The process at a position, for a status bar; null where there is none or several with different outcomes."""
    if offset is None:
        return None
    here = cursor.processes_at(analysis, cursor.at(analysis.document, offset))
    group = here or (analysis.processes if len(analysis.processes) == 1 else [])
    if not group:
        return None
    shorts = {decision.short(facts) for facts in group}
    facts = group[0]
    one = len(group) == 1
    found = facts.decision
    return {
        "process": facts.process.title if one else f"{len(group)} processes",
        "strategy": found.strategy_mode if found is not None and len(shorts) == 1 else None,
        "merge_policy": found.merge_policy if found is not None and len(shorts) == 1 else None,
        "authored_mode": str(facts.authored_mode) if facts.authored_mode else None,
        "summary": next(iter(shorts)) if len(shorts) == 1 else f"{len(shorts)} outcomes",
    }


def why_manifest(analysis: Analysis, arguments: Arguments, offset: int | None) -> Json:
    """Why a file is, or is not, taken for a manifest."""
    recognition = analysis.document.recognition
    ours = analysis.is_ours
    head = f"This is a dpone document ({recognition.form})" if ours else "This file is not taken for a dpone manifest"
    return {
        "manifest": ours,
        "kind": recognition.form,
        "title": "Why",
        "language": "markdown",
        "text": f"{head}: {recognition.reason}.",
    }


def rule_page(analysis: Analysis | None, arguments: Arguments, offset: int | None) -> Json:
    """The page of a rule."""
    name = str(arguments.get("rule", ""))
    entry = rule_called(name, catalogue() if analysis is None else all_rules(analysis.settings))
    if entry is None:
        raise CommandError(f"there is no rule `{name}`")
    rule = entry.rule
    return {"title": rule.name, "language": "markdown", "text": f"# {rule.name} ({rule.code})\n\n{entry.page}"}


#: Commands about one document: name -> function.
COMMANDS: Final[dict[str, Callable[[Analysis, Arguments, int | None], Json | None]]] = {
    "dpone.effectiveManifest": effective_manifest,
    "dpone.authoredDiff": authored_diff,
    "dpone.explainDecision": explain_decision,
    "dpone.whatIf": what_if_,
    "dpone.replayPlan": replay_plan,
    "dpone.replayCommand": replay_command_,
    "dpone.certification": certification,
    "dpone.processAt": process_at,
    "dpone.whyManifest": why_manifest,
}


def _processes(analysis: Analysis, arguments: Arguments, offset: int | None) -> list[Facts]:
    """The processes a command is about: named, at a position, or all."""
    name = arguments.get("process")
    if name:
        facts = analysis.process(str(name))
        if facts is None:
            known = ", ".join(_titles(analysis)[:10])
            raise CommandError(f"there is no process `{name}` in this file; known: {known or 'none'}")
        return [facts]
    if offset is not None:
        here = cursor.processes_at(analysis, cursor.at(analysis.document, offset))
        if here:
            return here
    if not analysis.processes:
        raise CommandError(f"this file holds no process{_who_has_some(analysis)}")
    return analysis.processes


def _who_has_some(analysis: Analysis) -> str:
    """Where to look instead, for a preset or a registry."""
    users = [path.rpartition("/")[2] for path in analysis.workspace.dependents(analysis.document.path)]
    return f"; ask in a manifest that is built from it: {', '.join(users[:3])}" if users else ""


def _titles(analysis: Analysis) -> list[str]:
    return [facts.process.title for facts in analysis.processes]


def _stage(arguments: Arguments) -> str:
    stage = str(arguments.get("stage") or "finalize")
    if stage not in STAGES:
        raise CommandError(f"`{stage}` is no stage; known: {', '.join(STAGES)}")
    return stage
