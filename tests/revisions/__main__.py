"""`python -m tests.revisions REV`: ask a revision and this checkout the same, and tell what they answer differently.

Every finding in every format, fixes, locks, baselines, pages, schemas, effective manifests, decisions and plans, and what an editor is
answered, over all samples at hand. Exit code 1 when anything differs, 2 when there is no such revision.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.revisions.answers import answers
from tests.revisions.difference import differing, report
from tests.revisions.editor import conversations
from tests.revisions.questions import KINDS, questions
from tests.revisions.samples import lay_out
from tests.revisions.side import Side, UnknownRevision, of_checkout, of_revision, told

_KINDS = (*KINDS, "editor")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="./dev same", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("revision", metavar="REV", help="what this checkout is compared with, such as origin/main")
    parser.add_argument(
        "--only",
        action="append",
        choices=_KINDS,
        metavar="KIND",
        help=f"only answers of this kind: {', '.join(_KINDS)}; repeat it",
    )
    parser.add_argument(
        "--lines", type=int, default=400, metavar="N", help="how many lines of differences are printed (default: 400)"
    )
    options = parser.parse_args(arguments)
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="dpone-same-") as name:
        folder = Path(name).resolve()
        try:
            before = of_revision(options.revision, folder / "before")
        except UnknownRevision as error:
            print(f"`{options.revision}` is no revision here: {error}", file=sys.stderr)
            return 2
        after = of_checkout(folder / "after")
        print(told((before, after)), flush=True)
        missing = lay_out(folder / "samples")
        if missing:
            print(f"SKIPPED, LOUDLY: {missing}")
        old, new = (_answered(side, folder, options.only or _KINDS) for side in (before, after))
    for line in report(old, new, options.lines):
        print(line)
    print(f"{time.monotonic() - start:.0f} s")
    return 1 if differing(old, new) else 0


def _answered(side: Side, folder: Path, kinds: list[str]) -> dict[str, str]:
    # Both sides find the samples at the same place: answers name files.
    work = folder / "work"
    told = answers(side, questions(folder / "samples", side, kinds), folder / "samples", work)
    if "editor" in kinds:
        told.update(conversations(side, work))
    return told


if __name__ == "__main__":
    sys.exit(main())
