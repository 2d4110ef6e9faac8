"""The rule catalogue: one file per rule in the folder of its group, discovered, never listed by hand.

A rule file holds the rule's page as its docstring, a `RULE` and a `check`. Importing every file would cost more than linting one
manifest, so what is needed to decide *whether* a rule can apply stands in a generated index (`python -m dpone_lsp.rules.build`,
held up to date by a test) and the file is imported when the rule first runs.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import Any

from dpone_lsp.model.rule import Owned, Rule, RuleOption

FOLDER = os.path.dirname(__file__)


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
    """Module names below this package (``strategy.backfill.backfill_chunk_missing``) of the rule files, sorted.

    A rule file lies in the folder of its group, or in a part of that; the files beside the folders are the catalogue's own.
    """
    return sorted(name for name in _below(FOLDER, "") if "." in name)


def _below(folder: str, prefix: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if name.endswith(".py") and not name.startswith("_"):
                yield prefix + name[:-3]
            elif not name.startswith(("_", ".")) and entry.is_dir():
                yield from _below(entry.path, f"{prefix}{name}.")


def scan() -> dict[str, Entry]:
    """The catalogue read from the files themselves; raises when a file breaks the contract of a rule."""
    found: dict[str, Entry] = {}
    for name in rule_files():
        module_name = f"{__name__}.{name}"
        module = import_module(module_name)
        rule: Rule = module.RULE
        room, _, file_name = name.rpartition(".")
        if rule.name.replace("-", "_") != file_name:
            raise ValueError(f"{module_name}: the rule is called {rule.name}, so its file must be {rule.name.replace('-', '_')}.py")
        if room.partition(".")[0] != rule.group:
            raise ValueError(f"{module_name}: the rule is of the group {rule.group}, so its file must lie in the folder {rule.group}/")
        if rule.name in found:
            raise ValueError(f"{module_name}: there is a rule {rule.name} in {found[rule.name].module} already")
        found[rule.name] = Entry(rule, module_name, module.check)
    return found


def _indexed() -> dict[str, Entry] | None:
    try:
        from dpone_lsp.rules import _index
    except ImportError:
        return None
    if rule_files() != _index.FILES:
        return None
    modules = {name.rpartition(".")[2]: name for name in _index.FILES}
    return {row[0]: Entry(_rule(row), f"{__name__}.{modules[row[0].replace('-', '_')]}") for row in _index.RULES}


def _rule(row: tuple[Any, ...]) -> Rule:
    return Rule._make((*row[:-2], tuple(map(RuleOption._make, row[-2])), tuple(map(Owned._make, row[-1]))))
