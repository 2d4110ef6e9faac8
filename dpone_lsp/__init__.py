"""Explains dpone manifests to editors and to CI: one analysis, behind a language server and a command line."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec

__version__ = "0.1.0"


class _OldNames:
    """Finds module names of earlier releases, which rules outside this project may import. The import system asks it
    last.
    """

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """See `importlib.abc.MetaPathFinder`."""
        if not name.startswith(("dpone_lsp.", "dpone_si.manifest.")):
            return None
        from dpone_lsp.support.old_names import old_module

        return old_module(name)


sys.meta_path.append(_OldNames)
