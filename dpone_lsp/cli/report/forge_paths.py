"""Paths as the forges want them: below the checkout, in whatever folder the command was started.

A job may run in a subfolder; the server that reads its report knows only the checkout, and tells where that lies.
"""

from __future__ import annotations

import os
from typing import Final

from dpone_lsp.cli.run.rows import shown_path

#: Where GitHub, GitLab and Azure say that the checkout lies.
_CHECKOUTS: Final = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "BUILD_SOURCESDIRECTORY")


def forge_path(path: str) -> str:
    """Relative to the checkout that holds both the current folder and the file, else as it is shown to people."""
    here = os.getcwd()
    for name in _CHECKOUTS:
        named = os.environ.get(name)
        if not named:
            continue
        for base in dict.fromkeys((os.path.abspath(named), os.path.realpath(named))):
            root = base.replace(os.sep, "/").rstrip("/") + "/"
            if path.startswith(root) and (here + os.sep).replace(os.sep, "/").startswith(root):
                return path[len(root) :]
    return shown_path(path)
