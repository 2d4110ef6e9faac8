"""`dpone-si` in a directory of its own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from dpone_si.cli import main as cli

RESYNC = (
    "resync",
    "--run-id=r1",
    "--source-type",
    "postgres",
    "--sink-type",
    "mssql",
    "--strategy",
    "partition_replace",
)


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Shell:
    """A directory to work in, and `dpone-si` in it."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capture = capture

    def __call__(self, *words: str) -> Ran:
        self._capture.readouterr()
        try:
            code = cli.main([*words])
        except SystemExit as stopped:  # argparse: usage and --help
            code = int(stopped.code or 0)
        out, err = self._capture.readouterr()
        return Ran(code, out, err)
