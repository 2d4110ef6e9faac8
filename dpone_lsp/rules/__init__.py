"""The rule catalogue: one file per rule in this folder, discovered, never listed by hand.

A rule file holds the rule's page as its docstring, a `RULE` and a `check`. Importing every file would cost more than linting one
manifest, so what is needed to decide *whether* a rule can apply stands in a generated index (`python -m dpone_lsp.rules.build`,
held up to date by a test) and the file is imported when the rule first runs.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

from dpone_lsp.rules.model import Rule, RuleOption

FOLDER = os.path.dirname(__file__)
_NOT_RULES = frozenset(("__init__", "build", "build_pages", "model", "page", "_index"))


class Entry:
    """One rule of the catalogue; `check` imports its file on first use."""

    __slots__ = ("_check", "module", "rule")

    def __init__(self, rule: Rule, module: str, check: Callable[..., Iterable[Any]] | None = None) -> None:
        self.rule = rule
        self.module = module
        self._check = check

    @property
    def check(self) -> Callable[..., Iterable[Any]]:
        check = self._check
        if check is None:
            check = self._check = import_module(self.module).check
        return check

    @property
    def page(self) -> str:
        """The rule's page in Markdown."""
        return import_module(self.module).__doc__ or ""


_catalogue: dict[str, Entry] | None = None


def catalogue() -> dict[str, Entry]:
    """All built-in rules by name."""
    global _catalogue
    if _catalogue is None:
        _catalogue = _indexed() or scan()
    return _catalogue


def rule_files() -> list[str]:
    """Module names (without package) of the rule files, sorted."""
    return sorted(
        name[:-3] for name in os.listdir(FOLDER) if name.endswith(".py") and name[:-3] not in _NOT_RULES and not name.startswith("_")
    )


def scan() -> dict[str, Entry]:
    """The catalogue read from the files themselves; raises when a file breaks the contract of a rule."""
    found: dict[str, Entry] = {}
    for name in rule_files():
        module_name = f"{__name__}.{name}"
        module = import_module(module_name)
        rule: Rule = module.RULE
        if rule.name.replace("-", "_") != name:
            raise ValueError(f"{module_name}: the rule is called {rule.name}, so its file must be {rule.name.replace('-', '_')}.py")
        found[rule.name] = Entry(rule, module_name, module.check)
    return found


def _indexed() -> dict[str, Entry] | None:
    try:
        from dpone_lsp.rules import _index
    except ImportError:
        return None
    if rule_files() != _index.FILES:
        return None
    return {row[0]: Entry(_rule(row), f"{__name__}.{row[0].replace('-', '_')}") for row in _index.RULES}


def _rule(row: tuple[Any, ...]) -> Rule:
    return Rule._make((*row[:-1], tuple(RuleOption._make(option) for option in row[-1])))
