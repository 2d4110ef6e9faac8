"""What another version of dpone decides: `diff --against-engine`."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import jsonschema
import pytest

from tests.dpone_lsp.cli.committed import AUTO
from tests.dpone_lsp.cli.lint import CHECKOUT, Lint
from tests.loud_skips import skip_layer
from tests.oracle.client import OracleUnavailableError, oracle_python


@pytest.fixture(scope="session")
def python() -> str:
    try:
        return str(oracle_python())
    except OracleUnavailableError as absent:
        skip_layer("oracle", str(absent))


def test_a_version_against_itself_changes_nothing(fleet: Lint, python: str) -> None:
    done = fleet("diff", "--engine-python", python, "--against-engine", python)
    assert done.code == 0
    assert done.out.splitlines()[0].startswith("none of 4 processes changes its outcome")
    assert "before: dpone 0.88.0, after: dpone 0.88.0" in done.out


def test_options_reach_a_version_as_plain_data(lint: Lint, python: str) -> None:
    """Options of both sides, nested and with a value that only the environment tells: no version may refuse them."""
    options = "options: {estimated_rows: 2000000, changed_percent: 0.2, partition_column: day, batch_size: 7, nested: {a: [1, {b: c}]}}"
    text = AUTO.replace("name: orders}\nsink", f"name: orders}}\n  {options}\nsink")
    assert text != AUTO
    lint.write({"m.yaml": text.replace("  strategy:", "  options: {table_labels: {owner: sales}}\n  strategy:")})
    done = lint("diff", "--engine-python", python, "--against-engine", python, "--format", "json")
    assert (done.code, done.json["compared"], done.json["changes"]) == (0, 1, [])
    again = lint("explain", "m.yaml").out
    assert "partition_replace" in again


def test_a_version_that_decides_otherwise_is_told(fleet: Lint, python: str, tmp_path: Path) -> None:
    """The other version is the real one with a different last rung, put before it on the path."""
    site = tmp_path / "other"
    installed = Path(
        subprocess.check_output([python, "-c", "import dpone; print(dpone.__path__[0])"], text=True).strip()
    )
    shutil.copytree(installed, site / "dpone", symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    advisor = site / "dpone/strategy_intelligence/advisor.py"
    patch = "\n\n_advise = StrategyAdvisor.advise\ndef _other(self, context):\n    import dataclasses\n    found = _advise(self, context)\n"
    patch += "    return dataclasses.replace(found, strategy_mode='full_refresh')\nStrategyAdvisor.advise = _other\n"
    advisor.write_text(advisor.read_text("utf-8") + patch, "utf-8")
    other = tmp_path / "python-with-other-dpone"
    other.write_text(f'#!/bin/sh\nPYTHONPATH="{site}" exec "{python}" "$@"\n')
    other.chmod(0o755)
    done = fleet("diff", "--engine-python", str(other), "--against-engine", python, "--format", "json")
    assert done.code == 1
    jsonschema.validate(done.json, json.loads((CHECKOUT / "dpone_lsp/cli/schemas/diff.schema.json").read_text("utf-8")))
    assert {change["process"] for change in done.json["changes"]} == {"public.orders", "shop_orders"}
    assert {change["consequence"] for change in done.json["changes"]} == {"full-reload"}
