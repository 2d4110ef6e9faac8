"""Which file holds the settings: `dpone-lint.toml`, or `[tool.dpone-lint]` in `pyproject.toml`, whichever is nearest
above a file.

The search stops at the workspace's or repository's root. What reads and checks settings is loaded only where some are
found.
"""

from __future__ import annotations

import os
import re
from typing import Any, Final

from dpone_lsp.model.settings import SettingsError

OWN_FILE: Final = "dpone-lint.toml"
PROJECT_FILE: Final = "pyproject.toml"
TABLE: Final = ("tool", "dpone-lint")
#: A folder that holds one of these is as far up as the search goes.
_TOPS: Final = (".git", ".hg")


def find_settings_file(folder: str, root: str | None = None) -> str | None:
    """The nearest settings file at or above `folder`, not above `root` or the repository's root."""
    current = os.path.abspath(folder)
    top = None if root is None else os.path.abspath(root)
    while True:
        own = os.path.join(current, OWN_FILE)
        if os.path.isfile(own):
            return own
        project = os.path.join(current, PROJECT_FILE)
        if os.path.isfile(project) and "dpone-lint" in text_of(project) and table_of(project) is not None:
            return project
        parent = os.path.dirname(current)
        if current == top or parent == current or any(os.path.exists(os.path.join(current, name)) for name in _TOPS):
            return None
        current = parent


def text_of(path: str) -> str:
    """The text of a settings file. Raises `SettingsError`."""
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"the settings file cannot be read: {error}", path=path) from None


def table_of(path: str) -> dict[str, Any] | None:
    """The settings table of a file; None when a pyproject.toml has none."""
    import tomllib

    try:
        data: Any = tomllib.loads(text_of(path))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise SettingsError(
            f"this is no valid TOML: {error}", path=path, line=int(line.group(1)) if line else None
        ) from None
    if os.path.basename(path) != PROJECT_FILE:
        return data
    for name in TABLE:
        data = data.get(name) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else None
