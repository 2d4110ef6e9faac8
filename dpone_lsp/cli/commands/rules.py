"""`dpone-lint rules`: the catalogue as text, JSON or Markdown, with the rules this project adds."""

from __future__ import annotations

import os
import sys

from dpone_lsp.cli.arguments import Command, Option, parse
from dpone_lsp.cli.errors import UsageError
from dpone_lsp.cli.exit_codes import CLEAN

SUMMARY = "list the rules"

COMMAND = Command(
    "rules",
    SUMMARY,
    (
        Option(("--format",), "how to print them", choices=("text", "json", "md"), default="text"),
        Option(("--group",), "only this group", "GROUP"),
    ),
)


def main(arguments: list[str]) -> int:
    """Run the command."""
    options = parse(COMMAND, arguments)
    from dpone_lsp.cli.run.settings_choice import SettingsChoice
    from dpone_lsp.rules.options import default_words, kind_words
    from dpone_lsp.rules.selection import all_rules, groups_of

    rules = all_rules(SettingsChoice().for_file(os.path.abspath("x")))
    groups = groups_of(rules)
    if options.group is not None and options.group not in groups:
        raise UsageError(f"there is no group `{options.group}`. Groups: {', '.join(groups)}")
    rows = [
        entry.rule
        for entry in sorted(rules.values(), key=lambda one: one.rule.code)
        if options.group is None or entry.rule.group == options.group
    ]
    if options.format == "json":
        import json

        fields = ("name", "code", "group", "severity", "tier", "scope", "fixable", "summary", "aliases")
        data = [
            {
                **{field: getattr(rule, field) for field in fields},
                "options": [option._asdict() for option in rule.options],
            }
            for rule in rows
        ]
        sys.stdout.write(json.dumps({"version": 1, "rules": data}, ensure_ascii=False, indent=2) + "\n")
    elif options.format == "md":
        sys.stdout.write("| rule | code | group | severity | tier | fix | |\n|---|---|---|---|---|---|---|\n")
        for rule in rows:
            cells = (
                f"[{rule.name}]({rule.name}.md)",
                rule.code,
                rule.group,
                rule.severity,
                rule.tier,
                "yes" if rule.fixable else "",
            )
            sys.stdout.write(f"| {' | '.join(cells)} | {rule.summary} |\n")
    else:
        width = max((len(rule.name) for rule in rows), default=0)
        for rule in rows:
            sys.stdout.write(f"{rule.code}  {rule.name:<{width}}  {rule.severity:<11}  {rule.summary}\n")
            for option in rule.options:
                sys.stdout.write(
                    f"       {'':<{width}} option `{option.name}` ({kind_words(option)}; {default_words(option)}): "
                    f"{option.sentence}\n"
                )
    return CLEAN
