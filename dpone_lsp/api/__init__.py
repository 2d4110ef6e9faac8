"""What people's own rules import: the values of a rule, the places it points at, the edits its fixes make.

Nothing inside this project imports from here, and what is listed in `__all__` keeps its names and signatures. A rule
file is loaded while a manifest is analysed, so this module imports only what an analysis has loaded anyway.
"""

from __future__ import annotations

from dpone_lsp.fixes.edits import delete_item, delete_pair, insert_item, insert_key, rename_key, replace_value
from dpone_lsp.fixes.quick_fixes import add_beside, add_key, move, remove, rename, set_value
from dpone_lsp.model.analysis import Analysis, Context
from dpone_lsp.model.finding import Edit, Finding, Fix, Place, Related, Report
from dpone_lsp.model.places import because, key_place, missing_place, place_beside, process_place, value_place
from dpone_lsp.model.rule import Owned, Rule, RuleOption
from dpone_lsp.model.severity import Severity
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN
from dpone_si.manifest.model.processes import Process

#: The entry point group under which an installed package offers rules.
ENTRY_POINTS = "dpone_lint.rules"

__all__ = [
    "ENTRY_POINTS",
    "UNKNOWN",
    "Analysis",
    "Context",
    "Document",
    "Edit",
    "Facts",
    "Finding",
    "Fix",
    "Owned",
    "Place",
    "Process",
    "Related",
    "Report",
    "Rule",
    "RuleOption",
    "Severity",
    "add_beside",
    "add_key",
    "because",
    "delete_item",
    "delete_pair",
    "insert_item",
    "insert_key",
    "key_place",
    "missing_place",
    "move",
    "place_beside",
    "process_place",
    "remove",
    "rename",
    "rename_key",
    "replace_value",
    "set_value",
    "value_place",
]
