"""While a line is half typed, the lines that cannot be read are no reason to call anything missing."""

from __future__ import annotations

import pytest

from dpone_lsp.analysis.analyze import analyze
from dpone_lsp.model.settings import Settings
from dpone_lsp.workspace.workspace import Workspace
from dpone_si.manifest.model.documents import Document

WHOLE = """\
name: shop_orders
source:
  type: postgres
  connection_type: airflow
  connection_id: shop
  table: {schema: public, name: orders}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [order_id]
"""


def errors(text: str) -> list[str]:
    analysis = analyze(Document("/workspace/orders.yaml", text), Workspace([], registries=()), Settings())
    return [finding.rule for finding in analysis.findings if finding.severity == "error"]


@pytest.mark.parametrize("line", [line for line in WHOLE.splitlines() if "{" in line or "[" in line])
def test_an_unclosed_bracket_is_the_only_error(line: str) -> None:
    """Cutting a line before its closing bracket gives one syntax error, and nothing is said to be missing."""
    broken = WHOLE.replace(line, line[:-1].rstrip("]}"), 1)
    assert errors(broken) == ["yaml-syntax-error"]


def test_other_faults_are_still_told() -> None:
    """A wrong value elsewhere is found although a line does not parse."""
    broken = WHOLE.replace("{schema: public, name: orders}", "{schema: public").replace(
        "incremental_merge", "incremental_marge"
    )
    assert sorted(errors(broken)) == ["strategy-mode-unknown", "yaml-syntax-error"]
