"""What the tests of people's own rules import: manifests as text with marks, and the check of a rule's page."""

from __future__ import annotations

from dpone_lsp.testing.fixtures import ROOT, Marked, analysis_of, marked, opened
from dpone_lsp.testing.page_check import page_faults

__all__ = ["ROOT", "Marked", "analysis_of", "marked", "opened", "page_faults"]
