"""`--format gitlab`: a Code Quality report."""

from __future__ import annotations

from typing import Any

from dpone_lsp.cli.report.forge_paths import forge_path
from dpone_lsp.cli.report.json_text import pretty
from dpone_lsp.cli.run.result import Run

_LEVELS = {"error": "major", "warning": "minor", "information": "info", "hint": "info"}


def render(run: Run, options: Any) -> str:
    """The report as a JSON list."""
    seen: dict[str, int] = {}
    issues: list[dict[str, Any]] = []
    for row in run.rows:
        span = row.span
        mark = row.fingerprint()
        seen[mark] = seen.get(mark, 0) + 1
        # The report wants fingerprints to be unique within it.
        unique = mark if seen[mark] == 1 else f"{mark}-{seen[mark]}"
        issues.append(
            {
                "description": row.text,
                "check_name": row.rule,
                "fingerprint": unique,
                "severity": _LEVELS[row.severity],
                "location": {
                    "path": forge_path(span.path),
                    "positions": {
                        "begin": {"line": span.line, "column": span.column},
                        "end": {"line": span.end_line, "column": span.end_column},
                    },
                },
            }
        )
    return pretty(issues)
