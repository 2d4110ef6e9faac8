"""Reports a difference by the smallest project that still shows it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from tests.generate.project import Project
from tests.generate.shrink import shrink


def fail_with_smallest(project: Project, found: str, look: Callable[[Path], str | None]) -> NoReturn:
    """Fail the running test with a shrunk project; `look(path)` names the difference in a written project, or None.

    While shrinking only the kind of difference is kept, which is its text without names and values.
    """
    kind = _kind(found)
    with tempfile.TemporaryDirectory() as folder:
        counter = iter(range(10**6))

        def still_shows(candidate: Project) -> bool:
            again = look(candidate.write(Path(folder) / str(next(counter))))
            return again is not None and _kind(again) == kind

        smallest = shrink(project, still_shows, attempts=400)
        shown = look(smallest.write(Path(folder) / "smallest")) or found
    pytest.fail(f"{shown}\n\n{smallest}", pytrace=False)


def _kind(found: str) -> str:
    """`process NAME: WHERE: ...` without the name and indices, `error RULE: ...` up to the rule, else the first word."""
    head, _, rest = found.partition(": ")
    if head.startswith("process "):
        return "process " + re.sub(r"[0-9]+", "", rest.partition(":")[0])
    return head if head.startswith("error ") else head.partition(" ")[0]
