"""`--format junit`: a test report; every manifest is a test case, and its findings are one failure.

One, because most readers show the first failure of a case and drop the others; and with no attributes beyond those that
Jenkins' schema knows, which refuses a whole report for one it does not.
"""

from __future__ import annotations

import re
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from dpone_lsp.cli.report.listing import counted
from dpone_lsp.cli.report.printable import clean
from dpone_lsp.cli.run.result import Run
from dpone_lsp.cli.run.rows import Row, shown_path

_NOT_XML = re.compile("[^\\t\\n\\x20-\\x7e\\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(run: Run, options: Any) -> str:
    """The report as XML."""
    by_path: dict[str, list[Row]] = {shown_path(path): [] for path in run.files}
    for row in run.rows:
        by_path.setdefault(shown_path(row.span.path), []).append(row)
    failures = sum(1 for found in by_path.values() if any(row.severity in ("error", "warning") for row in found))
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        (
            f'<testsuites name="dpone-lint" tests="{len(by_path)}" failures="{failures}" errors="0" '
            f'time="{run.seconds:.3f}">'
        ),
        (
            f'  <testsuite name="dpone-lint" tests="{len(by_path)}" failures="{failures}" errors="0" skipped="0" '
            f'time="{run.seconds:.3f}">'
        ),
    ]
    for path, found in by_path.items():
        case = f'<testcase classname="dpone-lint" name={quoteattr(_xml(path))} time="0"'
        shown = [row for row in found if row.severity in ("error", "warning")]
        if not shown:
            lines.append(f"    {case} />")
            continue
        lines.extend((f"    {case}>", _failure(path, shown), "    </testcase>"))
    lines.extend(("  </testsuite>", "</testsuites>"))
    return "\n".join(lines) + "\n"


def _failure(path: str, rows: list[Row]) -> str:
    told = [f"{path}:{row.span.line}:{row.span.column}: {row.severity}[{row.rule}] {row.text}" for row in rows]
    rules = list(dict.fromkeys(row.rule for row in rows))
    message = rows[0].message if len(rows) == 1 else f"{counted(rows)}: {', '.join(rules)}"
    text = "\n".join(escape(_xml(line)) for line in told)
    kind = rules[0] if len(rules) == 1 else "dpone-lint"
    return f"      <failure type={quoteattr(kind)} message={quoteattr(_xml(message))}>{text}</failure>"


def _xml(text: str) -> str:
    """Text without the characters XML cannot hold."""
    return _NOT_XML.sub("?", clean(text))
