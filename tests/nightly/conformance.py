"""The comparison with the real dpone over ten times as many made-up manifests as in CI (`DPONE_CONFORMANCE_N` for other numbers)."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.oracle.install import main as install_oracle


def main(arguments: list[str]) -> int:
    """Arguments are those of pytest."""
    if status := install_oracle():
        return status
    environment = {"DPONE_CONFORMANCE_N": "3000", "DPONE_REQUIRE_ORACLE": "1", **os.environ}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "auto",
        "--dist",
        "loadgroup",
        "tests/conformance",
        *arguments,
    ]
    return subprocess.run(command, env=environment, check=False).returncode
