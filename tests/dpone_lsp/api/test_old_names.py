"""Rules that were written for the module names of 0.1 still load, and are told where the names are now."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

import dpone_lsp.api as api
from dpone_lsp.support.old_names import MOVED

#: What the rules of 0.1 imported, as its documentation and its own rules did.
OLD = [
    ("dpone_lsp.findings", "Report"),
    ("dpone_lsp.findings", "Fix"),
    ("dpone_lsp.findings", "Related"),
    ("dpone_lsp.subject", "Context"),
    ("dpone_lsp.subject", "Analysis"),
    ("dpone_lsp.rules.model", "Rule"),
    ("dpone_lsp.rules.model", "RuleOption"),
    ("dpone_lsp.places", "value_place"),
    ("dpone_lsp.edits", "insert_key"),
    ("dpone_lsp.remedies", "set_value"),
    ("dpone_si.manifest.reader", "Facts"),
    ("dpone_si.manifest.layers", "UNKNOWN"),
    ("dpone_si.manifest.documents", "Document"),
    ("dpone_si.manifest.processes", "Process"),
]


@pytest.mark.parametrize(("module", "name"), OLD)
@pytest.mark.filterwarnings("ignore:the module dpone_")
def test_an_old_name_is_the_same_object(module: str, name: str) -> None:
    assert getattr(import_module(module), name) is getattr(api, name)


@pytest.mark.parametrize("module", sorted(MOVED))
def test_it_says_once_where_the_name_is_now(module: str) -> None:
    """The warning points at the line that imports, so that it shows in people's own tests."""
    run = subprocess.run(
        [sys.executable, "-W", "always", "-c", f"import dpone_lsp; import {module}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stderr.count("DeprecationWarning") == 1
    assert run.stderr.startswith("<string>:1: DeprecationWarning: the module " + module)


def test_testing_keeps_its_names() -> None:
    testing = import_module("dpone_lsp.testing")
    assert {"marked", "analysis_of", "opened", "Marked", "ROOT", "page_faults"} <= set(vars(testing))


def test_a_name_that_never_was_is_no_module() -> None:
    with pytest.raises(ModuleNotFoundError, match=r"dpone_lsp\.nonsense"):
        import_module("dpone_lsp.nonsense")


def test_the_public_names_exist_and_are_in_order() -> None:
    assert [name for name in api.__all__ if not hasattr(api, name)] == []


def test_a_rule_loads_no_more_than_an_analysis() -> None:
    """The door may be opened while a manifest is analysed: it must not bring the server, the command line or the tests along."""
    code = "import sys; import dpone_lsp.api; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert [
        name
        for name in loaded
        if name.startswith(("dpone_lsp.cli", "dpone_lsp.server", "dpone_lsp.testing", "pygls", "pydantic"))
    ] == []
