"""Words that mean rules: the one place that turns a word of settings, options and comments into rules.

A word is a rule's name, code or alias, the name of a group, or `all`. It means the same wherever it is written, and for findings of
every origin: built-in rules, rules of the project, findings about comments, and the rule that tells of a rule that failed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Final, TypeVar

from dpone_lsp.model.rule import Rule
from dpone_lsp.model.settings import Settings
from dpone_lsp.model.severity import Severity
from dpone_lsp.rules import Entry, catalogue

#: The word that means every rule.
ALL: Final = "all"

T = TypeVar("T")


def all_rules(settings: Settings) -> dict[str, Entry]:
    """Built-in rules and those the settings add, by name."""
    if settings.plugins or settings.custom_rules:
        from dpone_lsp.rules.custom import own_rules

        return {**catalogue(), **own_rules(settings)}
    return catalogue()


# --- one rule ------------------------------------------------------------------------------------------------------------


def words_of(rule: Rule) -> tuple[str, ...]:
    """The words that mean a rule, the one that says most about it first."""
    return (*rule.names, rule.group, ALL)


def means(word: str, rule: Rule) -> bool:
    """True when a word means this rule, alone or with others."""
    return word in (rule.name, rule.code, rule.group, ALL) or word in rule.aliases


def names_rule(words: Iterable[str], rule: Rule) -> bool:
    """True when one of the words means this rule, alone or with others."""
    return any(means(word, rule) for word in words)


def singles_out(words: Iterable[str], rule: Rule) -> bool:
    """True when one of the words means this rule alone, so that somebody has asked for it and not for its group."""
    return not set(rule.names).isdisjoint(words)


def entry_of(table: Mapping[str, T], rule: Rule) -> T | None:
    """What a table by words says of a rule: under its own name rather than its group's; None when it says nothing."""
    if table:
        for word in words_of(rule):
            if word in table:
                return table[word]
    return None


# --- all rules -----------------------------------------------------------------------------------------------------------


def known_words(rules: Iterable[Rule]) -> frozenset[str]:
    """Every word that means one of these rules."""
    known = {ALL}
    for rule in rules:
        known.update(words_of(rule))
    return frozenset(known)


def rule_called(word: str, rules: Mapping[str, Entry]) -> Entry | None:
    """The rule that a word means alone: by name, code or alias; None for a group and for a word that means nothing."""
    found = rules.get(word)
    return (
        found
        if found is not None
        else next((entry for entry in rules.values() if singles_out((word,), entry.rule)), None)
    )


def groups_of(rules: Mapping[str, Entry]) -> list[str]:
    """The groups that have rules, sorted."""
    return sorted({entry.rule.group for entry in rules.values()})


# --- under settings ------------------------------------------------------------------------------------------------------


def enabled(rule: Rule, settings: Settings) -> bool:
    """True when the settings let a rule run."""
    if names_rule(settings.ignore, rule):
        return False
    if settings.select:
        return names_rule(settings.select, rule)
    return rule.tier == "default" or settings.tier == "strict"


def severity_of(rule: Rule, settings: Settings, reported: Severity | None = None) -> Severity:
    """How loud a finding of a rule is: as the settings say, else as the rule says of this one (`reported`) or of all its findings."""
    return entry_of(settings.severity, rule) or reported or rule.severity  # type: ignore[return-value]


def ignored_in(path: str, rule: Rule, settings: Settings) -> bool:
    """True when `per-file-ignores` silences a rule in the file at a path."""
    return any(
        names_rule(words, rule) and _matches(path, pattern, settings.root)
        for pattern, words in settings.per_file_ignores.items()
    )


def _matches(path: str, pattern: str, root: str) -> bool:
    relative = path[len(root) + 1 :] if root and path.startswith(root + "/") else path.rsplit("/", 1)[-1]
    return fnmatchcase(relative, pattern) or ("/" not in pattern and fnmatchcase(path.rsplit("/", 1)[-1], pattern))
