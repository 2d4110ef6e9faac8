"""`--format jsonl`: one JSON object per line and finding, in the shape of `--format json`."""

from __future__ import annotations

from typing import Any

from dpone_lsp.cli.formats.json import finding_data
from dpone_lsp.cli.report.json_text import line
from dpone_lsp.cli.run.result import Run


def render(run: Run, options: Any) -> str:
    """The report as JSON lines."""
    return "".join(line(finding_data(row)) for row in run.rows)
