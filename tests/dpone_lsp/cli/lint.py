"""`dpone-lint` as its users run it: a process of its own, in a folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[3]

#: A manifest without an error or a warning.
CLEAN = """\
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
#: One error, without a fix.
FAULTY = CLEAN.replace("incremental_merge", "partition_replace")
#: One error with a safe fix, with a comment, quotes and blanks that a fix has to keep.
FIXABLE = """\
# A topic,   not a table.
name: "shop_orders"
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: 'orders'}}

sink:
    type: kafka   # keep me
    connection_type: airflow
    connection_id: bus
    topic: orders
    strategy:
        mode: partition_replace  # and me
        unique_key: [order_id]
"""
FIXED = FIXABLE.replace("mode: partition_replace", "mode: incremental_merge")


@dataclass(frozen=True, slots=True)
class Done:
    """What a run left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Lint:
    """Runs `dpone-lint` in a folder, with a cache and a home of its own."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        self.environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if not name.startswith(("DPONE", "GIT_", "GITHUB_", "COLUMNS", "LINES"))
            },
            "PYTHONPATH": str(CHECKOUT),
            "XDG_CACHE_HOME": str(home / "cache"),
            "HOME": str(home),
            "DPONE_LSP_RAISE": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
        }

    def __call__(
        self, *arguments: str | Path, stdin: str | bytes | None = None, cwd: Path | None = None, **environment: str
    ) -> Done:
        """Run the command line. `environment` adds variables."""
        done = subprocess.run(
            [sys.executable, "-m", "dpone_lsp.cli", *map(str, arguments)],
            cwd=cwd or self.folder,
            env={**self.environment, **environment},
            input=stdin.encode() if isinstance(stdin, str) else stdin if stdin is not None else b"",
            capture_output=True,
            check=False,
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    def findings(self, *arguments: str | Path, **options: Any) -> list[dict[str, Any]]:
        """The findings of a run as `--format json` tells them."""
        done = self(*arguments, "--format", "json", **options)
        assert done.code in (0, 1), done.err
        return done.json["findings"]

    def write(self, files: Mapping[str, str]) -> None:
        """Write text files below the folder."""
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(dedent(text).encode())

    def git(self, *arguments: str, cwd: Path | None = None) -> str:
        """Run git in the folder."""
        who = [
            "-c",
            "user.name=Test",
            "-c",
            "user.email=test@example.org",
            "-c",
            "init.defaultBranch=main",
            "-c",
            "commit.gpgsign=false",
        ]
        done = subprocess.run(
            ["git", *who, *arguments],
            cwd=cwd or self.folder,
            env=self.environment,
            capture_output=True,
            check=True,
            encoding="utf-8",
        )
        return done.stdout.strip()

    def commit(self, message: str = "state") -> str:
        """Commit everything; returns the commit."""
        if not (self.folder / ".git").exists():
            self.git("init", "-q")
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")


def rules(found: list[dict[str, object]]) -> set[object]:
    """The rules that found something."""
    return {one["rule"] for one in found}
