"""The settings of a project: which file, what it says, and its schema."""

from __future__ import annotations

from dpone_lsp.model.settings import Settings, SettingsError

__all__ = ["Settings", "SettingsError"]
