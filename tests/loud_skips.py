"""Skips that cannot be overlooked.

Some tests need something that a fresh clone does not have: the real dpone package, sample manifests of other people, a
database. They skip, and every layer skipped this way is named at the end of the run, so that a green run never hides
that a layer was not tested. `DPONE_REQUIRE_<LAYER>=1` (for example `DPONE_REQUIRE_ORACLE=1`) turns the skip into a failure.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from typing import NoReturn

import pytest

_REASON = re.compile(r"layer (?P<layer>[\w-]+) is not tested: (?P<why>.*)", re.DOTALL)


def skip_layer(layer: str, why: str) -> NoReturn:
    """Skip the running test because its `layer` (a word) is absent; `why` says what is missing and how to get it."""
    reason = f"layer {layer} is not tested: {why}"
    variable = f"DPONE_REQUIRE_{layer.upper().replace('-', '_')}"
    if os.environ.get(variable) == "1":
        pytest.fail(f"{reason} ({variable}=1 asks for it)", pytrace=False)
    pytest.skip(reason)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name every skipped layer, what it lacks and how many tests that cost."""
    skipped: list[pytest.TestReport] = terminalreporter.getreports("skipped")
    layers = Counter(match.groups() for report in skipped if (match := _REASON.search(_reason(report))))
    if not layers:
        return
    terminalreporter.section("layers not tested", yellow=True)
    for (layer, why), count in sorted(layers.items()):
        terminalreporter.write_line(f"SKIPPED LAYER {layer}: {count} tests. {why}", yellow=True)


def _reason(report: pytest.TestReport) -> str:
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
