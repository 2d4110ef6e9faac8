"""`--format gitlab`: a Code Quality report."""

from __future__ import annotations

import json
from typing import Any

from dpone_lsp.cli.formats.rows import fingerprint, rows
from dpone_lsp.cli.runner import Run

_LEVELS = {"error": "major", "warning": "minor", "information": "info", "hint": "info"}


def render(run: Run, options: Any) -> str:
    """The report as a JSON list."""
    seen: dict[str, int] = {}
    issues: list[dict[str, Any]] = []
    for row in rows(run):
        mark = fingerprint(row.finding)
        seen[mark] = seen.get(mark, 0) + 1
        # The report wants fingerprints to be unique within it.
        unique = mark if seen[mark] == 1 else f"{mark}-{seen[mark]}"
        issues.append(
            {
                "description": row.text,
                "check_name": row.finding.rule,
                "fingerprint": unique,
                "severity": _LEVELS[row.finding.severity],
                "location": {
                    "path": row.path,
                    "positions": {
                        "begin": {"line": row.line, "column": row.column},
                        "end": {"line": row.end_line, "column": row.end_column},
                    },
                },
            }
        )
    return json.dumps(issues, ensure_ascii=False, indent=2) + "\n"
