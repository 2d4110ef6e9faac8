"""`dpone-lint explain RULE` prints a rule's page; `dpone-lint explain FILE` says why a process gets its strategy and
its values.
"""

from __future__ import annotations

import os
import sys

from dpone_lsp.cli.arguments import Command, Option, parse
from dpone_lsp.cli.errors import UsageError
from dpone_lsp.cli.exit_codes import CLEAN

SUMMARY = "explain a rule, a decision, or where a value comes from"

COMMAND = Command(
    "explain",
    SUMMARY,
    (
        Option(("--process",), "only this process (selector or name)", "SELECTOR"),
        Option(("--why",), "where this value comes from and what it hides", "KEY.PATH"),
    ),
    "RULE|FILE",
    "name or code of a rule, or a manifest",
    1,
    1,
)


def main(arguments: list[str]) -> int:
    """Run the command."""
    options = parse(COMMAND, arguments)
    subject = options.positional[0]
    if not os.path.exists(subject):
        return _rule(subject)
    from dpone_lsp.cli.run.one_file import chosen, open_manifest
    from dpone_lsp.cli.run.redact import secret_names
    from dpone_lsp.cli.secret_values import Cover
    from dpone_lsp.features import decision
    from dpone_lsp.features.effective import built_in, origin_chain

    analysis = open_manifest(subject)
    for number, facts in enumerate(chosen(analysis, options.process)):
        if number:
            sys.stdout.write("\n")
        if options.why is None:
            sys.stdout.write(decision.markdown(facts) + "\n")
            continue
        cover = Cover(facts.process, secret_names(analysis.settings))
        chain = origin_chain(facts.process, options.why)
        if not chain:
            default = built_in(options.why)
            takes = "" if default is None else f", and dpone takes {default!r} (built-in default)"
            sys.stdout.write(f"{facts.process.title}: nothing writes `{options.why}`{takes}\n")
            continue
        shown = cover.data(facts.process.data(options.why), options.why.split("."))
        sys.stdout.write(f"{facts.process.title}: {options.why} = {shown!r}\n")
        sys.stdout.writelines(f"  {cover.text(line)}\n" for line in chain)
    return CLEAN


def _rule(name: str) -> int:
    from dpone_lsp.cli.run.settings_choice import SettingsChoice
    from dpone_lsp.rules.selection import all_rules, rule_called
    from dpone_lsp.support.spelling import nearest

    rules = all_rules(SettingsChoice().for_file(os.path.abspath("x")))
    entry = rule_called(name, rules)
    if entry is not None:
        rule = entry.rule
        head = f"# {rule.name} ({rule.code})\n\n{rule.severity}, {rule.group}, tier {rule.tier}\n\n"
        sys.stdout.write(head + entry.page.strip() + "\n")
        return CLEAN
    close = nearest(name, rules)
    hint = f". Did you mean `{close}`?" if close else ". `dpone-lint rules` lists the rules"
    raise UsageError(f"`{name}` is neither a file nor a rule{hint}")
