"""The rule catalogue: one file per rule in the folder of its group, discovered, never listed by hand.

A rule file holds the rule's page as its docstring, a `RULE` and a `check`. Importing every file would cost more than linting one
manifest, so what is needed to decide *whether* a rule can apply stands in a generated index (`python -m dpone_lsp.rules.build`,
held up to date by a test) and the file is imported when the rule first runs. What is shipped is what was built, so only a checkout
looks whether the files are still those of the index.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import Any

from dpone_lsp.model.rule import Owned, Rule, RuleOption

FOLDER = os.path.dirname(__file__)
#: Stands beside the packages in a checkout and in nothing that is shipped.
_CHECKOUT = os.path.join(os.path.dirname(os.path.dirname(FOLDER)), "pyproject.toml")


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


class NoRules(Exception):
    """There is not one rule, so everything would be called clean: the installation is broken."""


_catalogue: dict[str, Entry] | None = None


def catalogue() -> dict[str, Entry]:
    """All built-in rules by name. Raises `NoRules` when there are none."""
    global _catalogue
    if _catalogue is None:
        found = _indexed() or scan()
        if not found:
            raise NoRules(f"no rules were found in {FOLDER}: the installation is broken. Install dpone-lsp again")
        _catalogue = found
    return _catalogue


def rule_files() -> list[str]:
    """Module names below this package (``strategy.backfill.backfill_chunk_missing``) of the rule files, sorted.

    A rule file lies in the folder of its group, or in a part of that; the files beside the folders are the catalogue's own.
    """
    from dpone_si.shipped import module_names

    return [name for name in module_names(sys.modules[__name__]) if "." in name]


def scan() -> dict[str, Entry]:
    """The catalogue read from the files themselves; raises when a file breaks the contract of a rule."""
    found: dict[str, Entry] = {}
    codes: dict[str, str] = {}
    for file in rule_files():
        module_name = f"{__name__}.{file}"
        module = import_module(module_name)
        rule: Rule = module.RULE
        room, _, file_name = file.rpartition(".")
        if rule.name.replace("-", "_") != file_name:
            raise ValueError(
                f"{module_name}: the rule is called {rule.name}, so its file must be {rule.name.replace('-', '_')}.py"
            )
        if room.partition(".")[0] != rule.group:
            raise ValueError(
                f"{module_name}: the rule is of the group {rule.group}, so its file must lie in the folder {rule.group}/"
            )
        if rule.name in found:
            raise ValueError(f"{module_name}: there is a rule {rule.name} in {found[rule.name].module} already")
        if codes.setdefault(rule.code, rule.name) != rule.name:
            raise ValueError(f"{module_name}: the rule {codes[rule.code]} has the code {rule.code} already")
        found[rule.name] = Entry(rule, module_name, module.check)
    return found


def _indexed() -> dict[str, Entry] | None:
    """The catalogue as the generated index has it; None when there is no index, or a checkout has other files by now."""
    try:
        from dpone_lsp.rules import _index
    except ImportError:
        return None
    if os.path.exists(_CHECKOUT) and sorted(_sources(FOLDER, "")) != _index.FILES:
        return None
    modules = {name.rpartition(".")[2]: name for name in _index.FILES}
    return {row[0]: Entry(_rule(row), f"{__name__}.{modules[row[0].replace('-', '_')]}") for row in _index.RULES}


def _sources(folder: str, prefix: str) -> Iterator[str]:
    """What `rule_files` finds in a checkout, where all is source, without an import: this is asked at every start."""
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if name.endswith(".py"):
                if prefix and not name.startswith("_"):
                    yield prefix + name[:-3]
            elif not name.startswith(("_", ".")) and entry.is_dir():
                yield from _sources(entry.path, f"{prefix}{name}.")


def _rule(row: tuple[Any, ...]) -> Rule:
    return Rule._make((*row[:-2], tuple(map(RuleOption._make, row[-2])), tuple(map(Owned._make, row[-1]))))
