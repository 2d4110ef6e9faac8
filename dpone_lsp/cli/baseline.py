"""Baselines: old findings are recorded once, new ones fail, mended ones are pruned.

Counts per file, rule and process are kept instead of lines, so moving text around does not make old findings new.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from dpone_lsp.cli.main import UsageError
from dpone_lsp.cli.rows import Row

FILE_NAME: Final = "dpone-lint-baseline.json"
VERSION: Final = 1


def _key(row: Row, base: str) -> tuple[str, str, str]:
    path = os.path.relpath(row.span.path, base).replace(os.sep, "/")
    return path, row.rule, row.processes[0] if len(row.processes) == 1 else row.key


def record(rows: Iterable[Row], base: str) -> str:
    """The text of a baseline for these findings; paths are relative to `base`, the folder of the baseline."""
    counts = Counter(_key(row, base) for row in rows)
    entries: list[dict[str, Any]] = [
        {"path": path, "rule": rule, "at": at, "count": count} for (path, rule, at), count in sorted(counts.items())
    ]
    return json.dumps({"version": VERSION, "findings": entries}, ensure_ascii=False, indent=1) + "\n"


def read(path: str) -> Counter[tuple[str, str, str]]:
    """The counts of a baseline. Raises `UsageError` for a file that is none."""
    try:
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
        if data["version"] != VERSION:
            raise UsageError(f"`{path}` is a baseline of version {data['version']}; this dpone-lint reads version {VERSION}")
        return Counter({(str(row["path"]), str(row["rule"]), str(row["at"])): int(row["count"]) for row in data["findings"]})
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"the baseline `{path}` cannot be read: {error}") from None
    except (ValueError, KeyError, TypeError):
        raise UsageError(f"`{path}` is not a baseline; `dpone-lint baseline` writes one") from None


def split(rows: Iterable[Row], known: Counter[tuple[str, str, str]], base: str) -> tuple[list[Row], int, int]:
    """New findings, how many the baseline hides, and how many of its entries are mended."""
    left = Counter(known)
    fresh: list[Row] = []
    hidden = 0
    for row in rows:
        key = _key(row, base)
        if left[key] > 0:
            left[key] -= 1
            hidden += 1
        else:
            fresh.append(row)
    return fresh, hidden, sum(count for count in left.values() if count > 0)
