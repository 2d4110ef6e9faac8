"""What a run comes to: per file, and all files together. Values only, so that whoever makes, keeps or shows them
needs no runner.
"""

# No `from __future__ import annotations` here: a NamedTuple compiles annotations that are text, one by one, at each
# start.

from collections.abc import Callable
from typing import NamedTuple

from dpone_lsp.cli.run.rows import Row
from dpone_si.records import field, record

#: Stands in `FileResult.uses` for "every manifest below this root": a new file may change such a result too.
EVERY_MANIFEST = "*:"
#: Told (done, total) while files are checked.
Progress = Callable[[int, int], None]


class FileResult(NamedTuple):
    """What one file came to. `skipped` is the reason when it is none of ours; `uses` are the files its outcome
    depends on.
    """

    path: str
    rows: tuple[Row, ...] = ()
    suppressed: int = 0
    processes: int = 0
    skipped: str = ""
    uses: tuple[str, ...] = ()
    error: str = ""


@record
class Run:
    """What one run found. `rows` are in the order of files, then places; equal ones of shared files are merged."""

    rows: list[Row] = field(default_factory=list[Row])
    files: list[str] = field(default_factory=list[str])
    #: Folders that were searched to the end (absolute): what no manifest below them says any more is mended.
    folders: tuple[str, ...] = ()
    #: Paths that are no manifests, with the reason.
    skipped: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    suppressed: int = 0
    processes: int = 0
    seconds: float = 0.0
    #: Old findings that a baseline hides, and entries of it that are mended.
    baselined: int = 0
    mended: int = 0
    #: Sentences about what was to be checked and could not be read.
    problems: list[str] = field(default_factory=list[str])

    def count(self, severity: str) -> int:
        return sum(1 for row in self.rows if row.severity == severity)
