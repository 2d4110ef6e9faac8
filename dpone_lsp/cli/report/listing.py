"""What reports for people list: the findings from `--show` on, and how often each rule spoke."""

from __future__ import annotations

from typing import Any

from dpone_lsp.cli.run.result import Run
from dpone_lsp.cli.run.rows import Row
from dpone_lsp.model.severity import SEVERITIES, severity_word


def shown_rows(run: Run, options: Any) -> list[Row]:
    """The findings a report for people lists: those from `--show` on."""
    loud = SEVERITIES[: SEVERITIES.index(getattr(options, "show", "warning")) + 1]
    return [row for row in run.rows if row.severity in loud]


def statistics(rows: list[Row]) -> str:
    """Findings per rule, most frequent first."""
    counts: dict[str, int] = {}
    safe: dict[str, int] = {}
    for row in rows:
        counts[row.rule] = counts.get(row.rule, 0) + 1
        safe[row.rule] = safe.get(row.rule, 0) + bool(row.fixes and row.fixes[0].applicability == "safe")
    width = len(str(max(counts.values())))
    lines = [
        f"{count:>{width}}  {rule}" + (f"  ({safe[rule]} with a safe fix)" if safe[rule] else "")
        for rule, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    return "\n".join([*lines, ""])


def counted(rows: list[Row]) -> str:
    """`2 errors, 1 warning`."""
    counts = [(sum(1 for row in rows if row.severity == severity), severity) for severity in SEVERITIES]
    return ", ".join(f"{count} {severity_word(severity, count)}" for count, severity in counts if count)
