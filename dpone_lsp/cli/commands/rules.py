"""`dpone-lint rules`: the catalogue as text, JSON or Markdown."""

from __future__ import annotations

import argparse
import json
import sys

from dpone_lsp.cli.exit_codes import CLEAN
from dpone_lsp.rules import catalogue

SUMMARY = "list the rules"


def main(arguments: list[str]) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="dpone-lint rules", description=SUMMARY)
    parser.add_argument("--format", choices=("text", "json", "md"), default="text")
    parser.add_argument("--group", help="only this group")
    options = parser.parse_args(arguments)
    rows = [
        entry.rule
        for entry in sorted(catalogue().values(), key=lambda one: one.rule.code)
        if options.group is None or entry.rule.group == options.group
    ]
    if options.format == "json":
        fields = ("name", "code", "group", "severity", "tier", "scope", "fixable", "summary", "aliases")
        data = [{field: getattr(rule, field) for field in fields} for rule in rows]
        sys.stdout.write(json.dumps({"version": 1, "rules": data}, indent=2) + "\n")
    elif options.format == "md":
        sys.stdout.write("| rule | code | group | severity | tier | fix | |\n|---|---|---|---|---|---|---|\n")
        for rule in rows:
            fix = "yes" if rule.fixable else ""
            sys.stdout.write(f"| [{rule.name}]({rule.name}.md) | {rule.code} | {rule.group} | {rule.severity} | {rule.tier} | {fix} | {rule.summary} |\n")
    else:
        width = max((len(rule.name) for rule in rows), default=0)
        for rule in rows:
            sys.stdout.write(f"{rule.code}  {rule.name:<{width}}  {rule.severity:<11}  {rule.summary}\n")
    return CLEAN
