"""Suppression comments: `# dpone: ignore[rule] reason` for a line or a block, `# dpone: ignore-file[rule] reason` for a file."""

from __future__ import annotations

from dpone_lsp.findings import Finding
from dpone_lsp.settings import Settings
from dpone_si.manifest.documents import Document


def apply_suppressions(document: Document, findings: list[Finding], settings: Settings) -> tuple[list[Finding], list[Finding]]:
    """Split findings into those shown and those a comment hides."""
    return findings, []
