"""Which rules there are and which of them run under given settings."""

from __future__ import annotations

from collections.abc import Iterable

from dpone_lsp.rules import Entry, catalogue
from dpone_lsp.rules.model import Rule
from dpone_lsp.settings import Settings


def all_rules(settings: Settings) -> dict[str, Entry]:
    """Built-in rules and those the settings add."""
    if settings.plugins or settings.custom_rules:
        from dpone_lsp.own_rules import own_rules

        return {**catalogue(), **own_rules(settings)}
    return catalogue()


def enabled(rule: Rule, settings: Settings) -> bool:
    """True when the settings let a rule run."""
    if names_rule(settings.ignore, rule):
        return False
    if settings.select:
        return names_rule(settings.select, rule)
    return rule.tier == "default" or settings.tier == "strict"


def names_rule(names: Iterable[str], rule: Rule) -> bool:
    """True when one of the names means this rule: by name, code, alias, group, or `all`."""
    return any(name in (rule.name, rule.code, rule.group, "all") or name in rule.aliases for name in names)
