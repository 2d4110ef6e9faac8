"""Explains dpone manifests to editors and to CI: one analysis, behind a language server and a command line."""

from __future__ import annotations

__version__ = "0.1.0"
