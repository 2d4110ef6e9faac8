"""Baselines: old findings are recorded once, new ones fail, mended ones are pruned.

Counts per file, rule and process are kept instead of lines, so moving text around does not make old findings new.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from dpone_lsp.cli.errors import UsageError
from dpone_lsp.cli.run.result import Run
from dpone_lsp.cli.run.rows import Row

FILE_NAME: Final = "dpone-lint-baseline.json"
VERSION: Final = 1

#: (path relative to the baseline's folder, rule, process or key path) -> how many findings.
Counts = Counter[tuple[str, str, str]]


def counts_of(rows: Iterable[Row], base: str) -> Counts:
    """What a baseline would record of findings; `base` is its folder."""
    return Counter(_key(row, base) for row in rows)


def text_of(counts: Counts) -> str:
    """The text of a baseline, one line per entry, sorted: it merges well."""
    lines = [
        json.dumps({"path": path, "rule": rule, "at": at, "count": count}, ensure_ascii=False)
        for (path, rule, at), count in sorted(counts.items())
        if count > 0
    ]
    inner = ",\n".join(f"  {line}" for line in lines)
    return f'{{"version": {VERSION}, "findings": [' + (f"\n{inner}\n" if inner else "") + "]}\n"


def read(path: str) -> Counts:
    """The counts of a baseline. Raises `UsageError` for a file that is none."""
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except FileNotFoundError:
        raise UsageError(
            f"the baseline `{path}` does not exist; `dpone-lint baseline --output {path}` writes it"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"the baseline `{path}` cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8'}"
        ) from None
    conflict = re.search(r"^(<{7}|>{7})( |$)", text, re.MULTILINE)
    if conflict is not None:
        line = text.count("\n", 0, conflict.start()) + 1
        raise UsageError(
            f"{path}:{line}: the baseline holds a merge conflict: keep one side, then run `dpone-lint baseline --prune`"
        )
    try:
        data: Any = json.loads(text)
        if data["version"] != VERSION:
            raise UsageError(
                f"`{path}` is a baseline of version {data['version']}; this dpone-lint reads version {VERSION}"
            )
        return Counter(
            {(str(row["path"]), str(row["rule"]), str(row["at"])): int(row["count"]) for row in data["findings"]}
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UsageError(f"`{path}` is not a baseline; `dpone-lint baseline` writes one") from None


def hide_known(run: Run, path: str) -> None:
    """Take the findings that the baseline at `path` records out of a run."""
    base = os.path.dirname(os.path.abspath(path))
    left = read(path)
    fresh: list[Row] = []
    for row in run.rows:
        key = _key(row, base)
        if left[key] > 0:
            left[key] -= 1
            run.baselined += 1
        else:
            fresh.append(row)
    run.rows = fresh
    run.mended = sum(count for _, count in _checked(left, run, base))


def pruned(old: Counts, now: Counts, run: Run, base: str) -> tuple[Counts, int]:
    """A baseline without what is mended, and how many findings that were. Files that were not checked keep their
    entries.
    """
    kept = Counter(old)
    gone = 0
    for key, count in _checked(old, run, base):
        left = min(count, now[key])
        gone += count - left
        kept[key] = left
    return kept, gone


def _checked(counts: Counts, run: Run, base: str) -> list[tuple[tuple[str, str, str], int]]:
    """The entries a run can judge: of files that were checked, that exist no more, or that lie in a folder searched to
    the end.

    The last are presets: their findings come from the manifests that use them.
    """
    known = {_relative(path, base) for path in run.files}
    folders = tuple(folder.rstrip("/") + "/" for folder in run.folders)

    def judged(name: str) -> bool:
        path = os.path.normpath(os.path.join(base, name)).replace(os.sep, "/")
        return name in known or path.startswith(folders) or not os.path.exists(path)

    return [(key, count) for key, count in counts.items() if count > 0 and judged(key[0])]


def _key(row: Row, base: str) -> tuple[str, str, str]:
    # Positions in lists are left out of key paths: another entry above must not make an old finding new.
    at = row.processes[0] if len(row.processes) == 1 else re.sub(r"\[\d+\]", "[]", row.key)
    return _relative(row.span.path, base), row.rule, at


def _relative(path: str, base: str) -> str:
    return os.path.relpath(path, base).replace(os.sep, "/")
