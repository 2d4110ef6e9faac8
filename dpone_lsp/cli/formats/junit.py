"""`--format junit`: a test report; every manifest is a test case, every finding of it a failure."""

from __future__ import annotations

import re
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from dpone_lsp.cli.printable import clean
from dpone_lsp.cli.rows import Row, shown_path
from dpone_lsp.cli.runner import Run

_NOT_XML = re.compile("[^\\t\\n\\x20-\\x7e\\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(run: Run, options: Any) -> str:
    """The report as XML."""
    by_path: dict[str, list[Row]] = {shown_path(path): [] for path in run.files}
    for row in run.rows:
        by_path.setdefault(shown_path(row.span.path), []).append(row)
    failures = sum(1 for found in by_path.values() if any(row.severity in ("error", "warning") for row in found))
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="dpone-lint" tests="{len(by_path)}" failures="{failures}" errors="0" time="{run.seconds:.3f}">',
        f'  <testsuite name="dpone-lint" tests="{len(by_path)}" failures="{failures}" errors="0" skipped="0" time="{run.seconds:.3f}">',
    ]
    for path, found in by_path.items():
        name = quoteattr(_xml(path))
        shown = [row for row in found if row.severity in ("error", "warning")]
        if not shown:
            lines.append(f'    <testcase classname="dpone-lint" name={name} file={name} time="0" />')
            continue
        lines.append(f'    <testcase classname="dpone-lint" name={name} file={name} line="{shown[0].span.line}" time="0">')
        for row in shown:
            text = escape(_xml(f"{path}:{row.span.line}:{row.span.column}: {row.text}"))
            message = quoteattr(_xml(row.message))
            lines.append(f"      <failure type={quoteattr(row.rule)} message={message}>{text}</failure>")
        lines.append("    </testcase>")
    lines.extend(("  </testsuite>", "</testsuites>"))
    return "\n".join(lines) + "\n"


def _xml(text: str) -> str:
    """Text without the characters XML cannot hold."""
    return _NOT_XML.sub("?", clean(text))
