"""`dpone-lint diff --against REV`: which processes change their outcome, why, and what that can do to the target."""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import Any

from dpone_lsp.cli.exit_codes import CLEAN, FINDINGS
from dpone_lsp.outcomes import CONSEQUENCES, TITLES

SUMMARY = "compare the decisions of all processes with another revision"


def main(arguments: list[str]) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="dpone-lint diff", description=SUMMARY)
    parser.add_argument("path", nargs="?", default=".", metavar="PATH", help="anywhere in the repository (default: the current folder)")
    parser.add_argument("--against", required=True, metavar="REV", help="the revision to compare with, such as origin/main")
    parser.add_argument("--format", choices=("text", "json", "sarif", "markdown"), default="text")
    parser.add_argument("--fail-on", choices=(*CONSEQUENCES, "never"), default="full-reload", help="exit with 1 from this consequence on")
    parser.add_argument("--output", metavar="FILE", help="write the report to this file")
    options = parser.parse_args(arguments)
    from dpone_lsp.cli.decision_diff import diff_revision
    from dpone_lsp.cli.revision import repository
    from dpone_lsp.workspace import registries_from_environment

    root = repository(options.path)
    found = diff_revision(root, options.against, registries=registries_from_environment())
    render = {"text": _text, "json": _json, "sarif": _sarif, "markdown": _markdown}[options.format]
    text = render(found, options.against)
    if options.output:
        from dpone_lsp.cli.output import write_output

        write_output(options.output, text)
    else:
        sys.stdout.write(text)
    if options.fail_on == "never":
        return CLEAN
    limit = CONSEQUENCES.index(options.fail_on)
    return FINDINGS if any(CONSEQUENCES.index(change.kind) <= limit for change in found.changes) else CLEAN


def _text(found: Any, against: str) -> str:
    from dpone_lsp.cli.formats.text import clean

    if not found.changes:
        return f"no process changes its outcome against {against}\n"
    lines = [f"{len(found.changes)} of {found.compared} processes change their outcome", ""]
    width = max(len(change.process) for change in found.changes)
    for change in found.changes:
        was = change.before.strategy if change.before else "(new)"
        now = change.after.strategy if change.after else "(gone)"
        lines.append(f"  {clean(change.process):<{width}}  {was} -> {now}   {TITLES[change.kind]}: {clean(change.reason)}")
        lines.append(f"  {'':<{width}}    in {clean(change.path)}{f':{change.line + 1}' if change.document is not None else ''}")
        lines.extend(f"  {'':<{width}}    because {clean(cause.sentence())}" for cause in change.causes)
        if change.rung:
            lines.append(f"  {'':<{width}}    rung {clean(change.rung)}")
        for name, before, after in change.fields:
            if name != "strategy":
                lines.append(f"  {'':<{width}}    {name}: {clean(str(before or 'none'))} -> {clean(str(after or 'none'))}")
    return "\n".join(lines) + "\n"


def _row(change: Any) -> dict[str, Any]:
    return {
        "path": change.path,
        "process": change.process,
        "consequence": change.kind,
        "reason": change.reason,
        "before": change.before.row() if change.before else None,
        "after": change.after.row() if change.after else None,
        "causes": [
            {
                "key": cause.path,
                "before": _plain(cause.before),
                "after": _plain(cause.after),
                "before_at": cause.before_place,
                "after_at": cause.after_place,
            }
            for cause in change.causes
        ],
        "rung": change.rung,
        "line": change.line + 1 if change.document is not None else None,
    }


def _plain(value: object) -> object:
    return value if isinstance(value, (str, int, float, bool, list, dict, type(None))) else str(value)


def _json(found: Any, against: str) -> str:
    data = {"version": 1, "against": against, "compared": found.compared, "changes": [_row(change) for change in found.changes]}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _markdown(found: Any, against: str) -> str:
    from dpone_lsp.cli.formats.markdown import cell

    if not found.changes:
        return f"### Decisions\n\nNo process changes its outcome against {cell(against)}.\n"
    lines = [
        f"### Decisions: {len(found.changes)} of {found.compared} processes change their outcome",
        "",
        "| process | before | after | consequence | because |",
        "|---|---|---|---|---|",
    ]
    for change in found.changes:
        because = "; ".join(cause.sentence() for cause in change.causes) or change.reason
        was = change.before.strategy if change.before else "new"
        now = change.after.strategy if change.after else "gone"
        lines.append(f"| {cell(change.process)} | {cell(was)} | {cell(now)} | **{TITLES[change.kind]}** {cell(change.reason)} | {cell(because)} |")
    return "\n".join(lines) + "\n"


def _sarif(found: Any, against: str) -> str:
    from dpone_lsp import __version__

    levels = {"row-loss": "error", "duplicates": "error", "full-reload": "warning", "cost": "warning", "neutral": "note"}
    rules = [{"id": f"decision-{kind}", "shortDescription": {"text": TITLES[kind]}} for kind in CONSEQUENCES]
    results = []
    for change in found.changes:
        was = change.before.strategy if change.before else "new"
        now = change.after.strategy if change.after else "gone"
        because = "; ".join(cause.sentence() for cause in change.causes)
        text = f"{change.process}: {was} -> {now}. {change.reason}" + (f" ({because})" if because else "")
        results.append(
            {
                "ruleId": f"decision-{change.kind}",
                "ruleIndex": CONSEQUENCES.index(change.kind),
                "level": levels[change.kind],
                "message": {"text": text},
                "locations": [
                    {
                        "physicalLocation": {
                            "artifactLocation": {"uri": change.path.replace(os.sep, "/"), "uriBaseId": "ROOT"},
                            "region": {"startLine": change.line + 1},
                        }
                    }
                ],
                "partialFingerprints": {"dponeDecision/v1": f"{change.path}#{change.process}#{was}#{now}"},
            }
        )
    driver = {"name": "dpone-lint diff", "version": __version__, "informationUri": "https://github.com/dpone-lsp/dpone-lsp", "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "originalUriBaseIds": {"ROOT": {"description": {"text": "the repository"}}}, "results": results}
    return json.dumps({"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"
