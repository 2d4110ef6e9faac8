"""Module names of 0.1 that rules outside this project may import: each still gives the same objects, with a sentence
about the new name.
"""

from __future__ import annotations

import warnings
from importlib import import_module
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Final

#: Old module -> where its names are now.
MOVED: Final = {
    "dpone_lsp.findings": "dpone_lsp.model.finding",
    "dpone_lsp.subject": "dpone_lsp.model.analysis",
    "dpone_lsp.places": "dpone_lsp.model.places",
    "dpone_lsp.severities": "dpone_lsp.model.severity",
    "dpone_lsp.edits": "dpone_lsp.fixes.edits",
    "dpone_lsp.remedies": "dpone_lsp.fixes.quick_fixes",
    "dpone_lsp.page_check": "dpone_lsp.testing.page_check",
    "dpone_lsp.rules.model": "dpone_lsp.model.rule",
}


def old_module(name: str) -> ModuleSpec | None:
    """How to make an old module out of the new one; None for every other name."""
    return ModuleSpec(name, _Loader()) if name in MOVED else None


class _Loader(Loader):
    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        new = MOVED[module.__name__]
        vars(module).update(
            {name: value for name, value in vars(import_module(new)).items() if not name.startswith("__")}
        )
        door = "dpone_lsp.testing" if new.startswith("dpone_lsp.testing.") else "dpone_lsp.api"
        sentence = f"the module {module.__name__} goes in 1.0: import its names from {door}, the public door for rules"
        warnings.warn(sentence, DeprecationWarning, stacklevel=2)
