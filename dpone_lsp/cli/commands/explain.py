"""`dpone-lint explain RULE` prints a rule's page; `dpone-lint explain FILE` says why a process gets its strategy and its values."""

from __future__ import annotations

import argparse
import os
import sys

from dpone_lsp.cli.exit_codes import CLEAN
from dpone_lsp.cli.main import UsageError

SUMMARY = "explain a rule, a decision, or where a value comes from"


def main(arguments: list[str]) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="dpone-lint explain", description=SUMMARY)
    parser.add_argument("subject", metavar="RULE|FILE")
    parser.add_argument("--process", metavar="SELECTOR", help="only this process (selector or name)")
    parser.add_argument("--why", metavar="KEY.PATH", help="where this value comes from and what it hides")
    options = parser.parse_args(arguments)
    if not os.path.exists(options.subject):
        return _rule(options.subject)
    from dpone_lsp.cli.one_file import chosen, open_manifest
    from dpone_lsp.features import decision
    from dpone_lsp.features.effective import origin_chain

    analysis = open_manifest(options.subject)
    for number, facts in enumerate(chosen(analysis, options.process)):
        if number:
            sys.stdout.write("\n")
        if options.why is None:
            sys.stdout.write(decision.markdown(facts) + "\n")
            continue
        chain = origin_chain(facts.process, options.why)
        value = facts.process.data(options.why)
        sys.stdout.write(f"{facts.process.title}: {options.why} = {value!r}\n" if chain else f"{facts.process.title}: nothing writes `{options.why}`\n")
        sys.stdout.writelines(f"  {line}\n" for line in chain)
    return CLEAN


def _rule(name: str) -> int:
    from dpone_lsp.rules import catalogue
    from dpone_lsp.spelling import nearest

    for entry in catalogue().values():
        if name in (entry.rule.name, entry.rule.code) or name in entry.rule.aliases:
            sys.stdout.write(f"# {entry.rule.name} ({entry.rule.code})\n\n{entry.rule.severity}, {entry.rule.group}, tier {entry.rule.tier}\n\n{entry.page.strip()}\n")
            return CLEAN
    close = nearest(name, catalogue())
    hint = f"; did you mean `{close}`?" if close else ""
    raise UsageError(f"`{name}` is neither a file nor a rule{hint}")
